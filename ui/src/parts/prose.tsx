/** A text of the server, in which what is to be typed stands between backticks. */
export function Prose({ text }: { text: string }) {
  return <>{text.split('`').map((part, n) => (n % 2 === 1 ? <code key={n}>{part}</code> : part))}</>
}
