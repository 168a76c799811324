/** Trails that the graphics processor cuts to the moment: built once, each point carries its time, a frame sets one number. */

import {
  Geometry, GeometryInstance, Material, PolylineGeometry, PolylineMaterialAppearance, Primitive, PrimitiveCollection, ArcType, Cartesian3,
} from '@cesium/engine'
import { colourOf } from '../globe/shapes'
import type { Flights } from './flights'

// `materialInput.s` is the time [s] of the point; what is older than `tail` fades to `rest`, what is still to come has `ahead`.
const SOURCE = `
in float v_polylineAngle;
czm_material czm_getMaterial(czm_materialInput materialInput) {
  czm_material material = czm_getDefaultMaterial(materialInput);
  float age = now - materialInput.s;
  float strength = age < 0.0 ? ahead : mix(1.0, rest, clamp(age / tail, 0.0, 1.0));
  float turn = cos(v_polylineAngle) * gl_FragCoord.x - sin(v_polylineAngle) * gl_FragCoord.y;
  if (strength < 0.01 || (dash > 0.0 && fract(turn / (dash * czm_pixelRatio)) > 0.55)) discard;
  material.emission = czm_gammaCorrect(color).rgb;
  material.diffuse = vec3(0.0);
  material.alpha = color.a * strength;
  return material;
}`

export interface TrailStyle { colour: string; opacity: number; width: number; tail: number; rest: number; ahead: number; dash: number }

export class Trails {
  readonly collection = new PrimitiveCollection()
  private readonly materials: Material[] = []

  /** Adds the courses `rows` of `flights` in one style. */
  add(flights: Flights, rows: readonly number[], style: TrailStyle): void {
    const geometryInstances = rows.flatMap((n) => {
      const geometry = timed(flights, n, style.width)
      return geometry === null ? [] : [new GeometryInstance({ geometry })]
    })
    if (geometryInstances.length === 0) return
    const material = new Material({
      translucent: true,
      fabric: {
        uniforms: { color: colourOf(style.colour, style.opacity), now: 0, tail: style.tail, rest: style.rest, ahead: style.ahead, dash: style.dash },
        source: SOURCE,
      },
    })
    this.materials.push(material)
    this.collection.add(new Primitive({
      geometryInstances, appearance: new PolylineMaterialAppearance({ material, translucent: true }), asynchronous: false, allowPicking: false,
      // Packing would squeeze the times into numbers from 0 to 1.
      compressVertices: false,
    }))
  }

  update(time: number): void {
    for (const material of this.materials) (material.uniforms as { now: number }).now = time
  }
}

/** A line whose first texture coordinate is the time of each point. */
function timed(flights: Flights, n: number, width: number): Geometry | null {
  const positions: Cartesian3[] = [], times: number[] = []
  for (let row = flights.first[n]!; row < flights.first[n + 1]!; row++) {
    const point = Cartesian3.unpack(flights.xyz as unknown as number[], 3 * row)
    // The library drops points that fall together; times have to stay beside their points.
    const last = positions.at(-1)
    if (last !== undefined && Cartesian3.distance(last, point) < 1) continue
    positions.push(point)
    times.push(flights.t[row]!)
  }
  const line = new PolylineGeometry({ positions, width, vertexFormat: PolylineMaterialAppearance.VERTEX_FORMAT, arcType: ArcType.NONE })
  const geometry = positions.length < 2 ? undefined : PolylineGeometry.createGeometry(line)
  if (geometry === undefined) return null
  const st = geometry.attributes.st?.values as Float32Array
  // Four corners to a point, two at the ends.
  times.forEach((time, k) => {
    for (let corner = k === 0 ? 2 : 0; corner < (k === times.length - 1 ? 2 : 4); corner++) st[2 * (4 * k + corner - 2)] = time
  })
  return geometry
}
