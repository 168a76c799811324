/** The tables of a plan as rows, and dates as days, which scales can be made of. */

import { pretty } from '../parts/format'
import type { PlanPage } from '../types'

type Cell = string | number | boolean | null
export type Columns = Record<string, Cell[]>

export class TableRow {
  constructor(private readonly columns: Columns, private readonly index: number) {}

  text(column: string): string | null {
    const cell = this.columns[column]?.[this.index]
    return typeof cell === 'string' ? cell : null
  }

  number(column: string): number | null {
    const cell = this.columns[column]?.[this.index]
    return typeof cell === 'number' ? cell : null
  }
}

/** The rows of a table in which these columns hold these values. */
export function rowsOf(plan: PlanPage, table: string, where: Record<string, string> = {}): TableRow[] {
  const columns = plan.tables[table] ?? {}
  const length = Object.values(columns)[0]?.length ?? 0
  const wanted = Object.entries(where)
  const found: TableRow[] = []
  for (let i = 0; i < length; i += 1) if (wanted.every(([column, value]) => columns[column]?.[i] === value)) found.push(new TableRow(columns, i))
  return found
}

/** The different values of a column of text, in their order. */
export function different(plan: PlanPage, table: string, column: string): string[] {
  return [...new Set((plan.tables[table]?.[column] ?? []).filter((cell): cell is string => typeof cell === 'string'))]
}

export type Named = 'alternatives' | 'programmes' | 'tranches'

/** What an id is called; "five-more/2" is the second delivery of an option. */
export function nameOf(plan: PlanPage, kind: Named, id: string): string {
  const known = plan.names[kind] ?? {}
  const [option = '', part] = id.split('/')
  const found = known[id] ?? (part === undefined || known[option] === undefined ? undefined : `${known[option]}: ${part}`)
  return found ?? pretty(id)
}

const DAY = 86_400_000

/** Days since 1970 of an ISO date. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY
}

export function dateOf(day: number): string {
  return new Date(Math.round(day) * DAY).toISOString().slice(0, 10)
}

/** The first days of years between two days, at most so many. */
export function yearTicks(first: number, last: number, most: number): { value: number; text: string }[] {
  const from = Number(dateOf(first).slice(0, 4))
  const to = Number(dateOf(last).slice(0, 4))
  const every = [1, 2, 5, 10, 20, 50].find((step) => (to - from) / step < most) ?? 100
  const years = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((year) => year % every === 0)
  return years.map((year) => ({ value: dayNumber(`${year}-01-01`), text: String(year) })).filter(({ value }) => value >= first && value <= last)
}

/** What comes first in each year. */
export function yearly<T extends { date: string }>(dated: readonly T[]): T[] {
  const sorted = [...dated].sort((a, b) => (a.date < b.date ? -1 : 1))
  return sorted.filter(({ date }, n) => date.slice(0, 4) !== sorted[n - 1]?.date.slice(0, 4))
}

/** How long after a promise something came, in words. */
export function delayWords(planned: string, came: string): string {
  const days = dayNumber(came) - dayNumber(planned)
  const months = Math.round(Math.abs(days) / 30.4375)
  if (months === 0) return 'as promised'
  const length = months < 24 ? `${months} month${months === 1 ? '' : 's'}` : `${(months / 12).toFixed(1).replace(/\.0$/, '')} years`
  return days > 0 ? `${length} late` : `${length} early`
}

/** The alternative that goes on from what has come: the first in which anything has. */
export function mainAlternative(plan: PlanPage): string {
  const { alternative = [], delivered = [] } = plan.tables['arrivals'] ?? {}
  const index = delivered.findIndex((date) => date !== null)
  const found = alternative[index]
  return typeof found === 'string' ? found : plan.alternatives[0] ?? ''
}
