/** What moves and what happens in a scene, as lines and marks that follow the clock. */

import {
  BufferAttribute, BufferGeometry, CanvasTexture, Group, Line, LineBasicMaterial, LineDashedMaterial, LineLoop, Points, PointsMaterial, SRGBColorSpace,
} from 'three'
import { COLOURS, ringColour } from '../scene/colours'
import { Motion, placeAt, type Point } from '../scene/course'
import { flatMap } from '../scene/flat_map'
import type { Course, Scene, Threat } from '../types'
import { KM } from './stage'

const FLASH = 6
const NOWHERE = 1e6

type Shape = 'diamond' | 'hollow diamond' | 'square' | 'circle' | 'ring' | 'cross'

interface Mover { motion: Motion; end: number; line: Line; slot: number; marks: Marks; trail: number }

/** Marks of one look: a cloud of points, each of which can be anywhere or nowhere. */
class Marks {
  readonly places: Float32Array
  readonly cloud: Points

  constructor(count: number, shape: Shape, colour: string, size: number) {
    this.places = new Float32Array(3 * Math.max(count, 1)).fill(NOWHERE)
    const geometry = new BufferGeometry().setAttribute('position', new BufferAttribute(this.places, 3))
    const look = { map: sprite(shape, colour), size, sizeAttenuation: false, transparent: true, alphaTest: 0.3, depthTest: false }
    this.cloud = new Points(geometry, new PointsMaterial(look))
    this.cloud.frustumCulled = false
  }

  put(slot: number, place: Point | null): void {
    this.places.set(place ?? [NOWHERE, NOWHERE, NOWHERE], 3 * slot)
    this.cloud.geometry.attributes['position']!.needsUpdate = true
  }
}

export class Layers {
  readonly threats = new Group()
  readonly rounds = new Group()
  readonly tracks = new Group()
  readonly places = new Group()
  readonly rings = new Group()
  private readonly movers: Mover[] = []
  private readonly motions = new Map<number, { motion: Motion; end: number }>()
  private readonly flashes: Marks[]
  private readonly lost: { marks: Marks; slot: number; time: number; place: Point }[] = []
  private readonly place: (lat: number, lon: number, h: number) => Point

  constructor(private readonly scene: Scene) {
    const flat = flatMap(scene.origin)
    this.place = (lat, lon, h) => {
      const [east, north, up] = flat(lat, lon, h)
      return [east * KM, up * KM, -north * KM]
    }
    this.addThreats()
    this.addRounds()
    this.addTracks()
    this.addSites()
    this.addRings()
    const colours = ['#ffffff', COLOURS.hostile]
    this.flashes = colours.map((colour) => new Marks(scene.events.length, 'ring', colour, 22))
    for (const flash of this.flashes) this.places.add(flash.cloud)
  }

  /** How far from the origin the fight takes place [km]: nine of ten launches, intercepts and impacts are within. */
  extent(): number {
    const away = this.scene.events.map((event) => {
      const [x, , z] = this.place(event.lat, event.lon, event.h)
      return Math.hypot(x, z)
    }).sort((a, b) => a - b)
    return Math.min(Math.max(1.3 * (away[Math.floor(0.9 * away.length)] ?? 60), 15), 300)
  }

  /** Brings everything to the time `t`. */
  show(t: number): void {
    const at: [number, number, number] = [0, 0, 0]
    for (const { motion, end, line, slot, marks, trail } of this.movers) {
      const flying = t >= motion.begin && t <= end
      const first = Math.max(motion.before(t - trail) - 1, 0)
      line.visible = flying
      marks.put(slot, null)
      if (!flying) continue
      motion.at(t, at)
      marks.put(slot, at)
      const places = line.geometry.attributes['position'] as BufferAttribute
      const last = motion.before(t)
      // The line keeps one place more than there are samples: the head, which moves.
      places.array.set(motion.places.subarray(3 * first, 3 * last), 0)
      places.array.set(at, 3 * (last - first))
      places.needsUpdate = true
      line.geometry.setDrawRange(0, last - first + 1)
      if (line.material instanceof LineDashedMaterial) line.computeLineDistances()
    }
    this.scene.events.forEach((event, n) => {
      const now = event.what !== 'launch' && t >= event.t && t < event.t + FLASH
      const place = now ? this.place(event.lat, event.lon, event.h) : null
      this.flashes[0]!.put(n, event.what === 'intercept' ? place : null)
      this.flashes[1]!.put(n, event.what === 'intercept' ? null : place)
    })
    for (const { marks, slot, time, place } of this.lost) marks.put(slot, t >= time ? place : null)
  }

  /** Where a threat is at `t`, in kilometres of the room; null when it does not fly. */
  whereIs(row: number, t: number): Point | null {
    const known = this.motions.get(row)
    if (known === undefined || t < known.motion.begin || t > known.end) return null
    const at: [number, number, number] = [0, 0, 0]
    known.motion.at(t, at)
    return at
  }

  /** Where a site stands, in metres east, north, up. */
  siteAt(lat: number, lon: number, h: number): Point {
    const [east, up, south] = this.place(lat, lon, h)
    return [east / KM, -south / KM, up / KM]
  }

