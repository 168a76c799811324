/** Numbers over time, one small picture for each course of events, on one scale. */

import { Legend } from '../parts/chart-axes'
import { Bands, type Moment } from '../parts/chart-bands'
import { Figure } from '../parts/chart-figure'
import { day, range, word, type Kind } from '../parts/format'
import type { PlanPage } from '../types'
import { dayNumber, nameOf, rowsOf, yearly, yearTicks, type TableRow } from './tables'

export interface CoursesProps { plan: PlanPage; table: 'capability' | 'outcomes'; title: string; lead: string; axis: string; kind: Kind; where: Record<string, string> }

export function Courses({ plan, table, title, lead, axis, kind, where }: CoursesProps) {
  const courses = plan.alternatives.map((id) => ({ id, moments: rowsOf(plan, table, { ...where, alternative: id }).flatMap(momentOf) })).filter(({ moments }) => moments.length > 0)
  if (courses.length === 0) return <p>The plan has no figures of this kind.</p>
  const most = Math.max(...courses.flatMap(({ moments }) => moments.map(({ p95, mean }) => Math.max(p95, mean))))
  const days = courses.flatMap(({ moments }) => moments.map((moment) => moment.day))
  const [first, last] = [Math.min(...days), Math.max(...days)]
  return (
    <Figure title={title} lead={lead} table={tableOf(plan, courses, kind)} text={[1]}>
      <Legend entries={[
        { mark: <path class="line" d="M0 7 H20" />, text: 'mean' },
        { mark: <path class="dark" d="M0 0 H20 V14 H0 Z" />, text: 'half of all futures' },
        { mark: <path class="light" d="M0 0 H20 V14 H0 Z" />, text: 'nine in ten' },
        ...(plan.as_of === '' ? [] : [{ mark: <line class="now" x1="10" x2="10" y1="0" y2="14" />, text: 'where the facts end' }]),
      ]} />
      <div class="multiples">
        {courses.map(({ id, moments }) => (
          <div key={id}>
            <h4>{nameOf(plan, 'alternatives', id)}</h4>
            <Bands label={`${title}, ${nameOf(plan, 'alternatives', id)}`} axis={axis} kind={kind} moments={moments} most={most}
              years={(count) => yearTicks(first, last, count)} {...(plan.as_of === '' ? {} : { now: dayNumber(plan.as_of) })} />
          </div>
        ))}
      </div>
    </Figure>
  )
}

function momentOf(row: TableRow): Moment[] {
  const date = row.text('date')
  const mean = row.number('mean')
  if (date === null || mean === null) return []
  const quantile = (key: string): number => row.number(key) ?? mean
  return [{ date, day: dayNumber(date), mean, low: row.number('low'), high: row.number('high'), p05: quantile('p05'), p25: quantile('p25'), p75: quantile('p75'), p95: quantile('p95') }]
}

/** A row for the first date of each year. */
function tableOf(plan: PlanPage, courses: { id: string; moments: Moment[] }[], kind: Kind) {
  const rows = courses.flatMap(({ id, moments }) => yearly(moments).map((moment) => [
    nameOf(plan, 'alternatives', id), day(moment.date), word(moment.mean, kind),
    moment.low === null || moment.high === null ? '' : range(moment.low, moment.high, kind), range(moment.p05, moment.p95, kind),
  ]))
  return { header: ['Course of events', 'Date', 'Mean', '95 % interval', 'Nine in ten futures'], rows }
}

