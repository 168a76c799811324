// Where things stand. Expected places come from geographiclib's geodesics (the Python package, WGS-84), written down here,
// and from properties; the control is the flat earth, which misses them.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { read } from '../src/scenario/document'
import { ground, seenFrom, towards } from '../src/scenario/ground'
import { layout, moved, type Handle } from '../src/scenario/handles'
import { put } from '../src/scenario/patch'
import { quantity, written } from '../src/scenario/quantity'

vi.setConfig({ testTimeout: 60_000 })

const ORIGIN = { latitude: 31, longitude: 74.9 }

describe('the flat map', () => {
  const GEODESICS = [
    // latitude, longitude, azimuth, distance; where that ends (geographiclib 2.1)
    [31, 74.9, 275, 250e3, 31.1701, 72.287391],
    [31, 74.9, 45, 90e3, 31.57224, 75.570383],
    [31, 74.9, 180, 600e3, 25.586042, 74.9],
    [-60, 179.5, 80, 120e3, -59.796097, -178.394723],
  ] as const
  test.each(GEODESICS)('from %d %d towards %d deg, %d m', (latitude, longitude, azimuth, distance, toLatitude, toLongitude) => {
    const wanted = towards({ east: 0, north: 0 }, (azimuth * Math.PI) / 180, distance)
    const found = ground({ latitude, longitude }).local(toLatitude, toLongitude)
    const missed = Math.hypot(found.east - wanted.east, found.north - wanted.north)
    // Far below the 100 m to which the map rounds, at ranges of raids.
    expect(missed / distance).toBeLessThan(4e-4)
    const flat = { east: (toLongitude - longitude) * 111.32e3 * Math.cos((latitude * Math.PI) / 180), north: (toLatitude - latitude) * 111.32e3 }
    expect(Math.hypot(flat.east - wanted.east, flat.north - wanted.north)).toBeGreaterThan(missed)
  })
  test('gives back what it was given', () => {
    const here = ground(ORIGIN)
    fc.assert(
      fc.property(fc.double({ min: -5e5, max: 5e5, noNaN: true }), fc.double({ min: -5e5, max: 5e5, noNaN: true }), (east, north) => {
        const there = here.geodetic({ east, north })
        const back = here.local(there.latitude, there.longitude)
        expect(Math.hypot(back.east - east, back.north - north)).toBeLessThan(60)
      }),
      { seed: 3 },
    )
  })
})

describe('quantities', () => {
  test.each([
    ['-5 km', -7123, 100, '-7.1 km'], ['-5km', 12000, 100, '12km'], ['500 m', 1234, 100, '1200 m'], ['3 nmi', 18520, 100, '10 nmi'],
    ['1 km', -20, 100, '0 km'], ['10 ft', 305, 100, '1000 ft'], ['275 deg', 4.8171, Math.PI / 180, '276 deg'],
  ])('%s becomes %d m in its own unit', (text, value, step, wanted) => {
    expect(written(value, quantity(text)!, step)).toBe(wanted)
  })
  test.each([['km', 100], ['m', 100], ['mm', 100], ['nmi', 100], ['ft', 100], ['mi', 100], ['deg', Math.PI / 180], ['rad', Math.PI / 180], ['mrad', Math.PI / 180]])(
    'in %s a step is not lost to the rounding, from wherever it starts', (unit, step) => {
      fc.assert(
        fc.property(fc.integer({ min: -9999, max: 9999 }), (digits) => {
          const like = quantity(`${digits / 1000} ${unit}`)!
          const after = quantity(written(like.value + step, like, step))!.value
          expect(after - like.value).toBeGreaterThan(0.4 * step)
          expect(after - like.value).toBeLessThan(1.6 * step)
        }),
        { seed: 5 },
      )
    })
  test('what is no quantity of a place is none', () => {
    // Among them what an object of the language has by itself, and what no sum of a map holds.
    for (const text of ['five km', '5', '5 kg', '', '1_0 km', 'NaN km', '5 km x', '5 valueOf', '5 constructor', '1e999 km', '-1e300 km']) expect(quantity(text)).toBeNull()
  })
})

