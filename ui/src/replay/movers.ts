/** Threats, rounds and tracks as symbols over stems to the ground. A frame moves what is in the air and allocates nothing but its stems. */

import { BillboardCollection, Cartesian2, Cartesian3, PolylineCollection, type Billboard, type Polyline, type PrimitiveCollection } from '@cesium/engine'
import { geodetic, ecef } from '../globe/earth'
import { SHRINK, type Candidate } from '../globe/globe'
import { cartesian, colourOf, lineMaterial } from '../globe/shapes'
import { picture } from '../globe/symbols'
import type { Flights } from './flights'

/** `hollow` draws the frame alone, in a colour. */
export interface MoverStyle { size: number; opacity: number; stem: string | null; hollow?: string }

export class Movers {
  visible = true
  stems = true
  private readonly symbols: BillboardCollection
  private readonly poles: PolylineCollection
  private readonly billboards: Billboard[] = []
  private readonly lines: (Polyline | null)[] = []
  private readonly images: string[] = []
  private readonly place = new Cartesian3()

  /** `codes` are the symbols of the courses at the start, `ids` what a click finds. */
  constructor(room: PrimitiveCollection, private readonly flights: Flights, private readonly ids: readonly string[], codes: readonly string[],
              private readonly style: MoverStyle, private readonly ground: (lat: number, lon: number) => number) {
    this.poles = room.add(new PolylineCollection()) as PolylineCollection
    this.symbols = room.add(new BillboardCollection()) as BillboardCollection
    codes.forEach((code) => this.add(code))
  }

  private add(code: string): void {
    const { key, image, scale, offset } = picture(code, this.style.size, this.style.hollow)
    const billboard = this.symbols.add({
      position: Cartesian3.ZERO, show: false, scale, pixelOffset: new Cartesian2(...offset), scaleByDistance: SHRINK,
      color: colourOf('#ffffff', this.style.opacity),
    })
    billboard.setImage(key, image)
    this.billboards.push(billboard)
    this.images.push(key)
    const { stem } = this.style
    this.lines.push(stem === null ? null : this.poles.add({
      positions: [Cartesian3.ZERO, new Cartesian3(1, 0, 0)], show: false, width: 1, material: lineMaterial(colourOf(stem, 0.55), false),
    }))
  }

  symbol(n: number, code: string): void {
    const { key, image } = picture(code, this.style.size, this.style.hollow)
    if (this.images[n] === key) return
    this.images[n] = key
    this.billboards[n]?.setImage(key, image)
  }

  update(time: number): void {
    for (let n = 0; n < this.flights.count; n++) {
      const flying = this.visible && this.flights.at(n, time, this.place)
      const billboard = this.billboards[n]!, line = this.lines[n]!
      if (billboard.show !== flying) billboard.show = flying
      if (flying) billboard.position = this.place
      if (line !== null) this.stand(line, flying)
    }
  }

  private stand(line: Polyline, flying: boolean): void {
    const shown = flying && this.stems
    if (line.show !== shown) line.show = shown
    if (!shown) return
    const { lat, lon } = geodetic(this.place.x, this.place.y, this.place.z)
    line.positions = [Cartesian3.clone(this.place), cartesian(ecef(lat, lon, this.ground(lat, lon)))]
  }

  *candidates(): Generator<Candidate> {
    for (let n = 0; n < this.billboards.length; n++) {
      const billboard = this.billboards[n]!
      if (billboard.show) yield { id: this.ids[n]!, position: billboard.position }
    }
  }
}
