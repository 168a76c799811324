/** What lasts a moment: detections blink as points, launches, intercepts, impacts and losses flash. */

import { BillboardCollection, Cartesian3, Color, PointPrimitiveCollection, type Billboard, type PointPrimitive, type PrimitiveCollection } from '@cesium/engine'
import { ecef } from '../globe/earth'
import { cartesian, colourOf } from '../globe/shapes'
import type { Scene, SceneEvent } from '../types'
import { since } from './flights'

const POINTS = 256
const BURSTS = 32
const SIZE = 64
// How long they last [s] as people watch; in the fight's time the more, the faster it runs.
const BLINK = 0.8
const FLASH = 1.6

export class Flashes {
  detecting = true
  private readonly points: PointPrimitive[] = []
  private readonly bursts: Billboard[] = []
  private readonly seenAt: Float64Array
  private readonly seen: Cartesian3[]
  private readonly eventAt: number[]
  private readonly events: { event: SceneEvent; place: Cartesian3 }[]
  private readonly ink: Color
  private readonly colour = new Color()

  constructor(room: PrimitiveCollection, scene: Scene, ink: string) {
    this.ink = colourOf(ink)
    const all = scene.detections.flatMap((one) => one.t.map((t, n) => ({ t, at: ecef(one.lat[n]!, one.lon[n]!, one.h[n]!) })))
    all.sort((a, b) => a.t - b.t)
    this.seenAt = Float64Array.from(all, (one) => one.t)
    this.seen = all.map((one) => cartesian(one.at))
    this.events = scene.events.map((event) => ({ event, place: cartesian(ecef(event.lat, event.lon, event.h)) }))
    this.eventAt = scene.events.map((event) => event.t)
    const points = room.add(new PointPrimitiveCollection()) as PointPrimitiveCollection
    for (let n = 0; n < POINTS; n++) this.points.push(points.add({ pixelSize: 5, show: false }))
    const bursts = room.add(new BillboardCollection()) as BillboardCollection
    for (let n = 0; n < BURSTS; n++) this.bursts.push(bursts.add({ position: Cartesian3.ZERO, show: false }))
  }

  update(time: number, speed: number): void {
    this.blink(time, BLINK * Math.max(1, speed))
    this.flash(time, FLASH * Math.max(1, speed))
  }

  private blink(time: number, lasting: number): void {
    let used = 0
    if (this.detecting) {
      const end = since(this.seenAt, time + 1e-9)
      // The newest first, should there be more than points.
      for (let n = end - 1; n >= 0 && used < POINTS && this.seenAt[n]! > time - lasting; n--, used++) {
        const point = this.points[used]!, fresh = 1 - (time - this.seenAt[n]!) / lasting
        point.show = true
        point.position = this.seen[n]!
        point.pixelSize = 3 + 5 * fresh
        point.color = Color.fromAlpha(this.ink, 0.9 * fresh, this.colour)
      }
    }
    for (let n = used; n < POINTS; n++) if (this.points[n]!.show) this.points[n]!.show = false
  }

  private flash(time: number, lasting: number): void {
    let used = 0
    const end = since(this.eventAt, time + 1e-9)
    for (let n = end - 1; n >= 0 && used < BURSTS && this.eventAt[n]! > time - lasting; n--, used++) {
      const burst = this.bursts[used]!, age = (time - this.eventAt[n]!) / lasting, { event, place } = this.events[n]!
      burst.show = true
      burst.position = place
      burst.setImage(looks(event), drawn(event))
      burst.scale = (event.what === 'launch' ? 0.25 : 0.4) + 0.6 * age
      burst.color = Color.fromAlpha(Color.WHITE, 1 - age, this.colour)
    }
    for (let n = used; n < BURSTS; n++) if (this.bursts[n]!.show) this.bursts[n]!.show = false
  }
}

const looks = (event: SceneEvent): string => (event.kill ? 'burst kill' : `burst ${event.what}`)

const made = new Map<string, HTMLCanvasElement>()

/** A star for a kill, a ring for a miss and a launch, a filled burst for an impact, a cross for a loss: shape as well as colour. */
function drawn(event: SceneEvent): HTMLCanvasElement {
  const name = looks(event), known = made.get(name)
  if (known !== undefined) return known
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (pen !== null) {
    pen.translate(SIZE / 2, SIZE / 2)
    pen.lineWidth = 5
    pen.strokeStyle = pen.fillStyle = { launch: '#56b4e9', intercept: event.kill ? '#009e73' : '#f0e442', impact: '#d55e00', 'site lost': '#d55e00' }[event.what]
    pen.beginPath()
    if (event.what === 'impact' || event.kill) star(pen, event.kill ? 5 : 9)
    else if (event.what === 'site lost') cross(pen)
    else pen.arc(0, 0, SIZE * 0.36, 0, 2 * Math.PI)
    if (event.what === 'impact' || event.kill) pen.fill()
    else pen.stroke()
  }
  made.set(name, canvas)
  return canvas
}

function star(pen: CanvasRenderingContext2D, rays: number): void {
  for (let n = 0; n < 2 * rays; n++) {
    const far = SIZE * (n % 2 === 0 ? 0.46 : 0.2), turn = (Math.PI * n) / rays
    pen.lineTo(far * Math.sin(turn), -far * Math.cos(turn))
  }
  pen.closePath()
}

function cross(pen: CanvasRenderingContext2D): void {
  const far = SIZE * 0.38
  pen.moveTo(-far, -far)
  pen.lineTo(far, far)
  pen.moveTo(far, -far)
  pen.lineTo(-far, far)
}
