/** What of a scenario's text stands on the map and can be taken hold of, and what moving it writes. */

import { isMapping, listAt, textAt, valueAt, type Path, type Value } from './document'
import { ground, seenFrom, towards, type Ground, type Point } from './ground'
import { ANGLE_STEP, DEGREES, KILOMETRES, LENGTH_STEP, PLACE_STEP, quantity, written, type Quantity } from './quantity'

export type Kind = 'asset' | 'defence' | 'raid' | 'traffic' | 'zone' | 'way point' | 'sector' | 'radius'

export interface Handle {
  kind: Kind
  /** The mapping that holds the place, or the text that holds the angle or the length. */
  path: Path
  /** The item of a list that it belongs to. */
  owner: Path
  label: string
  at: Point
  /** What bearing and range are counted from. */
  from: Point
  side?: Side
}
export const handleKey = (handle: Handle): string => `${handle.kind}:${handle.path.join('.')}`

/** Who flies or drives there, or the rule that holds there; it becomes a class of what is drawn, so that no other word may. */
const SIDES = ['hostile', 'neutral', 'own', 'free', 'tight', 'hold', 'no-fire', 'corridor', ''] as const
export type Side = (typeof SIDES)[number]
const sideOf = (text: string | undefined): Side => SIDES.find((side) => side === text) ?? ''

/** What is flown, driven or bounded, through the handles' places. */
export interface Leg { owner: Path; kind: 'raid' | 'traffic' | 'march' | 'zone'; points: Point[]; closed: boolean; side: Side }
export interface Circle { owner: Path; centre: Point; radius: number }
export interface Wedge { owner: Path; at: Point; centre: number; width: number }
export interface Layout {
  ground: Ground | null
  handles: Handle[]
  legs: Leg[]
  circles: Circle[]
  wedges: Wedge[]
  /** Items of lists whose place cannot be read, by their ids. */
  nowhere: string[]
}

const HERE: Point = { east: 0, north: 0 }
/** How far out a sector's handle stands from its unit, in metres. */
export const SECTOR_REACH = 15_000

export function layout(tree: Value): Layout {
  const [latitude, longitude] = ['lat', 'lon'].map((key) => quantity(textAt(tree, ['origin', key]))?.value)
  const known = latitude !== undefined && longitude !== undefined && Math.abs(latitude) < Math.PI / 2
  const found: Layout = {
    ground: known ? ground({ latitude: (latitude * 180) / Math.PI, longitude: (longitude * 180) / Math.PI }) : null,
    handles: [], legs: [], circles: [], wedges: [], nowhere: [],
  }
  const sites = new Map<string, Point>()
  for (const kind of ['asset', 'defence'] as const) {
    listAt(tree, [`${kind}s`]).forEach((item, n) => {
      const at = site(found, tree, kind, item, [`${kind}s`, n])
      const id = textAt(item, ['id'])
      if (at && id !== undefined && !sites.has(id)) sites.set(id, at)
    })
  }
  listAt(tree, ['raids']).forEach((_, n) => flown(found, tree, ['raids', n], 'raid', aim(tree, ['raids', n, 'target'], sites)))
  listAt(tree, ['traffic']).forEach((_, n) => flown(found, tree, ['traffic', n], 'traffic', HERE))
  listAt(tree, ['zones']).forEach((_, n) => zone(found, tree, ['zones', n]))
  return found
}

function site(found: Layout, tree: Value, kind: 'asset' | 'defence', item: Value, owner: Path): Point | null {
  const label = textAt(item, ['id']) ?? '?'
  const at = place(found.ground, item, HERE)
  if (at === null) {
    found.nowhere.push(label)
    return null
  }
  found.handles.push({ kind, path: owner, owner, label, at, from: HERE })
  const ways = [...points(found, tree, [...owner, 'route'], owner, HERE, 'own'), ...points(found, tree, [...owner, 'relocate', 'to'], owner, HERE, 'own')]
  if (ways.length > 0) found.legs.push({ owner, kind: 'march', points: [at, ...ways], closed: false, side: 'own' })
  const centre = quantity(textAt(item, ['sector', 'centre']))?.value
  const width = quantity(textAt(item, ['sector', 'width']))?.value
  if (centre !== undefined && width !== undefined) {
    found.wedges.push({ owner, at, centre, width })
    found.handles.push({ kind: 'sector', path: [...owner, 'sector', 'centre'], owner, label: `${label}: where its radar looks`, at: towards(at, centre, SECTOR_REACH), from: at })
  }
  return at
}

function flown(found: Layout, tree: Value, owner: Path, kind: 'raid' | 'traffic', aimed: Point | null): void {
  const label = textAt(tree, [...owner, 'id']) ?? '?'
  const side = kind === 'raid' ? 'hostile' : sideOf(textAt(tree, [...owner, 'side']) ?? 'neutral')
  const reference = aimed ?? HERE
  const start = place(found.ground, valueAt(tree, [...owner, 'from']), reference)
  if (start === null || aimed === null) {
    found.nowhere.push(label)
    return
  }
  found.handles.push({ kind, path: [...owner, 'from'], owner, label, at: start, from: reference, side })
  const ways = points(found, tree, [...owner, 'route'], owner, reference, side)
  const end = kind === 'raid' ? aimed : place(found.ground, valueAt(tree, [...owner, 'to']), HERE)
  if (kind === 'traffic' && end)
    found.handles.push({ kind: 'way point', path: [...owner, 'to'], owner, label: `${label}: end`, at: end, from: HERE, side })
  found.legs.push({ owner, kind, points: [start, ...ways, ...(end ? [end] : [])], closed: false, side })
}

