import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { aroundPole, unwound } from '../src/globe/atlas'
import { behind, circle, destination, draped, ecef, geodetic, Plane } from '../src/globe/earth'
import { Ground, hillshade, shade } from '../src/globe/relief'
import ms from 'milsymbol'
import { meets, turns } from '../src/globe/extent'
import { readable } from '../src/globe/names'
import { siteCode, THREAT_CLASSES, threatCode, trackCode, roundCode } from '../src/globe/symbols'

const valid = (sidc: string): boolean => new ms.Symbol(sidc).isValid() === true
const length = (a: readonly number[], b: readonly number[]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!)

describe('the ellipsoid', () => {
  // The axes of WGS-84 (NGA.STND.0036): 6378137 m and 6356752.3142 m.
  test('places on its axes', () => {
    expect(ecef(0, 0, 0)).toEqual([6378137, 0, 0])
    expect(ecef(90, 0, 0)[2]).toBeCloseTo(6356752.3142, 3)
    expect(ecef(0, 90, 1000)[1]).toBeCloseTo(6379137, 6)
  })

  test('there and back again, poles and date line included', () => {
    for (const [lat, lon, h] of [[31, 74.9, 250], [-89.9999, 12, 9000], [0, 180, 0], [52, -179.9999, 120e3]] as const) {
      const back = geodetic(...ecef(lat, lon, h))
      expect(length(ecef(back.lat, back.lon, back.h), ecef(lat, lon, h))).toBeLessThan(1e-3)
    }
  })

  // Along a meridian a degree at the equator is 110.574 km, along the equator 111.320 km (closed forms of the ellipsoid).
  test('a degree away', () => {
    expect(destination({ lat: 0, lon: 0 }, 0, 110_574.4).lat).toBeCloseTo(1, 3)
    expect(destination({ lat: 0, lon: 179.5 }, 90, 111_319.5).lon).toBeCloseTo(-179.5, 3)
  })

  test('a circle keeps its radius', () => {
    const { lat, lon } = circle({ lat: 60, lon: 20 }, 1000, 12)
    for (let n = 0; n < lat.length; n++) expect(length(ecef(lat[n]!, lon[n]!, 0), ecef(60, 20, 0))).toBeCloseTo(1000, 0)
    expect([lat[12], lon[12]]).toEqual([lat[0], lon[0]])
  })

  test('a draped line stays at its height, where a straight one would dip', () => {
    const line = draped([0, 0], [0, 10], [500, 500])
    for (const point of line) expect(geodetic(...point).h).toBeCloseTo(500, 3)
    const middle = ecef(0, 0, 500).map((x, n) => 0.5 * (x + ecef(0, 10, 500)[n]!)) as [number, number, number]
    expect(geodetic(...middle).h).toBeLessThan(-20_000)
  })

  test('the earth hides what is behind it, and nothing before it', () => {
    const [x, y, z] = ecef(0, 0, 1e6), eye = { x, y, z }
    const at = (lon: number) => { const [a, b, c] = ecef(0, lon, 0); return behind(eye, { x: a, y: b, z: c }) }
    // The horizon from 1000 km is acos(R / (R + h)) = 30.2 degrees away.
    expect([at(0), at(29), at(31.5), at(180)]).toEqual([false, false, true, true])
  })
})

describe('the elevation', () => {
  const origin = { lat: 31, lon: 74.9 }
  // A plane that rises by 10 m for each km to the east.
  const slope = (columns: number, of: (east: number) => number | null) => ({
    text: '', west: -10e3, east: 10e3, south: -10e3, north: 10e3, columns,
    heights: Array.from({ length: columns * columns }, (_, n) => of(-10e3 + (20e3 * (n % columns)) / (columns - 1))),
  })
  const ground = new Ground(slope(9, (east) => 300 + east / 100), origin)

  test('a plane is met exactly between its heights', () => {
    const plane = new Plane(origin)
    for (const [east, north] of [[0, 0], [-7123, 4321], [9999, -9999]] as const) {
      const { lat, lon } = plane.ground(east, north)
      expect(ground.height(lat, lon)).toBeCloseTo(300 + east / 100, 2)
    }
    const { lat, lon } = plane.ground(-5123, 4321), curve = ground.smooth(lat, lon)
    expect([curve?.height, curve?.east, curve?.north].map((value) => Number(value?.toFixed(5)))).toEqual([248.77, 0.01, 0])
  })

  test('there and back from the plane', () => {
    const plane = new Plane(origin), { lat, lon } = plane.ground(150e3, -80e3)
    const [east, north] = plane.over(lat, lon)!
    expect(east).toBeCloseTo(150e3, 1)
    expect(north).toBeCloseTo(-80e3, 1)
  })

  test('nothing beyond its edge, and what is unknown lies at zero', () => {
    expect(ground.height(32, 74.9)).toBe(0)
    expect(ground.smooth(32, 74.9)).toBeNull()
    expect(new Ground(slope(3, (east) => (east > 0 ? 100 : null)), origin).height(31, 74.8)).toBe(0)
  })

  test('slopes that face the light in the north-west are brighter than flat ground, the others darker', () => {
    const flat = shade(0, 0, 1)
    expect(flat).toBeCloseTo(Math.SQRT1_2, 9)
    expect(shade(0.2, -0.2, 1)).toBeGreaterThan(flat)
    expect(shade(-0.2, 0.2, 1)).toBeLessThan(flat)
  })

  test('its picture is opaque over the elevation and brighter where it faces the light', () => {
    const size = 32, middle = 4 * ((size * size) / 2 + size / 2)
    // The same height, and so the same tint, in the middle; lowest and highest are the same in both.
    const rising = slope(9, (east) => 300 + east / 100), falling = slope(9, (east) => 300 - east / 100)
    const [west, east] = [rising, falling].map((relief) => hillshade(new Ground(relief, origin), size, false))
    expect(west![middle + 3]).toBe(255)
    // Rising to the east is facing west, where the light comes from.
    for (let k = 0; k < 3; k++) expect(west![middle + k]).toBeGreaterThan(east![middle + k]! + 10)
  })

  test('over the date line it keeps its width, and stands on no other side of the earth', () => {
    const there = { lat: 52, lon: 179.98 }, dateline = new Ground(slope(9, () => 500), there), { west, east } = dateline.extent
    // 20 km are 0.29 degrees at that latitude.
    expect(east - west).toBeGreaterThan(0.29)
    expect(east - west).toBeLessThan(0.3)
    expect([179.9, 180, -179.95].map((lon) => dateline.height(52, lon))).toEqual([500, 500, 500])
    expect(dateline.height(-52, -0.02)).toBe(0)
    expect(new Plane(there).over(-52, -0.02)).toBeNull()
  })

  test('is laid on the tiles of both sides of the date line, once each, and on no others', () => {
    const { extent } = new Ground(slope(9, () => 500), { lat: 52, lon: 179.98 })
    const laid = [-180, -90, 0, 90].map((west) => turns({ west, east: west + 90, south: 0, north: 90 }).filter((turned) => meets(extent, turned)).length)
    expect(laid).toEqual([1, 0, 0, 1])
  })
})

