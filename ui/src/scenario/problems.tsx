/** All that is wrong, in the server's words, with ways to where it stands; and what is only worth knowing. */

import type { Desk } from './desk'
import type { Path } from './document'
import { spelt } from './text'

export function ProblemList({ desk, toLine, toField }: { desk: Desk; toLine: (line: number) => void; toField: (path: Path) => void }) {
  const problems = desk.problems.value
  const { notes = [], cost = '' } = desk.checked.value ?? {}
  return (
    <div class="problems">
      {desk.state.value === 'checking' ? <p class="about">Checking …</p> : null}
      {desk.state.value === 'unknown' ? <p class="bad">? This text has not been checked. <button type="button" onClick={() => desk.checkAgain()}>Check again</button></p> : null}
      {desk.state.value === 'checked' && problems.length === 0 ? <p class="good">✓ Nothing is wrong. {cost === '' ? null : <>To fight it takes {cost}.</>}</p> : null}
      <ol>
        {problems.map((problem, n) => (
          <li key={n}>
            <p><strong>{spelt(problem.path)}</strong>{problem.value === '' ? null : <> <code>{problem.value}</code></>}</p>
            <p class="bad">✕ {problem.message}</p>
            <p class="ways">
              {problem.line === null ? null : <button type="button" onClick={() => toLine(problem.line ?? 1)}>Line {problem.line}</button>}
              {problem.path.length === 0 ? null : <button type="button" onClick={() => toField(problem.path)}>Field</button>}
            </p>
          </li>
        ))}
      </ol>
      {notes.length === 0 ? null : <><h3>Worth knowing</h3><ul>{notes.map((note, n) => <li key={n}>{note}</li>)}</ul></>}
    </div>
  )
}
