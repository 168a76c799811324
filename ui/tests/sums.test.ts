/** What the page adds up agrees with what the summary says: steps meet, nothing is left, and the order is the one asked for. */

import { expect, test } from 'vitest'
import { byEffect, leakersAt, mostBroken, resultsOf, waterfallOf, weakest } from '../src/results/sums'
import type { Estimate, LedgerRow, Scene, Sensitivity, Summary, Threat } from '../src/types'

const sure = (mean: number): Estimate => ({ mean, low: mean, high: mean, method: 'exact' })
const row = (link: string, mean: number): LedgerRow => ({ link, leakers: sure(mean), share: mean / 12, total: mean * 10, by_class: {} })
const ledger = [row('below the horizon', 0), row('no free channel', 4.5), row('missed', 7.5)]
const summary = {
  threats: 60, ledger,
  waterfall: [{ step: 'all threats', mean: 60 }, { step: 'killed', mean: 47 }, { step: 'in flight', mean: 1 }],
} as unknown as Summary

test('the waterfall falls from all leakers to none, each step where the last one ended', () => {
  const found = waterfallOf(summary)
  expect(found.killed + found.inFlight + found.through).toBe(found.threats)
  expect(found.steps.map(({ row: { link }, from, to }) => [link, from, to])).toEqual([['no free channel', 12, 7.5], ['missed', 7.5, 0]])
  expect(found.held).toEqual(['below the horizon'])
})

test('the link that broke most, or none', () => {
  expect(mostBroken(ledger)?.link).toBe('missed')
  expect(mostBroken([row('missed', 0)])).toBeUndefined()
})

test('the weakest asset, and no unit of the defence', () => {
  const site = (id: string, kind: string, mean: number) => ({ id, kind, name: id, value: 1, survival: sure(mean), hits: sure(0) })
  expect(weakest([site('radar', 's-400/battalion', 0.1), site('city', 'asset', 0.4), site('base', 'asset', 0.5)])?.id).toBe('city')
})

test('results begin with kills and leave out what never happened', () => {
  const missile = { id: 'x', unit_cost: 1, rounds: sure(1), spent: sure(1), kills_per_round: null, results: { flying: 0, miss: 2, kill: 3 } }
  expect(resultsOf([missile])).toEqual(['kill', 'miss'])
})

test('leakers of a link, each with the moment from which to watch it', () => {
  const threat = (row: number, link: string | null): Threat =>
    ({ row, id: `a/${row}`, type: '', class: '', side: 'hostile', outcome: 'hit', link, target: 0, end: 100, story: [], course: { t: [20], lat: [0], lon: [0], h: [0] } })
  const scene = { threats: [threat(0, 'missed'), threat(1, null), threat(2, 'out of rounds')] } as unknown as Scene
  expect(leakersAt(scene, 'missed').map((one) => [one.threat.row, one.moment])).toEqual([[0, 85]])
})

test('figures are sorted by how far they move the base; what was not fought comes last', () => {
  const figure = (name: string, low: number | null, high: number | null): Sensitivity['rows'][number] =>
    ({ item: '', figure: name, grade: 'assumed', low: '', high: '', value: '', at_low: low === null ? null : sure(low), at_high: high === null ? null : sure(high) })
  const rows = [figure('small', 9, 11), figure('none', null, null), figure('large', null, 2), figure('middle', 14, 10)]
  expect(byEffect(rows, 10).map((one) => one.figure)).toEqual(['large', 'middle', 'small', 'none'])
})