const TEXT = `origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 10 km, north: 0 km}   # the base
defences:
  - id: alpha
    lat: 31.1 deg
    lon: 74.9 deg
    sector: {centre: 270 deg, width: 120 deg}
  - {id: lost, east: five km, north: 0 km}
raids:
  - id: one
    target: [base, alpha]
    from: {bearing: 270 deg, range: 100 km}
    route: [{east: -20 km, north: 4 km}]
zones:
  - {id: z, rule: no-fire, centre: {east: 0 m, north: 0 m}, radius: 9 nmi}
`
const handle = (label: string): Handle => layout(read(TEXT).tree).handles.find((one) => one.label === label)!

function drag(label: string, to: { east: number; north: number }): string {
  const doc = read(TEXT)
  return moved(doc.tree, layout(doc.tree).ground, handle(label), to).reduce((text, [path, value]) => put(text, path, value), TEXT)
}

describe('handles', () => {
  test('stand where the text says: bearings of a raid count from its first target', () => {
    expect(handle('one').at.east).toBeCloseTo(-90e3, 3)
    expect(handle('one: way point 1').at).toEqual({ east: -20e3, north: 4e3 })
    // A tenth of a degree of latitude at 31 degrees north: 11.086 km along the meridian.
    expect(handle('alpha').at.north).toBeCloseTo(11086, -1)
    expect(layout(read(TEXT).tree).nowhere).toEqual(['lost'])
  })

  test('write what they were moved to, in the way and the units of the author', () => {
    expect(drag('base', { east: 12345, north: -678 })).toBe(TEXT.replace('east: 10 km, north: 0 km', 'east: 12.3 km, north: -0.7 km'))
    expect(drag('one', { east: 10e3, north: 50e3 })).toBe(TEXT.replace('bearing: 270 deg, range: 100 km', 'bearing: 0 deg, range: 50 km'))
    expect(drag('z', { east: 2040, north: -3060 })).toBe(TEXT.replace('east: 0 m, north: 0 m', 'east: 2000 m, north: -3100 m'))
    expect(drag('z: radius', { east: 18520, north: 0 })).toBe(TEXT.replace('9 nmi', '10 nmi'))
    expect(drag('alpha: where its radar looks', { east: 0, north: 90e3 })).toBe(TEXT.replace('centre: 270 deg', 'centre: 0 deg'))
  })

  test('moved to anywhere they stand there again, to within the rounding', () => {
    const labels = ['base', 'alpha', 'one', 'one: way point 1', 'z']
    fc.assert(
      fc.property(fc.constantFrom(...labels), fc.integer({ min: -150, max: 150 }), fc.integer({ min: -150, max: 150 }), (label, e, n) => {
        const to = { east: e * 1000, north: n * 1000 }
        const from = handle(label).from
        const found = layout(read(drag(label, to)).tree).handles.find((one) => one.label === label)!.at
        // Half a degree of bearing, and 100 m.
        expect(Math.hypot(found.east - to.east, found.north - to.north)).toBeLessThan(150 + 0.0088 * seenFrom(from, to).range)
      }),
      { seed: 4, numRuns: 100 },
    )
  })
})

test('words of the text that mean nothing to the map do not reach its drawing', () => {
  const doc = read('zones: [{id: z, rule: hidden, corners: [{east: 0 m, north: 0 m}, {east: 1 m, north: 0 m}]}]\ntraffic: [{id: t, side: unseen, from: {east: 0 m, north: 0 m}}]\n')
  const { legs, handles } = layout(doc.tree)
  expect([...legs, ...handles].map(({ side }) => side)).toEqual(Array(legs.length + handles.length).fill(''))
  expect(layout(read(TEXT).tree).handles.find((one) => one.label === 'z')?.side).toBe('no-fire')
})

test('bearings go round', () => {
  expect(seenFrom({ east: 0, north: 0 }, { east: -1, north: 0 }).bearing).toBeCloseTo((3 * Math.PI) / 2)
  expect(towards({ east: 1, north: 2 }, Math.PI / 2, 3).east).toBeCloseTo(4)
})
