/** What lies on the map and is not taken hold of: ground, borders, cover of radars, reach of missiles, ways and zones. */

import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Laydown, Ring } from '../types'
import type { Desk } from './desk'
import { same, textAt } from './document'
import { towards, type Ground, type Point } from './ground'
import { SECTOR_REACH, type Layout, type Leg } from './handles'
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
    if (ground !== null) borders(ground, lat ?? 0, lon ?? 0).then((path) => { if (!left) setLines(path) }, () => { if (!left) desk.say('The borders under the map could not be loaded.') })
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
  const found = useMemo(() => (laydown === null || shown.ground === null ? { rings: [], units: [] } : flattened(laydown, shown.ground)), [laydown, shown.ground === null])
  const selected = desk.selected.value
  const chosen = selected === null ? null : (textAt(desk.tree.value, [...selected, 'id']) ?? null)
  const here = new Map(shown.handles.filter((handle) => handle.kind === 'defence').map((handle) => [handle.label, handle.at]))
  // What was moved since the last check takes its rings, and the units of a regiment, along.
  const shift = (site: string): string => {
    const [now, then] = [here.get(site), desk.stood.value.get(site)]
    return now === undefined || then === undefined ? '' : `translate(${now.east - then.east} ${now.north - then.north})`
  }
  const wanted = found.rings.filter(({ ring }) => (ring.kind === 'missile' ? missiles : ring.height === HEIGHT[radar]))
  return (
    <g aria-hidden="true">
      {wanted.map(({ ring, path, site }, n) => (
        <path key={n} class={`ring ${ring.kind.replace(' ', '-')} ${chosen === site ? 'chosen' : ''}`} d={path} transform={shift(site)}><title>{`${ring.site}: ${ring.label}`}</title></path>
      ))}
      {found.units.map(({ path, site }, n) => <path key={`u${n}`} class="unit" d={path} transform={shift(site)} />)}
      {shown.wedges.map((wedge, n) => <path key={`w${n}`} class="wedge" d={wedgePath(wedge.at, wedge.centre, wedge.width)} />)}
    </g>
  )
}

interface Flat { rings: { ring: Ring; path: string; site: string }[]; units: { path: string; site: string }[] }

/** The unit of a regiment moves with the regiment. */
const whole = (id: string): string => id.split('/')[0] ?? id

function flattened(laydown: Laydown, ground: Ground): Flat {
  const rings = laydown.rings.map((ring) => ({
    ring, site: whole(ring.site), path: pathOf(ring.lat.map((latitude, n) => ground.local(latitude, ring.lon[n] ?? 0)), true),
  }))
  const units = laydown.places.filter((place) => place.id.includes('/')).map((place) => {
    const at = ground.local(place.lat, place.lon)
    return { site: whole(place.id), path: `M${at.east.toFixed(0)} ${at.north.toFixed(0)}h0` }
  })
  return { rings, units }
}

function wedgePath(at: Point, centre: number, width: number): string {
  const points = Array.from({ length: 25 }, (_, n) => towards(at, centre + width * (n / 24 - 0.5), SECTOR_REACH))
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
