/** Lines and areas on the globe, drawn as primitives: no entities, no data sources. */

import {
  Cartesian3, Color, ColorGeometryInstanceAttribute, GeometryInstance, Material, PerInstanceColorAppearance, PolygonGeometry, PolygonHierarchy,
  PolylineCollection, Primitive, PrimitiveCollection,
} from '@cesium/engine'
import { draped, type Xyz } from './earth'

export interface Stroke {
  lat: readonly number[]; lon: readonly number[]
  /** Height above the ellipsoid [m], one for all or one for each point. */
  h?: number | readonly number[]
  colour: string; opacity?: number; width?: number; dashed?: boolean
}

/** An area from `low` to `high` above the ellipsoid [m]; points are longitude, latitude. */
export interface Fill {
  outer: readonly (readonly [number, number])[]; holes?: readonly (readonly (readonly [number, number])[])[]
  low: number; high: number; colour: string; opacity: number
}

export const cartesian = ([x, y, z]: Xyz): Cartesian3 => new Cartesian3(x, y, z)

export function colourOf(css: string, opacity = 1): Color {
  return Color.fromCssColorString(css).withAlpha(opacity)
}

export function lineMaterial(colour: Color, dashed: boolean): Material {
  return dashed ? Material.fromType('PolylineDash', { color: colour, dashLength: 14 }) : Material.fromType('Color', { color: colour })
}

export function strokes(list: readonly Stroke[]): PolylineCollection {
  const lines = new PolylineCollection()
  for (const one of list) {
    const heights = one.lat.map((_, n) => (typeof one.h === 'object' ? (one.h[n] ?? 0) : (one.h ?? 0)))
    const positions = draped(one.lat, one.lon, heights).map(cartesian)
    if (positions.length > 1) lines.add({ positions, width: one.width ?? 2, material: lineMaterial(colourOf(one.colour, one.opacity), one.dashed === true) })
  }
  return lines
}

/** Walls and lids, translucent, with the edges drawn. */
export function fills(list: readonly Fill[]): PrimitiveCollection {
  const all = new PrimitiveCollection()
  const whole = list.filter(({ outer }) => outer.length > 2)
  if (whole.length > 0) {
    all.add(new Primitive({
      geometryInstances: whole.map((one) => new GeometryInstance({
        geometry: polygon(one),
        attributes: { color: ColorGeometryInstanceAttribute.fromColor(colourOf(one.colour, one.opacity)) },
      })),
      appearance: new PerInstanceColorAppearance({ flat: true, translucent: true, closed: false }),
      allowPicking: false,
    }))
  }
  all.add(strokes(whole.flatMap((one) => [...edges(one)])))
  return all
}

function polygon(one: Fill): PolygonGeometry {
  const ring = (points: readonly (readonly [number, number])[]): Cartesian3[] => points.map(([lon, lat]) => Cartesian3.fromDegrees(lon, lat))
  return new PolygonGeometry({
    polygonHierarchy: new PolygonHierarchy(ring(one.outer), (one.holes ?? []).map((hole) => new PolygonHierarchy(ring(hole)))),
    height: one.high, extrudedHeight: one.low, vertexFormat: PerInstanceColorAppearance.FLAT_VERTEX_FORMAT,
  })
}

function* edges(one: Fill): Generator<Stroke> {
  for (const ring of [one.outer, ...(one.holes ?? [])]) {
    const closed = [...ring, ring[0]!]
    const line = { lat: closed.map((p) => p[1]), lon: closed.map((p) => p[0]), colour: one.colour }
    yield { ...line, h: one.high, width: 1.5, opacity: 0.9 }
    if (one.high > one.low) yield { ...line, h: one.low, width: 1, opacity: 0.4 }
  }
}
