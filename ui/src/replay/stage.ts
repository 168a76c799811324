/** The replay on the globe: everything of one scene, moved to a moment. */

import { BillboardCollection, BoundingSphere, Cartesian3, HeadingPitchRange, Matrix4, PrimitiveCollection, Transforms, type Billboard } from '@cesium/engine'
import { ecef, geodetic } from '../globe/earth'
import { Globe, type Marker, type Options } from '../globe/globe'
import { cartesian } from '../globe/shapes'
import { roundCode, siteCode, threatCode, trackCode } from '../globe/symbols'
import { COLOURS } from '../scene/colours'
import type { CoveragePage, EnvelopePage, Scene, Side, Site } from '../types'
import { Flashes } from './flashes'
import { Flights } from './flights'
import { coverageFills, envelope, ringStrokes, Wires, zoneFill } from './layers'
import { Movers } from './movers'
import { Trails } from './trails'

export const LAYERS = [
  'threats', 'rounds', 'tracks', 'detections', 'trails', 'stems', 'links', 'zones', 'missile rings', 'radar rings', 'coverage', 'envelopes',
] as const
export type Layer = (typeof LAYERS)[number]

const SIDES: Side[] = ['hostile', 'neutral', 'own']
/** How long trails stay bright [s]. */
const TAIL = 240
/** From where a threat is followed: pitch [rad] and distance [m]. */
const BESIDE = [-0.6, 40_000] as const

/** Of the threat that is chosen. */
const CHOSEN = '#e69f00'
/** How far a launcher moves before its envelope is drawn again [m]: far less than an envelope is wide. */
const OUTRUN = 500

interface Shown { scene: Scene; room: PrimitiveCollection; threats: Movers; rounds: Movers; tracks: Movers; flashes: Flashes; trails: Trails; wires: Wires; threatFlights: Flights; roundFlights: Flights }

export class Stage {
  readonly globe: Globe
  picked: (threat: number) => void = () => {}
  /** Called once, when the first whole picture with data has been drawn. */
  ready: () => void = () => {}
  private shown: Shown | null = null
  private moving: { site: Site; flights: Flights; at: Cartesian3 }[] = []
  private sites = new Map<string, Cartesian3>()
  private lost = new Set<string>()
  private visible = new Map<Layer, boolean>()
  private enveloped: { page: EnvelopePage; from: Map<string, Cartesian3> } | null = null
  private height = 1000
  private chosen: number | null = null
  private following = false
  private joining = false
  private marked: Trails | null = null
  private readonly circle: Billboard
  private readonly eye = new Cartesian3()
  private readonly offset = new Cartesian3()
  private drawn = false
  private gone = false

  constructor(element: HTMLElement, options: Options) {
    this.globe = new Globe(element, options)
    this.globe.clicked = (id) => {
      const row = /^threat (\d+)$/.exec(id ?? '')?.[1]
      if (row !== undefined) this.picked(Number(row))
    }
    this.globe.candidates = () => this.candidates()
    const marks = this.globe.scene.primitives.add(new BillboardCollection()) as BillboardCollection
    this.circle = marks.add({ position: Cartesian3.ZERO, show: false })
    this.circle.setImage('chosen', around())
    this.globe.scene.postRender.addEventListener(() => this.check())
  }

  private check(): void {
    if (this.drawn || this.shown === null || !this.globe.painted || !this.globe.scene.globe.tilesLoaded) return
    this.drawn = true
    this.ready()
  }

  /** Shows a scene in place of the one before; the camera stays unless it is the first. */
  open(scene: Scene): void {
    const first = this.shown === null
    if (this.shown !== null) this.globe.scene.primitives.remove(this.shown.room)
    if (first) this.globe.relief(scene.relief, scene.origin)
    this.place(scene.sites)
    this.shown = this.make(scene)
    for (const zone of scene.zones) this.globe.fills(`zone ${zone.id}`, [zoneFill(zone)])
    this.globe.group('links', this.shown.wires.collection)
    this.globe.strokes('missile rings', ringStrokes(scene.rings, true, this.height))
    this.rings()
    for (const layer of LAYERS) this.layer(layer, this.visible.get(layer) ?? true)
    this.choose(this.chosen)
    if (first) this.begin()
  }

