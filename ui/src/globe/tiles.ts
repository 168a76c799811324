/** The ground as picture tiles, drawn in the page: land and sea, the scenario's elevation, graticule, coasts and borders. */

import { Credit, Event, GeographicTilingScheme, Math as Angles, type ImageryProvider } from '@cesium/engine'
import type { Atlas, Path } from './atlas'
import { meets, turns, type Extent } from './extent'

export interface Inks { sea: string; land: string; coast: string; border: string; grid: string }

export const INKS: Record<'light' | 'dark', Inks> = {
  light: { sea: '#d3e0ea', land: '#f3f1ea', coast: '#6f8797', border: '#8a7f70', grid: 'rgba(60, 80, 100, 0.22)' },
  dark: { sea: '#0f1b26', land: '#202a31', coast: '#5b7a8f', border: '#8c8272', grid: 'rgba(170, 195, 215, 0.16)' },
}

export interface Picture { image: HTMLCanvasElement; extent: Extent }

/** What a tile is drawn from; whoever changes it makes a new provider. */
export interface Sheet { atlas: Atlas; inks: Inks; relief: Picture | null }

const SIZE = 512

/** Imagery for the globe, made of `sheet`. */
export function mapTiles(sheet: Sheet): ImageryProvider {
  const scheme = new GeographicTilingScheme()
  const provider = {
    rectangle: scheme.rectangle, tilingScheme: scheme, tileWidth: SIZE, tileHeight: SIZE, minimumLevel: 0, maximumLevel: 11,
    tileDiscardPolicy: undefined, errorEvent: new Event(), credit: undefined as Credit | undefined, proxy: undefined, hasAlphaChannel: false,
    getTileCredits: () => [],
    pickFeatures: () => undefined,
    requestImage(x: number, y: number, level: number): Promise<HTMLCanvasElement> {
      const { west, east, south, north } = scheme.tileXYToRectangle(x, y, level)
      const extent = { west: Angles.toDegrees(west), east: Angles.toDegrees(east), south: Angles.toDegrees(south), north: Angles.toDegrees(north) }
      return Promise.resolve(tile(sheet, extent))
    },
  }
  return provider as unknown as ImageryProvider
}

function tile(sheet: Sheet, extent: Extent): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (pen === null) return canvas
  pen.fillStyle = sheet.inks.sea
  pen.fillRect(0, 0, SIZE, SIZE)
  pen.fillStyle = sheet.inks.land
  pen.beginPath()
  for (const turned of turns(extent)) {
    for (const rings of sheet.atlas.land) if (rings[0] !== undefined && meets(rings[0], turned)) for (const ring of rings) trace(pen, ring, turned)
  }
  pen.fill('evenodd')
  for (const turned of turns(extent)) if (sheet.relief !== null && meets(sheet.relief.extent, turned)) lay(pen, sheet.relief, turned)
  graticule(pen, sheet.inks.grid, extent)
  stroke(pen, sheet.atlas.coasts, sheet.inks.coast, extent, [])
  stroke(pen, sheet.atlas.borders, sheet.inks.border, extent, [7, 4])
  return canvas
}

const right = (lon: number, of: Extent): number => ((lon - of.west) / (of.east - of.west)) * SIZE
const down = (lat: number, of: Extent): number => ((of.north - lat) / (of.north - of.south)) * SIZE

/** Adds a line to the path that is being drawn, without points that fall on the last one. */
function trace(pen: CanvasRenderingContext2D, { lon, lat }: Path, extent: Extent): void {
  let x = Infinity, y = Infinity
  for (let n = 0; n < lon.length; n++) {
    const nextX = right(lon[n]!, extent), nextY = down(lat[n]!, extent)
    if (n === 0) pen.moveTo(nextX, nextY)
    else if (n === lon.length - 1 || Math.abs(nextX - x) + Math.abs(nextY - y) > 0.7) pen.lineTo(nextX, nextY)
    else continue
    x = nextX
    y = nextY
  }
}

function stroke(pen: CanvasRenderingContext2D, paths: readonly Path[], ink: string, extent: Extent, dash: number[]): void {
  pen.strokeStyle = ink
  pen.lineWidth = 1.4
  pen.setLineDash(dash)
  pen.beginPath()
  for (const turned of turns(extent)) for (const one of paths) if (meets(one, turned)) trace(pen, one, turned)
  pen.stroke()
  pen.setLineDash([])
}

function lay(pen: CanvasRenderingContext2D, { image, extent: own }: Picture, extent: Extent): void {
  const x = right(own.west, extent), y = down(own.north, extent)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(image, x, y, right(own.east, extent) - x, down(own.south, extent) - y)
}

/** Meridians and parallels, about four to a tile. */
function graticule(pen: CanvasRenderingContext2D, ink: string, extent: Extent): void {
  const wanted = (extent.east - extent.west) / 4
  const step = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1].find((degrees) => degrees <= wanted) ?? 0.1
  pen.strokeStyle = ink
  pen.lineWidth = 1
  pen.beginPath()
  for (let n = Math.ceil(extent.west / step); n * step <= extent.east; n++) {
    pen.moveTo(right(n * step, extent), 0)
    pen.lineTo(right(n * step, extent), SIZE)
  }
  for (let n = Math.ceil(extent.south / step); n * step <= extent.north; n++) {
    pen.moveTo(0, down(n * step, extent))
    pen.lineTo(SIZE, down(n * step, extent))
  }
  pen.stroke()
}
