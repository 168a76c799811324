/** Which names on the picture have room: those of sites that stand close together from afar would lie on each other. */

export interface Name { x: number; y: number; text: string }

// About as wide as a letter and as high as a line is [points].
const LETTER = 7.5
const LINE = 15

/** Of names that would overlap the first has the room; coming closer shows the others. */
export function readable(names: readonly (Name | null)[]): boolean[] {
  const taken: Name[] = []
  return names.map((name) => {
    if (name === null || taken.some((other) => overlap(name, other))) return false
    taken.push(name)
    return true
  })
}

function overlap(a: Name, b: Name): boolean {
  return Math.abs(a.y - b.y) < LINE && a.x < b.x + LETTER * b.text.length && b.x < a.x + LETTER * a.text.length
}