  private add(into: Group, marks: Marks, slot: number, course: Course, end: number, material: LineBasicMaterial, trail: number): Motion {
    const motion = new Motion(course, this.place)
    const geometry = new BufferGeometry().setAttribute('position', new BufferAttribute(new Float32Array(3 * (course.t.length + 1)), 3))
    const line = new Line(geometry, material)
    line.frustumCulled = false
    into.add(line)
    this.movers.push({ motion, end: Math.max(end, motion.end), line, slot, marks, trail })
    return motion
  }

  private addThreats(): void {
    const looks: Record<string, [Shape, string]> = {
      hostile: ['diamond', COLOURS.hostile], decoy: ['hollow diamond', COLOURS.hostile], neutral: ['square', COLOURS.neutral], own: ['circle', COLOURS.own],
    }
    const kind = (threat: Threat): string => (threat.side === 'hostile' && threat.class === 'decoy' ? 'decoy' : threat.side)
    for (const [name, [shape, colour]] of Object.entries(looks)) {
      const mine = this.scene.threats.filter((threat) => kind(threat) === name)
      const marks = new Marks(mine.length, shape, colour, 13)
      const material = new LineBasicMaterial({ color: colour, transparent: true, opacity: 0.75 })
      mine.forEach((threat, slot) => {
        const motion = this.add(this.threats, marks, slot, threat.course, threat.end, material, 120)
        this.motions.set(threat.row, { motion, end: Math.max(threat.end, motion.end) })
      })
      this.threats.add(marks.cloud)
    }
  }

  private addRounds(): void {
    const marks = new Marks(this.scene.rounds.length, 'circle', COLOURS.round, 8)
    const material = new LineBasicMaterial({ color: COLOURS.round })
    this.scene.rounds.forEach((round, slot) => this.add(this.rounds, marks, slot, round.course, round.end, material, 60))
    this.rounds.add(marks.cloud)
  }

  private addTracks(): void {
    const marks = new Marks(this.scene.tracks.length, 'ring', COLOURS.track, 12)
    const material = new LineDashedMaterial({ color: COLOURS.track, dashSize: 1, gapSize: 1 })
    this.scene.tracks.forEach((track, slot) => this.add(this.tracks, marks, slot, track.course, track.end, material, 60))
    this.tracks.add(marks.cloud)
  }

  private addSites(): void {
    const standing = this.scene.sites.filter((site) => site.course === null)
    const moving = this.scene.sites.filter((site) => site.course !== null)
    for (const asset of [true, false]) {
      const [shape, colour]: [Shape, string] = asset ? ['square', COLOURS.asset] : ['circle', COLOURS.own]
      const mine = standing.filter((site) => (site.kind === 'asset') === asset)
      const marks = new Marks(mine.length, shape, colour, 15)
      mine.forEach((site, slot) => marks.put(slot, this.place(site.lat, site.lon, site.h)))
      this.places.add(marks.cloud)
    }
    const carried = new Marks(moving.length, 'circle', COLOURS.own, 12)
    const material = new LineBasicMaterial({ color: COLOURS.own, transparent: true, opacity: 0.5 })
    moving.forEach((site, slot) => this.add(this.places, carried, slot, site.course!, this.scene.duration, material, 120))
    this.places.add(carried.cloud)
    const gone = this.scene.sites.filter((site) => site.lost !== null)
    const crosses = new Marks(gone.length, 'cross', COLOURS.lost, 22)
    gone.forEach((site, slot) => this.lost.push({ marks: crosses, slot, time: site.lost!, place: placeAt(site, site.lost!, this.place) }))
    this.places.add(crosses.cloud)
  }

  private addRings(): void {
    for (const ring of this.scene.rings) {
      const flat = ring.lat.flatMap((lat, n) => [...this.place(lat, ring.lon[n]!, 0)])
      const geometry = new BufferGeometry().setAttribute('position', new BufferAttribute(new Float32Array(flat), 3))
      const missile = ring.kind === 'missile'
      const material = new LineBasicMaterial({ color: ringColour(ring.kind), transparent: true, opacity: missile ? 0.55 : 0.25 })
      this.rings.add(new LineLoop(geometry, material))
    }
  }
}

/** A mark as a small picture with a dark edge, so that it is seen on any ground. */
function sprite(shape: Shape, colour: string): CanvasTexture {
  const size = 64
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  pen.lineWidth = 6
  const open = shape === 'ring' || shape === 'cross' || shape === 'hollow diamond'
  pen.strokeStyle = open ? colour : '#101418'
  pen.fillStyle = colour
  pen.translate(size / 2, size / 2)
  pen.beginPath()
  const r = size / 2 - 6
  if (shape === 'diamond' || shape === 'hollow diamond') for (const [x, y] of [[0, -r], [r, 0], [0, r], [-r, 0]] as const) pen.lineTo(x, y)
  if (shape === 'square') pen.rect(-0.8 * r, -0.8 * r, 1.6 * r, 1.6 * r)
  if (shape === 'circle' || shape === 'ring') pen.arc(0, 0, 0.85 * r, 0, 2 * Math.PI)
  if (shape === 'cross') for (const s of [1, -1]) { pen.moveTo(-r, -s * r); pen.lineTo(r, s * r) }
  if (shape !== 'cross') pen.closePath()
  if (!open) pen.fill()
  pen.stroke()
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = SRGBColorSpace
  return texture
}
