/** The page rounds as the report does: the cases are those of the Python docstrings, and doubles that lie exactly half way. */

import { describe, expect, test } from 'vitest'
import { amount, amountRange, day, differenceWords, interval, money, moneyRange, percent, percentRange, pretty, signed, signedPercent, signedShare, signedSpan, span, tick, whole } from '../src/parts/format'

const said = (text: string): string => text.replaceAll('\u00a0', ' ')
const estimate = (mean: number, low: number | null, high: number | null, method = 'Student t') => ({ mean, low, high, method })

describe('figures', () => {
  test.each([[31.26, '31.3'], [3.14159, '3.14'], [0.055, '0.055'], [1234, '1,234'], [0, '0'], [99.95, '100'], [-3.2, '−3.20'], [12.025, '12.0']])('amount %d', (value, text) => {
    expect(amount(value)).toBe(text)
  })
  // Python's "%.1f" % 12.25 is 12.2 and "%.0f" % 100.5 is 100: halves go to the even digit.
  test.each([[12.25, '12.2'], [12.75, '12.8'], [100.5, '100'], [101.5, '102'], [0.125, '0.12'], [0.375, '0.38'], [2.675, '2.67']])('half way %d', (value, text) => {
    expect(amount(value)).toBe(text)
  })
  test('ranges say more digits where the ends would look alike', () => {
    expect(amountRange(3.14159, 31.26)).toBe('3.14 to 31.3')
    expect(amountRange(23.99, 24)).toBe('23.99 to 24')
  })
  test.each([[0.123, '12.3 %'], [0.0004, '0.04 %'], [0.9999, '99.99 %'], [0, '0 %'], [1, '100 %'], [1e-6, '< 0.01 %'], [0.999999, '> 99.99 %']])('percent %d', (share, text) => {
    expect(said(percent(share))).toBe(text)
  })
  test('shares say the unit once', () => {
    expect(said(percentRange(0.118, 0.162))).toBe('11.8 to 16.2 %')
    expect(said(percentRange(0.28, 1))).toBe('28.0 to 100 %')
  })
  test.each([[0, 'USD 0'], [35e3, 'USD 35 k'], [1.26e7, 'USD 12.6 M'], [2.5e9, 'USD 2.5 bn'], [999_600, 'USD 1 M'], [-2e6, '−USD 2 M']])('money %d', (dollars, text) => {
    expect(said(money(dollars))).toBe(text)
  })
  test('money says currency and unit once', () => {
    expect(said(moneyRange(1.7e8, 1.75e8))).toBe('USD 170 to 175 M')
    expect(said(moneyRange(9e5, 1.2e6))).toBe('USD 900 k to 1.2 M')
  })
  test('whole numbers, days, ids', () => {
    expect(whole(1234567)).toBe('1,234,567')
    expect(day('2026-11-02')).toBe('2 Nov 2026')
    expect(pretty('squadron-4')).toBe('Squadron 4')
  })
  test('ticks are short', () => {
    expect(said(tick(0.05, 'share'))).toBe('5 %')
    expect(said(tick(2e7, 'money'))).toBe('20 M')
    expect(tick(0.30000000000000004, 'count')).toBe('0.3')
  })
})

describe('intervals', () => {
  test('never without one, or without the reason', () => {
    expect(span(estimate(12.025, 10.938, 13.112))).toBe('12.0 (10.9 to 13.1)')
    expect(said(span(estimate(1.5264e8, 1.482e8, 1.570e8), 'money'))).toBe('USD 153 M (148 to 157 M)')
    expect(interval(estimate(3, null, null, 'one replicate'), 'count')).toBe('no interval: one replicate')
    expect(span(estimate(4, 4, 4, 'in all 20 fights'))).toBe('4.00 (in all 20 fights)')
  })
  test('a difference keeps its sign', () => {
    expect(said(signed(0.123, 'share'))).toBe('+12.3 points')
    expect(signed(-3.2, 'count')).toBe('−3.20')
    expect(signed(-2e-7, 'count')).toBe('0')
    expect(said(signedSpan(estimate(2.84e7, 2.38e7, 3.3e7), 'money'))).toBe('+USD 28.4 M (+23.8 M to +33 M)')
  })
  // The Python docstring of signed_percent, with the page's minus.
  test('a share of either sign', () => {
    expect([0.4321, -0.0123, 0].map((share) => said(signedPercent(share)))).toEqual(['43 %', '−1.2 %', '0 %'])
    expect(said(signedShare(estimate(0.386, -0.17, 0.939)))).toBe('39 % (−17 to 94 %)')
    expect(said(signedShare(estimate(1, 1, 1)))).toBe('100 % (in every fight)')
  })
  test('a difference in words', () => {
    expect(differenceWords(estimate(-2.1, -2.4, -1.8), 'count')).toBe('fewer by 2.10 (1.80 to 2.40)')
    expect(differenceWords(estimate(-120, -142, -97.9), 'count', false)).toBe('less by 120 (97.9 to 142)')
    expect(said(differenceWords(estimate(0.02, 0.01, 0.03), 'share'))).toBe('more by 2.0 points (1.0 to 3.0)')
    expect(differenceWords(estimate(-0.1, -0.4, 0.2), 'count')).toBe('no difference that these fights show: −0.10 (−0.40 to +0.20)')
    expect(differenceWords(estimate(0, 0, 0), 'count')).toBe('no difference at all')
  })
})