  private make(scene: Scene): Shown {
    const room = this.globe.scene.primitives.add(new PrimitiveCollection()) as PrimitiveCollection
    const ground = (lat: number, lon: number): number => this.globe.ground(lat, lon)
    const threatFlights = new Flights(scene.threats.map((one) => one.course)), roundFlights = new Flights(scene.rounds.map((one) => one.course))
    const trackFlights = new Flights(scene.tracks.map((one) => one.course))
    const trails = trailsOf(scene, threatFlights, roundFlights, trackFlights)
    room.add(trails.collection)
    const of = (row: number): string => `threat ${row}`
    const tracks = new Movers(room, trackFlights, scene.tracks.map((one) => of(one.threat)), scene.tracks.map((one) => trackCode(one.identities[0]?.[1] ?? '')),
      { size: 26, opacity: 0.9, stem: null, hollow: COLOURS.track }, ground)
    const threats = new Movers(room, threatFlights, scene.threats.map((one) => of(one.row)), scene.threats.map((one) => threatCode(one.class, one.side)),
      { size: 20, opacity: 1, stem: COLOURS.hostile }, ground)
    const rounds = new Movers(room, roundFlights, scene.rounds.map((one) => of(one.threat)), scene.rounds.map(roundCode), { size: 14, opacity: 1, stem: COLOURS.round }, ground)
    const flashes = new Flashes(room, scene, COLOURS.detection)
    const wires = new Wires(scene, (site) => this.sites.get(site))
    return { scene, room, threats, rounds, tracks, flashes, trails, wires, threatFlights, roundFlights }
  }

  private place(sites: readonly Site[]): void {
    this.sites = new Map(sites.map((site) => [site.id, cartesian(ecef(site.lat, site.lon, site.h))]))
    this.lost.clear()
    this.moving = sites.flatMap((site) => (site.course === null ? [] : [{ site, flights: new Flights([site.course]), at: this.sites.get(site.id)! }]))
    this.globe.markers(sites.map((site): Marker => ({ id: `site ${site.id}`, lat: site.lat, lon: site.lon, h: site.h, sidc: siteCode(site), label: site.id })))
  }

  /** Moves everything to `time` [s]; `speed` says how long flashes have to last to be seen. */
  update(time: number, speed: number): void {
    const { shown } = this
    if (shown === null) return
    shown.trails.update(time)
    this.marked?.update(time)
    shown.threats.update(time)
    shown.rounds.update(time)
    this.identify(shown, time)
    shown.tracks.update(time)
    shown.flashes.update(time, speed)
    this.settle(shown, time)
    this.follow(shown, time)
    this.globe.draw()
  }

  private identify({ scene, tracks }: Shown, time: number): void {
    scene.tracks.forEach((track, n) => {
      if (track.identities.length > 1) tracks.symbol(n, trackCode(track.identities.findLast(([since]) => since <= time)?.[1] ?? track.identities[0]![1]))
    })
  }

  private settle({ scene, wires }: Shown, time: number): void {
    const moved = new Set<string>()
    for (const { site, flights, at } of this.moving) {
      if (!flights.standing(0, time, at)) continue
      moved.add(site.id)
      this.globe.move(`site ${site.id}`, geodetic(at.x, at.y, at.z))
    }
    for (const site of scene.sites) {
      const gone = site.lost !== null && time >= site.lost
      if (gone === this.lost.has(site.id)) continue
      if (gone) this.lost.add(site.id)
      else this.lost.delete(site.id)
      const at = this.sites.get(site.id)!
      this.globe.move(`site ${site.id}`, geodetic(at.x, at.y, at.z), siteCode(site, gone))
    }
    if (this.enveloped !== null && [...moved].some((site) => this.outrun(site))) this.envelope(this.enveloped.page)
    wires.update(time, (site) => moved.has(site))
    for (const zone of scene.zones) {
      this.globe.show(`zone ${zone.id}`, (this.visible.get('zones') ?? true) && time >= zone.start && (zone.end === null || time < zone.end))
    }
  }

  private follow({ scene, threatFlights }: Shown, time: number): void {
    const n = this.chosen === null ? -1 : scene.threats.findIndex((one) => one.row === this.chosen)
    const flying = n >= 0 && threatFlights.at(n, time, this.eye)
    this.circle.show = flying
    if (!flying) return
    this.circle.position = this.eye
    if (!this.following) return
    const { camera } = this.globe.scene, frame = Transforms.eastNorthUpToFixedFrame(this.eye)
    // From then on the camera keeps its place beside the threat, wherever somebody has turned it to.
    if (this.joining) camera.lookAtTransform(frame, new HeadingPitchRange(0, ...BESIDE))
    else camera.lookAtTransform(frame, Cartesian3.clone(camera.position, this.offset))
    this.joining = false
  }

  /** Marks a threat: its whole way, and the rounds at it. */
  choose(row: number | null): void {
    this.chosen = row
    if (this.shown === null) return
    const { scene, threatFlights, roundFlights } = this.shown
    const n = scene.threats.findIndex((one) => one.row === row)
    this.marked = n < 0 ? null : new Trails()
    if (this.marked !== null) {
      const rounds = scene.rounds.flatMap((one, k) => (one.threat === row ? [k] : []))
      this.marked.add(threatFlights, [n], { colour: CHOSEN, opacity: 1, width: 4, tail: 1e9, rest: 1, ahead: 0.35, dash: 0 })
      this.marked.add(roundFlights, rounds, { colour: COLOURS.own, opacity: 1, width: 3, tail: 1e9, rest: 1, ahead: 0, dash: 0 })
    }
    this.globe.group('chosen', this.marked?.collection ?? new PrimitiveCollection())
    if (n < 0) this.setFollowing(false)
  }

