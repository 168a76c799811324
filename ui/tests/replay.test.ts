import { describe, expect, test } from 'vitest'
import { ecef } from '../src/globe/earth'
import { Flights, since } from '../src/replay/flights'
import { Player } from '../src/replay/player'
import { clockText, latestEvent, leakers, linked, listed, nextEvent, previousEvent } from '../src/replay/rows'
import { placeAt } from '../src/scene/course'
import { watchFrom } from '../src/scene/moment'
import type { SceneEvent, Threat } from '../src/types'

const course = (t: number[], lon: number[]) => ({ t, lat: t.map(() => 10), lon, h: t.map(() => 1000) })

describe('flights', () => {
  const flights = new Flights([course([0, 10, 20], [70, 71, 72]), course([5, 5.5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 30], [179, 179.5, 180, -179, -178, -177, -176, -175, -174, -173, -172, -171, -170])])
  const out = { x: 0, y: 0, z: 0 }
  const between = (n: number, time: number): number[] | null => (flights.at(n, time, out) ? [out.x, out.y, out.z] : null)

  test('straight lines in Earth-centred coordinates between the samples', () => {
    const a = ecef(10, 70, 1000), b = ecef(10, 71, 1000)
    between(0, 2.5)!.forEach((value, k) => expect(value).toBeCloseTo(a[k]! + 0.25 * (b[k]! - a[k]!), 6))
    expect(between(0, 20)).toEqual(ecef(10, 72, 1000))
  })

  test('nothing before the start and after the end', () => {
    expect([between(0, -0.1), between(0, 20.1), between(1, 4.9)]).toEqual([null, null, null])
  })

  // A ship that was sunk lies where it went down, whatever moment was looked at before.
  test('what stands before its start and after its end stands at the nearest of them', () => {
    const standing = (time: number): number[] | null => (flights.standing(0, time, out) ? [out.x, out.y, out.z] : null)
    standing(3)
    expect([standing(500), standing(-4)]).toEqual([ecef(10, 72, 1000), ecef(10, 70, 1000)])
    expect(standing(10)).toEqual(between(0, 10))
    expect(new Flights([course([], [])]).standing(0, 1, out)).toBe(false)
  })

  test('a site that moves is where it was lost', () => {
    const place = (lat: number, lon: number, h: number) => [lat, lon, h] as const
    const ship = { lat: 10, lon: 70, h: 1000, course: course([0, 10], [70, 72]) }
    expect(placeAt(ship, 5, place)).toEqual([10, 71, 1000])
    expect(placeAt({ ...ship, course: null }, 5, place)).toEqual([10, 70, 1000])
  })

  test('over the date line without a leap, forwards, backwards and in any order alike', () => {
    const times = Array.from({ length: 101 }, (_, k) => 5 + k / 4), there = times.map((time) => between(1, time)!)
    for (let k = 1; k < there.length; k++) expect(Math.hypot(...there[k]!.map((v, n) => v - there[k - 1]![n]!))).toBeLessThan(60_000)
    const back = [...times].reverse().map((time) => between(1, time)!)
    expect(back.reverse()).toEqual(there)
    const mixed = times.map((_, k) => (k * 37) % times.length)
    for (const k of mixed) expect(between(1, times[k]!)).toEqual(there[k])
  })

  test('the first of growing times', () => {
    expect([since([1, 2, 2, 3], 2), since([1, 2, 2, 3], 2.5), since([], 1), since([1], 9)]).toEqual([1, 3, 0, 1])
  })
})

const threat = (row: number, id: string, more: Partial<Threat> = {}): Threat => ({
  row, id, type: 'babur', class: 'cruise-missile', side: 'hostile', outcome: 'killed', link: null, target: 0, end: 100 + row, story: [], course: course([0, 100], [70, 71]), ...more,
})
const threats = [threat(0, 'cruise/10'), threat(1, 'cruise/2', { outcome: 'hit', link: 'missed' }), threat(2, 'drones/1', { type: 'shahed-136', class: 'one-way-drone', outcome: 'hit', link: 'out of rounds' })]

