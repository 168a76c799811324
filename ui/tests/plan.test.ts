/** Dates as days and in words. Days between dates come from the calendar, counted by hand. */

import { expect, test } from 'vitest'
import { stopsOf } from '../src/parts/chart-bands'
import { step } from '../src/parts/chart-figure'
import { comparedDates } from '../src/programme/compared'
import { dateOf, dayNumber, delayWords, mainAlternative, nameOf, rowsOf, yearly, yearTicks } from '../src/programme/tables'
import type { PlanPage } from '../src/types'

const plan = {
  names: { alternatives: { real: 'As delivered' }, tranches: { more: 'Five more' } },
  alternatives: ['promised', 'real'],
  tables: { arrivals: { alternative: ['promised', 'real', 'real'], tranche: ['one', 'one', 'two'], units: [1, 1, 2], delivered: [null, '2021-12-31', null] } },
} as unknown as PlanPage

test('days count from 1970 and come back', () => {
  expect(dayNumber('1970-01-01')).toBe(0)
  expect(dayNumber('2000-03-01') - dayNumber('2000-02-28')).toBe(2)
  expect(dateOf(dayNumber('2026-11-30'))).toBe('2026-11-30')
})

test('rows are found by their columns and read by type', () => {
  const found = rowsOf(plan, 'arrivals', { alternative: 'real' })
  expect(found.map((row) => [row.text('tranche'), row.number('units'), row.text('delivered')])).toEqual([['one', 1, '2021-12-31'], ['two', 2, null]])
  expect(found[0]?.number('tranche')).toBeNull()
  expect(rowsOf(plan, 'missing')).toEqual([])
})

test('the course of events that has come true in part is shown first', () => {
  expect(mainAlternative(plan)).toBe('real')
})

test('a year is told by its first date, whichever that is', () => {
  const dates = ['2024-11-01', '2024-12-01', '2025-01-01', '2025-01-15', '2026-03-01']
  expect(yearly(dates.map((date) => ({ date }))).map(({ date }) => date)).toEqual(['2024-11-01', '2025-01-01', '2026-03-01'])
})

test('delays in words', () => {
  expect(delayWords('2020-10-31', '2021-12-31')).toBe('14 months late')
  expect(delayWords('2020-10-04', '2020-10-10')).toBe('as promised')
  expect(delayWords('2022-08-31', '2026-06-30')).toBe('3.8 years late')
  expect(delayWords('2022-08-31', '2022-07-31')).toBe('1 month early')
})

test('ticks stand on first days of years, not more than asked for', () => {
  const ticks = yearTicks(dayNumber('2018-06-01'), dayNumber('2035-12-01'), 6)
  expect(ticks.map(({ text }) => text)).toEqual(['2020', '2025', '2030', '2035'])
})

test('keys lead from mark to mark and stop at the ends', () => {
  expect([step('ArrowRight', -1, 3), step('ArrowRight', 2, 3), step('ArrowLeft', 0, 3), step('End', 0, 3), step('Escape', 1, 3), step('x', 1, 3)]).toEqual([0, 2, 0, 2, -1, undefined])
})

test('ids have the names that the plan gives them, else their own words', () => {
  expect(nameOf(plan, 'alternatives', 'real')).toBe('As delivered')
  expect(nameOf(plan, 'tranches', 'more/2')).toBe('Five more: 2')
  expect(nameOf(plan, 'tranches', 'squadron-4')).toBe('Squadron 4')
})

test('the compared dates are those of the table that lie nearest', () => {
  const dated = (dates: string[]): PlanPage => ({ dates, tables: { differences: { date: ['2024-12-01', '2025-01-01', '2025-02-01', '2025-01-01'] } } }) as unknown as PlanPage
  expect(comparedDates(dated(['2025-01-20', '2025-01-21', '2025-01-03']))).toEqual(['2025-02-01', '2025-01-01'])
  expect(comparedDates(dated([]))).toEqual(['2025-01-01'])
})

test('keys stop at some fifty moments of a long course, at its last always', () => {
  const days = Array.from({ length: 218 }, (_, i) => i)
  const stops = stopsOf(days)
  expect(stops.length).toBeLessThanOrEqual(53)
  expect(stops.at(-1)).toBe(217)
  expect(stopsOf([1, 2, 3])).toEqual([1, 2, 3])
})
