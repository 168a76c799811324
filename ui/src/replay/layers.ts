/** What lies still: rings, coverage, envelopes, zones; and command links, which are cut. */

import {
  BoundingSphere, Cartesian3, ColorGeometryInstanceAttribute, ComponentDatatype, Geometry, GeometryAttribute, GeometryAttributes, GeometryInstance,
  PerInstanceColorAppearance, PolylineCollection, Primitive, PrimitiveCollection, PrimitiveType, type Polyline,
} from '@cesium/engine'
import { circle, destination, ecef, type Place } from '../globe/earth'
import { cartesian, colourOf, lineMaterial, strokes, type Fill, type Stroke } from '../globe/shapes'
import { COLOURS, ringColour } from '../scene/colours'
import type { CoveragePage, EnvelopePage, Ring, Scene, Zone } from '../types'
import { linked } from './rows'

// Zones without a ceiling are drawn up to here.
const CEILING = 25_000

/** The rings of missiles, or those of radars for the height nearest to the one chosen. */
export function ringStrokes(rings: readonly Ring[], missiles: boolean, height: number): Stroke[] {
  const chosen = rings.filter((ring) => (ring.kind === 'missile') === missiles)
  const nearest = Math.min(...chosen.map((ring) => Math.abs(Math.log(ring.height / height))))
  return chosen
    .filter((ring) => missiles || Math.abs(Math.log(ring.height / height)) <= nearest + 1e-9)
    .map((ring) => ({ lat: ring.lat, lon: ring.lon, colour: ringColour(ring.kind), width: 1.5, opacity: 0.8, dashed: ring.kind.includes('engagement') }))
}

/** Where targets at a height above the ground are seen, from the ground (at `base`) up to it. */
export function coverageFills(page: CoveragePage, base: number): Fill[] {
  const areas = page.areas.filter(({ kind }) => kind !== 'net')
  // Radars see much the same ground: together they must leave what flies above it to be seen.
  const opacity = Math.min(0.14, 0.3 / areas.length)
  return areas.flatMap(({ kind, outline }) => outline.map((part) => ({ ...part, low: base, high: base + page.height, colour: ringColour(kind), opacity })))
}

export function zoneFill(zone: Zone): Fill {
  const outer = zone.lat.map((lat, n): [number, number] => [zone.lon[n]!, lat])
  return { outer, low: zone.lowest, high: Math.min(zone.highest, CEILING), colour: COLOURS.zone, opacity: 0.12 }
}

const SLICES = 72

/** The body in which a missile meets its target: walls at the farthest and nearest range, with rings at a few heights. */
export function envelope(page: EnvelopePage, launchers: readonly (Place & { h: number })[]): PrimitiveCollection {
  const all = new PrimitiveCollection()
  const instances = launchers.flatMap((from) => [page.farthest, page.nearest].flatMap((ranges) => {
    const rings = page.heights.flatMap((height, k) => (ranges[k] == null ? [] : [{ height: height + from.h, range: ranges[k] }]))
    return rings.length < 2 ? [] : [wall(from, rings, ranges === page.farthest ? 0.16 : 0.1)]
  }))
  if (instances.length > 0) {
    const appearance = new PerInstanceColorAppearance({ flat: true, translucent: true, closed: false })
    all.add(new Primitive({ geometryInstances: instances, appearance, asynchronous: false, allowPicking: false }))
  }
  all.add(strokes(launchers.flatMap((from) => envelopeRings(page, from))))
  return all
}

function envelopeRings(page: EnvelopePage, from: Place & { h: number }): Stroke[] {
  const step = Math.max(1, Math.floor(page.heights.length / 6))
  return page.heights.flatMap((height, k) => (k % step !== 0 ? [] : [page.farthest[k], page.nearest[k]].flatMap((range, inner) =>
    range == null || range <= 0 ? [] : [{ ...circle(from, range), h: height + from.h, colour: COLOURS.missile, width: 1, opacity: 0.6, dashed: inner === 1 }])))
}

function wall(from: Place, rings: readonly { height: number; range: number }[], opacity: number): GeometryInstance {
  const points = rings.flatMap(({ height, range }) => Array.from({ length: SLICES }, (_, n) => {
    const under = destination(from, (360 * n) / SLICES, range)
    return cartesian(ecef(under.lat, under.lon, height))
  }))
  const corners: number[] = []
  for (let k = 0; k + 1 < rings.length; k++) {
    for (let n = 0; n < SLICES; n++) {
      const a = k * SLICES + n, b = k * SLICES + ((n + 1) % SLICES)
      corners.push(a, b, a + SLICES, b, b + SLICES, a + SLICES)
    }
  }
  const attributes = new GeometryAttributes()
  attributes.position = new GeometryAttribute({
    componentDatatype: ComponentDatatype.DOUBLE, componentsPerAttribute: 3, values: new Float64Array(points.flatMap(({ x, y, z }) => [x, y, z])) as unknown as number[],
  })
  return new GeometryInstance({
    geometry: new Geometry({
      attributes, indices: new Uint32Array(corners), primitiveType: PrimitiveType.TRIANGLES, boundingSphere: BoundingSphere.fromPoints(points),
    }),
    attributes: { color: ColorGeometryInstanceAttribute.fromColor(colourOf(COLOURS.missile, opacity)) },
  })
}

const ARC = 12

/** Command links as low arcs: green and whole while they carry messages, else red and broken. */
export class Wires {
  readonly collection = new PolylineCollection()
  private readonly lines: Polyline[] = []
  private readonly whole: boolean[] = []
  private readonly lost: Map<string, number | null>

  constructor(private readonly scene: Scene, private readonly placeOf: (site: string) => Cartesian3 | undefined) {
    this.lost = new Map(scene.sites.map((site) => [site.id, site.lost]))
    for (const wire of scene.wires) {
      this.lines.push(this.collection.add({ positions: this.arc(wire.one, wire.other), width: 3, material: material(true) }))
      this.whole.push(true)
    }
  }

  update(time: number, moved: (site: string) => boolean): void {
    this.scene.wires.forEach((wire, n) => {
      const whole = linked(wire, this.lost, time)
      if (whole !== this.whole[n]) this.lines[n]!.material = material(whole)
      this.whole[n] = whole
      if (moved(wire.one) || moved(wire.other)) this.lines[n]!.positions = this.arc(wire.one, wire.other)
    })
  }

  private arc(one: string, other: string): Cartesian3[] {
    const from = this.placeOf(one), to = this.placeOf(other)
    if (from === undefined || to === undefined) return []
    const lift = 0.12 * Cartesian3.distance(from, to)
    return Array.from({ length: ARC + 1 }, (_, n) => {
      const part = n / ARC, point = Cartesian3.lerp(from, to, part, new Cartesian3())
      const up = 1 + (lift * 4 * part * (1 - part)) / Cartesian3.magnitude(point)
      return Cartesian3.multiplyByScalar(point, up, point)
    })
  }
}

const material = (whole: boolean) => lineMaterial(colourOf(whole ? COLOURS.linked : COLOURS.cut), !whole)
