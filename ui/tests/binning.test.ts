/** Bins hold every count exactly once, whatever the numbers; widths are 1, 2 or 5 times a power of ten. */

import { expect, test } from 'vitest'
import { binName } from '../src/parts/chart-histogram'
import { binned, binWidth } from '../src/parts/binning'

test('few numbers have a bin each, empty ones too', () => {
  expect(binned([0, 1, 3], [5, 2, 1], 40)).toEqual([
    { from: 0, to: 0, count: 5 }, { from: 1, to: 1, count: 2 }, { from: 2, to: 2, count: 0 }, { from: 3, to: 3, count: 1 },
  ])
})

test('differences of either sign fall on the right side', () => {
  expect(binned([-12, -1, 0, 11], [1, 2, 3, 4], 6)).toEqual([
    { from: -15, to: -11, count: 1 }, { from: -10, to: -6, count: 0 }, { from: -5, to: -1, count: 2 }, { from: 0, to: 4, count: 3 }, { from: 5, to: 9, count: 0 }, { from: 10, to: 14, count: 4 },
  ])
})

test.each([[39, 40], [41, 40], [977, 40], [12345, 12], [100_000, 40]])('%i numbers in at most %i bins, none lost', (numbers, most) => {
  const values = Array.from({ length: numbers }, (_, i) => i - 17)
  const bins = binned(values, values.map(() => 1), most)
  expect(bins.length).toBeLessThanOrEqual(most)
  expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(numbers)
  expect(bins.every((bin, i) => i === 0 || bin.from === (bins[i - 1]?.to ?? NaN) + 1)).toBe(true)
})

test('widths are those of a ruler', () => {
  expect([41, 80, 300, 977].map((numbers) => binWidth(numbers, 40))).toEqual([2, 5, 10, 50])
})

test('nothing has no bins, and a bin says what it holds', () => {
  expect(binned([], [], 40)).toEqual([])
  expect(binName({ from: 10, to: 14, count: 1 }, String)).toBe('10 to 14')
  expect(binName({ from: 3, to: 3, count: 1 }, String)).toBe('3')
})