describe('names on the globe', () => {
  const name = (x: number, y: number, text = 'command') => ({ x, y, text })

  test('of two that would lie on each other the first is shown', () => {
    expect(readable([name(100, 100), name(110, 105, 'airbase'), name(100, 130)])).toEqual([true, false, true])
    // Beside it, further than the name is long; and what is not in the picture takes no room.
    expect(readable([name(100, 100, 'post'), name(140, 100), null, name(300, 100)])).toEqual([true, true, false, true])
  })
})

describe('lines over the date line', () => {
  test('go on instead of leaping', () => {
    expect(unwound([[179, 0], [-179, 1], [178, 2]])).toEqual([[179, 0], [181, 1], [178, 2]])
    expect(unwound([[-179, 0], [179, 1]])).toEqual([[-179, 0], [-181, 1]])
  })

  test('a ring round a pole is closed along it, others are left alone', () => {
    const ring = [[0, -70], [120, -72], [240, -71], [360, -70]]
    expect(aroundPole(ring)).toEqual([...ring, [360, -90], [0, -90]])
    const island = [[10, 0], [12, 0], [11, 3], [10, 0]]
    expect(aroundPole(island)).toBe(island)
  })
})

describe('symbols', () => {
  const catalogue = (name: string): Record<string, Record<string, unknown>> =>
    parse(readFileSync(resolve(import.meta.dirname, `../../src/vyuha/catalogue/data/${name}.yaml`), 'utf8')) as Record<string, Record<string, unknown>>
  // What a scenario places; a regiment is put together from others.
  const kinds = Object.entries(catalogue('systems')).filter(([, system]) => system['kind'] !== 'regiment').map(([id]) => id)
  const all = [
    ...THREAT_CLASSES.flatMap((kind) => (['hostile', 'neutral', 'own'] as const).map((side) => threatCode(kind, side))), threatCode('unheard of', 'hostile'),
    ...kinds.flatMap((kind) => [siteCode({ kind, name: '' }), siteCode({ kind, name: '' }, true)]), siteCode({ kind: 'unheard of', name: '' }),
    ...['City', 'Air base', 'Airport', 'Port'].map((name) => siteCode({ kind: 'asset', name })),
    ...['', 'unknown', 'hostile', 'neutral', 'own'].map(trackCode), roundCode(),
  ]

  test('are twenty digits that the library draws', () => {
    expect(all.filter((code) => !/^\d{20}$/.test(code))).toEqual([])
    expect(all.filter((code) => !valid(code))).toEqual([])
  })

  test('every class and every system of the catalogue has one of its own', () => {
    const classes = new Set(Object.values(catalogue('threats')).map((threat) => String(threat['threat_class'])))
    expect([...classes].sort()).toEqual([...THREAT_CLASSES].sort())
    const rest = siteCode({ kind: 'unheard of', name: '' })
    expect(kinds.length).toBeGreaterThan(10)
    expect(kinds.filter((kind) => siteCode({ kind, name: '' }) === rest)).toEqual([])
  })

  test('control: the library refuses what the standard does not have', () => {
    expect(valid('10063100001399990000')).toBe(false)
  })

  test('a name that every object of the language has is a name like any other', () => {
    for (const word of ['constructor', 'toString', '__proto__']) {
      expect(threatCode(word, 'hostile')).toBe(threatCode('unheard of', 'hostile'))
      expect(trackCode(word)).toBe(trackCode('unheard of'))
    }
  })

  test('classes and sides look different', () => {
    const threats = THREAT_CLASSES.map((kind) => threatCode(kind, 'hostile'))
    expect(new Set(threats).size).toBe(threats.length)
    expect(threatCode('fighter', 'hostile')).not.toBe(threatCode('fighter', 'own'))
    expect(siteCode({ kind: 's-400/battalion', name: '' })).not.toBe(siteCode({ kind: 's-400/battalion', name: '' }, true))
  })
})
