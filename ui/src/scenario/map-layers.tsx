/** What lies on the map and is not taken hold of: ground, borders, cover of radars, reach of missiles, ways and zones. */

import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Laydown, Ring } from '../types'
import type { Desk } from './desk'
import { same, textAt } from './document'
import type { Ground, Point } from './ground'
import type { Layout, Leg } from './handles'
import type { RadarHeight } from './map'
import { quantity } from './quantity'
import { borders, shaded } from './relief'

export function Under({ desk }: { desk: Desk }) {
  const relief = desk.checked.value?.laydown?.relief ?? null
  const url = useMemo(() => (relief === null ? '' : shaded(relief)), [relief])
  const [lines, setLines] = useState('')
  const { ground } = desk.layout.value
  const [latitude, longitude] = ['lat', 'lon'].map((key) => textAt(desk.tree.value, ['origin', key]) ?? '')
  useEffect(() => {
    let left = false
    const [lat, lon] = [latitude, longitude].map((text) => ((quantity(text)?.value ?? 0) * 180) / Math.PI)
    if (ground !== null) borders(ground, lat ?? 0, lon ?? 0).then((path) => { if (!left) setLines(path) }, () => undefined)
    return () => { left = true }
  }, [latitude, longitude])
  return (
    <g aria-hidden="true">
      {relief === null || url === '' ? null : (
        // Images count downwards; the map counts to the north.
        <image href={url} x={relief.west} y={-relief.north} width={relief.east - relief.west} height={relief.north - relief.south}
          preserveAspectRatio="none" transform="scale(1 -1)" />
      )}
      <path class="borders" d={lines} />
    </g>
  )
}

const HEIGHT: Record<RadarHeight, number> = { none: -1, '100 m': 100, '1 km': 1000, '10 km': 10000 }

export function Cover({ desk, shown, radar, missiles }: { desk: Desk; shown: Layout; radar: RadarHeight; missiles: boolean }) {
  const laydown = desk.checked.value?.laydown ?? null
  const rings = useMemo(() => (laydown === null || shown.ground === null ? [] : flattened(laydown, shown.ground)), [laydown, shown.ground === null])
  const selected = desk.selected.value
  const chosen = selected === null ? null : (textAt(desk.tree.value, [...selected, 'id']) ?? null)
  const here = new Map(shown.handles.filter((handle) => handle.kind === 'defence').map((handle) => [handle.label, handle.at]))
  const wanted = rings.filter(({ ring }) => (ring.kind === 'missile' ? missiles : ring.height === HEIGHT[radar]))
  return (
    <g aria-hidden="true">
      {wanted.map(({ ring, path, site, at }, n) => {
        // What was dragged since the last check takes its rings along.
        const now = here.get(site) ?? at
        const shift = `translate(${now.east - at.east} ${now.north - at.north})`
        const kind = ring.kind.replace(' ', '-')
        return <path key={n} class={`ring ${kind} ${chosen === site ? 'chosen' : ''}`} d={path} transform={shift}><title>{`${ring.site}: ${ring.label}`}</title></path>
      })}
      {shown.wedges.map((wedge, n) => <path key={`w${n}`} class="wedge" d={wedgePath(wedge.at, wedge.centre, wedge.width)} />)}
    </g>
  )
}

interface Flat { ring: Ring; path: string; site: string; at: Point }

function flattened(laydown: Laydown, ground: Ground): Flat[] {
  const places = new Map(laydown.places.map((place) => [place.id, ground.local(place.lat, place.lon)]))
  return laydown.rings.map((ring) => {
    const points = ring.lat.map((latitude, n) => ground.local(latitude, ring.lon[n] ?? 0))
    // A unit of a regiment moves with the regiment.
    const site = ring.site.split('/')[0] ?? ring.site
    return { ring, path: pathOf(points, true), site, at: places.get(site) ?? places.get(ring.site) ?? { east: 0, north: 0 } }
  })
}

const WEDGE = 15_000

function wedgePath(at: Point, centre: number, width: number): string {
  const points = Array.from({ length: 25 }, (_, n) => {
    const angle = centre + width * (n / 24 - 0.5)
    return { east: at.east + WEDGE * Math.sin(angle), north: at.north + WEDGE * Math.cos(angle) }
  })
  return pathOf(width > 6.28 ? points : [at, ...points], true)
}

export function Lines({ shown, desk }: { shown: Layout; desk: Desk }) {
  const selected = desk.selected.value
  const chosen = (owner: Leg['owner']): string => (selected !== null && same(owner, selected) ? 'chosen' : '')
  return (
    <g aria-hidden="true">
      {shown.circles.map((circle, n) => (
        <circle key={`c${n}`} class={`zone ${chosen(circle.owner)}`} cx={circle.centre.east} cy={circle.centre.north} r={circle.radius} />
      ))}
      {shown.legs.map((leg, n) => {
        const width = leg.kind === 'zone' && !leg.closed ? (quantity(textAt(desk.tree.value, [...leg.owner, 'width']))?.value ?? 0) : 0
        if (width > 0) return <path key={n} class={`strip ${chosen(leg.owner)}`} d={pathOf(leg.points, false)} stroke-width={width} />
        return <path key={n} class={`leg ${leg.kind} ${leg.side} ${chosen(leg.owner)}`} d={pathOf(leg.points, leg.closed)} />
      })}
    </g>
  )
}

function pathOf(points: readonly Point[], closed: boolean): string {
  const line = points.map((point, n) => `${n === 0 ? 'M' : 'L'}${point.east.toFixed(0)} ${point.north.toFixed(0)}`).join('')
  return closed ? `${line}Z` : line
}
