/** Numbers in words, rounded as the command line and the report round them, never without their interval where there is one. */

import type { Estimate } from '../types'

export type Kind = 'count' | 'share' | 'money'

const MINUS = '−'
/** Keeps a number and its unit on one line. */
const NB = '\u00a0'
/** A difference smaller than this is said to be nothing. */
const LEAST: Record<Kind, number> = { count: 0.005, share: 0.0005, money: 0.5 }

/** With so many digits after the point; what lies half way goes to the even digit, as in the report. */
function fixed(value: number, digits: number): string {
  const up = value.toFixed(digits)
  const exact = Math.abs(value).toFixed(30)
  const half = new RegExp(`^50*$`).test(exact.slice(exact.indexOf('.') + 1 + digits))
  if (!half || Number(up.at(-1)) % 2 === 0) return up
  const step = 10 ** -digits
  return (value - Math.sign(value) * step / 2).toFixed(digits)
}

/** So many significant digits, without zeros at the end. */
function significant(value: number, digits: number): string {
  if (value === 0) return '0'
  const exponent = Number(Math.abs(value).toExponential(digits - 1).split('e')[1])
  const text = fixed(value, Math.max(0, digits - 1 - exponent))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function thousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A figure: three significant digits, thousands apart; two of what is small. */
export function amount(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  const body = size >= 99.95 ? thousands(fixed(size, 0))
    : size >= 9.995 ? fixed(size, 1)
      : size >= 0.095 ? fixed(size, 2) : significant(size, 2)
  return value < 0 ? `${MINUS}${body}` : body
}

/** A whole number of things. */
export function whole(value: number): string {
  return thousands(fixed(value, 0))
}

/** Two figures, with more digits where they would look alike. */
export function amountRange(low: number, high: number): string {
  const [first, last] = [amount(low), amount(high)]
  return first === last && low < high ? `${significant(low, 4)} to ${significant(high, 4)}` : `${first} to ${last}`
}

/** A share in percent; never 0 or 100 unless it is, and small ones are not rounded away. */
export function percent(share: number): string {
  const value = 100 * share
  if (value === 0 || value === 100) return `${value}${NB}%`
  const edge = Math.min(value, 100 - value)
  if (edge < 0.01 && value > 0) return `${value < 50 ? '< 0.01' : '> 99.99'}${NB}%`
  if (edge >= 0.095) return `${fixed(value, 1)}${NB}%`
  return `${value < 1 ? significant(value, 2) : fixed(value, 2)}${NB}%`
}

/** Two shares, the unit said once. */
export function percentRange(low: number, high: number): string {
  return `${percent(low).replace(/\s%$/, '')} to ${percent(high)}`
}

/** An amount in US dollars. */
export function money(dollars: number): string {
  const size = Math.abs(dollars)
  const sign = dollars < 0 ? MINUS : ''
  for (const [step, unit] of [[1e9, 'bn'], [1e6, 'M'], [1e3, 'k']] as const)
    if (size >= 0.9995 * step) return `${sign}USD${NB}${significant(size / step, 3)}${NB}${unit}`
  return `${sign}USD${NB}${fixed(size, 0)}`
}

/** Two amounts of money, the currency said once, and the unit too where it is the same. */
export function moneyRange(low: number, high: number): string {
  const first = money(low).split(NB)
  const last = money(high).split(NB)
  const alike = first.length === 3 && last.length === 3 && first[2] === last[2]
  return `${(alike ? first.slice(0, 2) : first).join(NB)} to ${last.slice(1).join(NB)}`
}

const WORD = { count: amount, share: percent, money }
const RANGE = { count: amountRange, share: percentRange, money: moneyRange }

export function word(value: number, kind: Kind): string {
  return WORD[kind](value)
}

export function range(low: number, high: number, kind: Kind): string {
  return RANGE[kind](low, high).replace(/^USD\s/, '')
}

/** An interval, or why there is none. */
export function interval(estimate: Estimate, kind: Kind): string {
  const { low, high, method } = estimate
  if (low === null || high === null) return `no interval: ${method}`
  return low === high ? method : range(low, high, kind)
}

/** A mean, a probability or a cost with its interval. */
export function span(estimate: Estimate, kind: Kind = 'count'): string {
  return `${word(estimate.mean, kind)} (${interval(estimate, kind)})`
}

/** A difference, its sign always said; shares differ by percentage points. What is next to nothing is nought. */
export function signed(value: number, kind: Kind): string {
  if (Math.abs(value) < LEAST[kind]) return { count: '0', share: '0 points', money: `USD${NB}0` }[kind]
  const body = size(value, kind)
  return `${value < 0 ? MINUS : '+'}${body}`
}

/** A difference with its interval. */
export function signedSpan(estimate: Estimate, kind: Kind): string {
  const { mean, low, high, method } = estimate
  if (low === null || high === null) return `${signed(mean, kind)} (no interval: ${method})`
  if (low === high) return `${signed(mean, kind)} (${method})`
  const ends = [low, high].map((end) => signed(end, kind).replace(/ points$/, '').replace(/USD\s/, ''))
  return `${signed(mean, kind)} (${ends[0]} to ${ends[1]})`
}

/** A share of either sign: of what goes away when something is changed. */
export function signedPercent(share: number): string {
  const value = 100 * share
  const body = fixed(Math.abs(value), value === 0 || Math.abs(value) >= 9.95 ? 0 : 1)
  return `${value < 0 ? MINUS : ''}${body}${NB}%`
}

/** Such a share with its interval. */
export function signedShare({ mean, low, high, method }: Estimate): string {
  if (low === null || high === null) return `${signedPercent(mean)} (no interval: ${method})`
  if (low === high) return `${signedPercent(mean)} (in every fight)`
  return `${signedPercent(mean)} (${signedPercent(low).replace(/\s%$/, '')} to ${signedPercent(high)})`
}

/** A difference in words: "fewer by 2.1 (1.8 to 2.4)" of what is counted, else "less by ..."; or that these fights show none. */
export function differenceWords(estimate: Estimate, kind: Kind, counted = kind === 'count'): string {
  const { mean, low, high, method } = estimate
  if (low === null || high === null) return `${signed(mean, kind)}; no interval: ${method}`
  if (low === 0 && high === 0) return 'no difference at all'
  if (low <= 0 && high >= 0) return `no difference that these fights show: ${signedSpan(estimate, kind)}`
  const ends = low < 0 ? [-high, -low] as const : [low, high] as const
  const through = low === high ? method : range(...ends, kind).replace(/\s%$/, '')
  return `${mean > 0 ? 'more' : counted ? 'fewer' : 'less'} by ${size(mean, kind)} (${through})`
}

function size(value: number, kind: Kind): string {
  const body = word(Math.abs(value), kind)
  return kind === 'share' ? body.replace(/\s%$/, ' points') : body
}

/** The kind of number that a unit of the server's tables means. */
export function kindOf(unit: string): Kind {
  if (unit.startsWith('USD')) return 'money'
  return unit === 'share' || unit === 'probability' || unit === '%' ? 'share' : 'count'
}

/** A tick of an axis: short, with the unit of money or percent. */
export function tick(value: number, kind: Kind): string {
  if (kind === 'share') return `${significant(100 * value, 3).replace('-', MINUS)}${NB}%`
  if (kind === 'money') return money(value).replace(/^(−?)USD\s/, '$1')
  const body = thousandsOf(Math.abs(value))
  return value < 0 ? `${MINUS}${body}` : body
}

function thousandsOf(value: number): string {
  const [before = '0', after] = String(Number(value.toPrecision(6))).split('.')
  return after === undefined ? thousands(before) : `${thousands(before)}.${after}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** An ISO date as people write it. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split('-')
  return `${Number(dayOfMonth)} ${MONTHS[Number(month) - 1]} ${year}`
}

/** An ISO date as its month. */
export function month(date: string): string {
  const [year, number] = date.split('-')
  return `${MONTHS[Number(number) - 1]} ${year}`
}

/** "1 fight", "200 fights". */
export function many(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** An id of a file or a figure as words: "one-way-drone" as "one-way drone", "release_range" as "release range". */
export function plain(id: string): string {
  return id.replaceAll('_', ' ')
}

/** An id as a name: "squadron-4" as "Squadron 4". */
export function pretty(id: string): string {
  const words = id.replace(/[-_/]/g, ' ').replace(/\s+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
