/** Courses of events against one of them, on the same futures and raids; and what one more unit adds. */

import { useState } from 'preact/hooks'
import { DataTable, Figure } from '../parts/chart-figure'
import { Bar, laneOf, Rows, Whisker } from '../parts/chart-rows'
import { day, differenceWords, percent, signedSpan, type Kind } from '../parts/format'
import type { Estimate, PlanPage } from '../types'
import { dayNumber, different, nameOf, rowsOf, type TableRow } from './tables'

export function Differences({ plan, measure, kind, meaning }: { plan: PlanPage; measure: string; kind: Kind; meaning: string }) {
  const dates = comparedDates(plan)
  const [date, setDate] = useState(dates.at(-1) ?? '')
  const rows = rowsOf(plan, 'differences', { measure, date })
  const against = rows[0]?.text('against') ?? ''
  const others = rows.filter((row) => row.text('alternative') !== against)
  if (others.length === 0) return <p>The plan has one course of events only, so there is nothing to compare.</p>
  const lane = laneOf(others.flatMap((row) => ends(estimateOf(row))))
  return (
    <>
      <p><label>Date <select value={date} onChange={(event) => setDate(event.currentTarget.value)}>
        {dates.map((known) => <option key={known} value={known}>{day(known)}</option>)}
      </select></label></p>
      <Figure title={`Against “${nameOf(plan, 'alternatives', against)}” on ${day(date)}`} table={differencesTable(plan, others, kind)} text={[2]}
        lead={`Difference in ${meaning}, per raid, on the same futures and the same raids, with 95 % intervals. A whisker that crosses nought means: no difference that these fights can show.`}>
        <Rows lane={lane} kind={kind} axis={`Difference in ${meaning}`} rows={others.map((row) => {
          const estimate = estimateOf(row)
          return {
            key: row.text('alternative') ?? '', name: nameOf(plan, 'alternatives', row.text('alternative') ?? ''), figures: signedSpan(estimate, kind),
            drawn: <><Bar lane={lane} from={0} to={estimate.mean} /><Whisker lane={lane} estimate={estimate} hollow={(estimate.low ?? 0) <= 0 && (estimate.high ?? 0) >= 0} /></>,
          }
        })} />
      </Figure>
    </>
  )
}

function differencesTable(plan: PlanPage, rows: TableRow[], kind: Kind) {
  return {
    header: ['Course of events', 'Difference', 'In words', 'Better in', 'The same in'],
    rows: rows.map((row) => [
      nameOf(plan, 'alternatives', row.text('alternative') ?? ''), signedSpan(estimateOf(row), kind), differenceWords(estimateOf(row), kind),
      `${percent(row.number('better') ?? 0)} of futures`, percent(row.number('same') ?? 0),
    ]),
  }
}

/** The dates of the table nearest to those that the plan compares; without them the first of each January. */
export function comparedDates(plan: PlanPage): string[] {
  const known = different(plan, 'differences', 'date').sort()
  if (known.length === 0) return []
  const distance = (a: string, b: string): number => Math.abs(dayNumber(a) - dayNumber(b))
  const wanted = plan.dates.map((date) => known.reduce((best, one) => (distance(one, date) < distance(best, date) ? one : best)))
  const januaries = known.filter((date) => date.slice(5, 7) === '01')
  return wanted.length > 0 ? [...new Set(wanted)] : januaries.length > 0 ? januaries : known
}

function estimateOf(row: TableRow): Estimate {
  const [low, high] = [row.number('low'), row.number('high')]
  return { mean: row.number('mean') ?? 0, low, high, method: low === null ? 'none could be made' : 'no spread' }
}

const ends = ({ mean, low, high }: Estimate): number[] => [mean, low ?? mean, high ?? mean]

export function Marginal({ plan, measure, kind, meaning }: { plan: PlanPage; measure: string; kind: Kind; meaning: string }) {
  const rows = rowsOf(plan, 'marginal', { measure })
  if (rows.length === 0) return null
  const lane = laneOf(rows.flatMap((row) => ends(estimateOf(row))))
  const named = (row: TableRow): string => `Unit ${row.number('units')}`
  return (
    <Figure title="What one more unit adds" lead={`Change in ${meaning}, per raid, with one more unit at full load: paired fights of the same raids, with 95 % intervals. A hollow mark has an interval that holds nought.`}
      table={{ header: ['Unit', 'Change', 'In words'], rows: rows.map((row) => [named(row), signedSpan(estimateOf(row), kind), differenceWords(estimateOf(row), kind)]) }} text={[2]}>
      <Rows lane={lane} kind={kind} axis={`Change in ${meaning}`} rows={rows.map((row) => {
        const estimate = estimateOf(row)
        return {
          key: named(row), name: named(row), figures: signedSpan(estimate, kind),
          drawn: <><Bar lane={lane} from={0} to={estimate.mean} /><Whisker lane={lane} estimate={estimate} hollow={(estimate.low ?? 0) <= 0 && (estimate.high ?? 0) >= 0} /></>,
        }
      })} />
    </Figure>
  )
}

export function PlanMade({ made }: { made: Record<string, string> }) {
  return <DataTable caption="How the plan was made" text={[1]} table={{ header: ['What', 'Value'], rows: Object.entries(made).map(([name, value]) => [name, value]) }} />
}