  setFollowing(on: boolean): void {
    if (this.following && !on) this.globe.scene.camera.lookAtTransform(Matrix4.IDENTITY)
    this.joining = on && !this.following
    this.following = on
    this.globe.draw()
  }

  /** The camera to where all threats begin and end. */
  whole(): void {
    const scene = this.shown?.scene
    if (scene === undefined) return
    const ends = scene.threats.flatMap(({ course }) => [0, course.t.length - 1].map((k) => ({ lat: course.lat[k]!, lon: course.lon[k]!, h: 0 })))
    this.globe.fit([...scene.sites, ...ends], { animate: this.drawn, radius: 10_000 })
  }

  /** The camera to the defence and what comes near it. */
  private begin(): void {
    const scene = this.shown?.scene
    if (scene === undefined) return
    // Around the sites, as far out as most threats are half-way.
    const half = scene.threats.map(({ course }) => { const k = course.t.length >> 1; return cartesian(ecef(course.lat[k]!, course.lon[k]!, 0)) })
    const sites = scene.sites.map((site) => cartesian(ecef(site.lat, site.lon, 0))), middle = BoundingSphere.fromPoints(sites)
    const away = half.map((point) => Cartesian3.distance(point, middle.center)).sort((a, b) => a - b)
    const radius = Math.min(0.7 * (away[Math.floor(0.7 * away.length)] ?? 0), 200_000)
    this.globe.fit(scene.sites, { animate: this.drawn, radius: Math.max(radius, 10_000) })
  }

  layer(name: Layer, visible: boolean): void {
    this.visible.set(name, visible)
    const { shown } = this
    if (shown === null) return
    if (name === 'threats' || name === 'rounds' || name === 'tracks') shown[name].visible = visible
    else if (name === 'detections') shown.flashes.detecting = visible
    else if (name === 'trails') shown.trails.collection.show = visible
    else if (name === 'stems') for (const movers of [shown.threats, shown.rounds]) movers.stems = visible
    else if (name !== 'zones') this.globe.show(name, visible)
  }

  /** The height above the ground [m] for which radars' rings are shown. */
  setHeight(height: number): void {
    this.height = height
    if (this.shown !== null) this.rings()
  }

  private rings(): void {
    this.globe.strokes('radar rings', ringStrokes(this.shown?.scene.rings ?? [], false, this.height))
  }

  coverage(page: CoveragePage | null): void {
    if (this.gone) return
    const base = Math.min(...(this.shown?.scene.sites.map((site) => site.h) ?? [0]))
    this.globe.fills('coverage', page === null ? [] : coverageFills(page, base))
  }

  /** Draws an envelope around its launchers where they are now; none takes it away. */
  envelope(page: EnvelopePage | null): void {
    if (this.gone) return
    const from = new Map(page?.units.flatMap((id) => { const at = this.sites.get(id); return at === undefined ? [] : [[id, Cartesian3.clone(at)] as const] }))
    this.enveloped = page === null ? null : { page, from }
    this.globe.group('envelopes', page === null ? new PrimitiveCollection() : envelope(page, [...from.values()].map(({ x, y, z }) => geodetic(x, y, z))))
  }

  /** Whether a launcher has left the envelope that is drawn around it. */
  private outrun(site: string): boolean {
    const drawn = this.enveloped?.from.get(site), at = this.sites.get(site)
    return drawn !== undefined && at !== undefined && Cartesian3.distance(drawn, at) > OUTRUN
  }

  private *candidates() {
    const { shown } = this
    if (shown === null) return
    yield* shown.threats.candidates()
    yield* shown.tracks.candidates()
    yield* shown.rounds.candidates()
  }

  destroy(): void {
    this.gone = true
    this.globe.destroy()
  }
}

function trailsOf(scene: Scene, threats: Flights, rounds: Flights, tracks: Flights): Trails {
  const trails = new Trails()
  const all = <T,>(list: readonly T[], chosen: (one: T) => boolean): number[] => list.flatMap((one, n) => (chosen(one) ? [n] : []))
  trails.add(tracks, all(scene.tracks, () => true), { colour: COLOURS.track, opacity: 0.55, width: 1.5, tail: TAIL, rest: 0.25, ahead: 0, dash: 12 })
  for (const side of SIDES) {
    trails.add(threats, all(scene.threats, (one) => one.side === side), { colour: COLOURS[side], opacity: 0.9, width: 2, tail: TAIL, rest: 0.3, ahead: 0, dash: 0 })
  }
  trails.add(rounds, all(scene.rounds, () => true), { colour: COLOURS.round, opacity: 0.95, width: 2, tail: 60, rest: 0, ahead: 0, dash: 0 })
  return trails
}

/** A ring to lie around the chosen threat. */
function around(): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 56
  const pen = canvas.getContext('2d')
  if (pen !== null) {
    pen.lineWidth = 4
    pen.strokeStyle = CHOSEN
    pen.arc(28, 28, 24, 0, 2 * Math.PI)
    pen.stroke()
  }
  return canvas
}