function zone(found: Layout, tree: Value, owner: Path): void {
  const label = textAt(tree, [...owner, 'id']) ?? '?'
  const rule = sideOf(textAt(tree, [...owner, 'rule']))
  const centre = place(found.ground, valueAt(tree, [...owner, 'centre']), HERE)
  const radius = quantity(textAt(tree, [...owner, 'radius']))?.value
  if (centre !== null) {
    found.handles.push({ kind: 'zone', path: [...owner, 'centre'], owner, label, at: centre, from: HERE, side: rule })
    if (radius !== undefined && radius > 0) {
      found.circles.push({ owner, centre, radius })
      found.handles.push({ kind: 'radius', path: [...owner, 'radius'], owner, label: `${label}: radius`, at: towards(centre, Math.PI / 2, radius), from: centre })
    }
  }
  for (const key of ['corners', 'route']) {
    const line = points(found, tree, [...owner, key], owner, HERE, rule)
    if (line.length > 1) found.legs.push({ owner, kind: 'zone', points: line, closed: key === 'corners', side: rule })
  }
}

function points(found: Layout, tree: Value, path: Path, owner: Path, from: Point, side: Side): Point[] {
  const label = textAt(tree, [...owner, 'id']) ?? '?'
  return listAt(tree, path).flatMap((item, n) => {
    const at = place(found.ground, item, from)
    if (at === null) return []
    found.handles.push({ kind: 'way point', path: [...path, n], owner, label: `${label}: way point ${n + 1}`, at, from, side })
    return [at]
  })
}

/** Where the (first) target of a raid stands. */
function aim(tree: Value, path: Path, sites: Map<string, Point>): Point | null {
  const given = valueAt(tree, path)
  const first = Array.isArray(given) ? given[0] : given
  return typeof first === 'string' ? (sites.get(first) ?? null) : null
}

const FORMS = { offset: ['east', 'north'], geodetic: ['lat', 'lon'], polar: ['bearing', 'range'] } as const
export type Form = keyof typeof FORMS

export function formOf(item: Value | undefined): Form | null {
  if (!isMapping(item)) return null
  const forms = (Object.keys(FORMS) as Form[]).filter((form) => FORMS[form].some((key) => key in item))
  return forms.length === 1 ? (forms[0] ?? null) : null
}

/** Where a place is; null where its text cannot be read. */
export function place(on: Ground | null, item: Value | undefined, from: Point): Point | null {
  const form = formOf(item)
  if (form === null) return null
  const [one, other] = FORMS[form].map((key) => quantity(textAt(item, [key]))?.value)
  if (one === undefined || other === undefined) return null
  if (form === 'offset') return { east: one, north: other }
  if (form === 'polar') return towards(from, one, other)
  return on?.local((one * 180) / Math.PI, (other * 180) / Math.PI) ?? null
}

export type Change = [path: Path, text: string]

/** The texts that put a handle at a point, in the units of the author, in round steps of at most 100 m and 1 degree. */
export function moved(tree: Value, on: Ground | null, handle: Handle, to: Point): Change[] {
  if (handle.kind === 'sector') return turned(tree, handle, to)
  if (handle.kind === 'radius') {
    const radius = Math.max(seenFrom(handle.from, to).range, LENGTH_STEP)
    return [[handle.path, written(radius, quantity(textAt(tree, handle.path)) ?? KILOMETRES, LENGTH_STEP)]]
  }
  const item = valueAt(tree, handle.path)
  const form = formOf(item)
  return form === null ? [] : asForm(on, form, item, handle.from, to).map(([key, text]) => [[...handle.path, key], text])
}

function turned(tree: Value, handle: Handle, to: Point): Change[] {
  const like = quantity(textAt(tree, handle.path)) ?? DEGREES
  return [[handle.path, bearingText(seenFrom(handle.from, to).bearing, like)]]
}

/** A place written in one of the three ways; `item` gives units where it has them. */
export function asForm(on: Ground | null, form: Form, item: Value | undefined, from: Point, to: Point): [string, string][] {
  const like = (key: string, usual: Quantity): Quantity => quantity(textAt(item, [key])) ?? usual
  if (form === 'offset')
    return [
      ['east', written(to.east, like('east', KILOMETRES), LENGTH_STEP)],
      ['north', written(to.north, like('north', KILOMETRES), LENGTH_STEP)],
    ]
  if (form === 'polar') {
    const { bearing, range } = seenFrom(from, to)
    return [['bearing', bearingText(bearing, like('bearing', DEGREES))], ['range', written(range, like('range', KILOMETRES), LENGTH_STEP)]]
  }
  if (on === null) return []
  const { latitude, longitude } = on.geodetic(to)
  return [
    ['lat', written((latitude * Math.PI) / 180, like('lat', DEGREES), PLACE_STEP)],
    ['lon', written((longitude * Math.PI) / 180, like('lon', DEGREES), PLACE_STEP)],
  ]
}

/** North is 0, not a full turn. */
function bearingText(bearing: number, like: Quantity): string {
  const text = written(bearing, like, ANGLE_STEP)
  const full = quantity(text)?.value ?? 0
  return full > 2 * Math.PI - 0.5 * ANGLE_STEP ? written(0, like, ANGLE_STEP) : text
}
