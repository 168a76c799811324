/** Counts of whole numbers in bins of one width. */

export interface Bin {
  /** First and last whole number in it. */
  from: number
  to: number
  count: number
}

const STEPS = [1, 2, 5]

/** The smallest of 1, 2, 5, 10, 20, ... that needs no more than `most` bins for so many whole numbers. */
export function binWidth(numbers: number, most: number): number {
  for (let scale = 1; ; scale *= 10)
    for (const step of STEPS) if (Math.ceil(numbers / (step * scale)) + 1 <= Math.max(most, 2) || numbers <= step * scale) return step * scale
}

/** Bins from the lowest to the highest value, empty ones too; a bin begins at a multiple of the width. */
export function binned(values: number[], counts: number[], most: number): Bin[] {
  if (values.length === 0) return []
  const low = Math.min(...values)
  const high = Math.max(...values)
  const width = high - low < most ? 1 : binWidth(high - low + 1, most)
  const first = Math.floor(low / width)
  const bins = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, i) => ({ from: (first + i) * width, to: (first + i + 1) * width - 1, count: 0 }))
  values.forEach((value, i) => {
    const bin = bins[Math.floor(value / width) - first]
    if (bin !== undefined) bin.count += counts[i] ?? 0
  })
  return bins
}