describe('lists', () => {
  const ids = (...asked: [string, Parameters<typeof listed>[2], boolean]): string[] => listed(threats, ...asked).map((one) => one.id)

  test('numbers in names count as numbers', () => expect(ids('', 'id', true)).toEqual(['cruise/2', 'cruise/10', 'drones/1']))
  test('all words have to occur, anywhere', () => {
    expect(ids('HIT cruise', 'id', true)).toEqual(['cruise/2'])
    expect(ids('hit nonsense', 'id', true)).toEqual([])
  })
  test('what has no broken link stands last either way', () => {
    expect(ids('', 'link', true)).toEqual(['cruise/2', 'drones/1', 'cruise/10'])
    expect(ids('', 'link', false)).toEqual(['drones/1', 'cruise/2', 'cruise/10'])
  })
  test('leakers by link in the order of the chain', () => {
    const told = leakers(threats, ['out of rounds', 'never in coverage', 'missed']).map(([link, members]) => [link, members.map((one) => one.id)])
    expect(told).toEqual([['out of rounds', ['drones/1']], ['missed', ['cruise/2']]])
    expect(leakers(threats, []).length).toBe(2)
  })
  test('the moment is shortly before the end and not before the start', () => {
    expect([watchFrom(threat(0, 'a', { end: 80 })), watchFrom(threat(0, 'b', { end: 5 }))]).toEqual([65, 0])
  })
})

describe('events', () => {
  const event = (t: number): SceneEvent => ({ t, what: 'launch', text: '', threat: 0, shot: 0, site: 0, kill: false, lat: 0, lon: 0, h: 0 })
  const events = [event(10), event(20), event(20), event(30)]

  test('next, previous and latest', () => {
    expect([nextEvent(events, 10)?.t, nextEvent(events, 30), previousEvent(events, 20)?.t, previousEvent(events, 10)]).toEqual([20, undefined, 10, undefined])
    expect([latestEvent(events, 9.9), latestEvent(events, 20)?.t]).toEqual([undefined, 20])
  })
  test('seconds as a clock', () => expect([clockText(0), clockText(3661.9), clockText(-4)]).toEqual(['0:00:00', '1:01:01', '0:00:00']))
})

describe('command links', () => {
  const wire = { one: 'post', other: 'alpha', cuts: [[100, 200]] as [number, number][], loss: 0 }
  const lost = new Map<string, number | null>([['post', 500], ['alpha', null]])
  test('cut for a while, and for good when an end is lost', () => {
    expect([0, 99, 100, 199, 200, 499, 500, 900].map((time) => linked(wire, lost, time))).toEqual([true, true, false, false, true, true, false, false])
  })
})

describe('the clock', () => {
  test('runs at its speed and stops at the end', () => {
    const player = new Player()
    player.duration.value = 100
    player.speed.value = 20
    player.toggle()
    player.tick(1000)
    player.tick(2000)
    expect(player.time).toBeCloseTo(20)
    for (let stamp = 3000; stamp < 9000; stamp += 1000) player.tick(stamp)
    expect([player.time, player.playing.value, player.shown.value]).toEqual([100, false, 100])
    player.toggle()
    expect([player.time, player.playing.value]).toEqual([0, true])
  })

  test('seeks within the fight, and goes on after a pause by two seconds at most', () => {
    const player = new Player()
    player.duration.value = 100
    player.seek(1e9)
    expect(player.time).toBe(100)
    player.seek(-5)
    player.speed.value = 1
    player.toggle()
    player.tick(0)
    player.tick(60_000)
    expect(player.time).toBe(2)
    player.shift(1)
    expect(player.speed.value).toBe(2)
    player.shift(-1)
    player.shift(-1)
    expect(player.speed.value).toBe(1)
  })
})
