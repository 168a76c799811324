/** The map: where everything of the text stands, to be taken hold of. Drawn as SVG in metres around the origin. */

import { useComputed, useSignal, type Signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Desk } from './desk'
import { placed } from './patch'
import { type Path } from './document'
import type { Point } from './ground'
import { layout } from './handles'
import { Handles } from './map-handles'
import { Furniture, Graticule, Legend, Readout } from './map-frame'
import { Cover, Lines, Under } from './map-layers'
import { usePointers, type Dragged } from './pointers'
import { fitted, transform, zoomed, type View } from './view'

export const RADAR_HEIGHTS = ['none', '100 m', '1 km', '10 km'] as const
export type RadarHeight = (typeof RADAR_HEIGHTS)[number]

export function Map({ desk, editable }: { desk: Desk; editable: boolean }) {
  const view = useSignal<View>({ east: 0, north: 0, scale: 1e-3, width: 0, height: 0 })
  const dragged = useSignal<Dragged | null>(null)
  const cursor = useSignal<Point | null>(null)
  const radar = useSignal<RadarHeight>('1 km')
  const missiles = useSignal(true)
  const shown = useComputed(() => {
    const drag = dragged.value
    const changed = drag?.changes.reduce((tree, [path, text]) => placed(tree, path, text), desk.tree.value)
    return changed === undefined ? desk.layout.value : layout(changed)
  })
  const box = useRef<HTMLDivElement>(null)
  const fit = (): void => { view.value = fitted(view.value, desk.layout.value.handles.map((handle) => handle.at)) }
  useMeasured(box, (width, height) => {
    const first = view.value.width === 0
    view.value = { ...view.value, width, height }
    if (first && width > 0) fit()
  })
  const svg = usePointers({ view, dragged, cursor, desk, editable })
  const { value: window } = view
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return
    if (event.key === '0') fit()
    else if (!movedByKey(view, event.key)) return
    event.preventDefault()
  }
  const select = (owner: Path): void => { desk.selected.value = owner }
  return (
    <div class="map" ref={box}>
      <svg ref={svg} width={window.width} height={window.height} role="group" tabindex={0} onKeyDown={onKeyDown}
        aria-label="Map of the scenario. Arrow keys move the map, plus and minus zoom, Tab goes from unit to unit.">
        <g transform={transform(window)}><Under desk={desk} /></g>
        <Graticule view={window} />
        <g transform={transform(window)}>
          <Cover desk={desk} shown={shown.value} radar={radar.value} missiles={missiles.value} />
          <Lines shown={shown.value} desk={desk} />
        </g>
        <Handles desk={desk} shown={shown.value} view={window} editable={editable} select={select} dragged={dragged.value?.handle ?? null} />
        <Furniture view={window} />
      </svg>
      <div class="map-tools">
        <button type="button" onClick={() => { view.value = zoomed(window, 1.5) }} aria-label="Nearer">+</button>
        <button type="button" onClick={() => { view.value = zoomed(window, 1 / 1.5) }} aria-label="Farther">−</button>
        <button type="button" onClick={fit} aria-label="Show everything" title="Show everything">⤢</button>
      </div>
      <Layers radar={radar} missiles={missiles} />
      <Readout desk={desk} cursor={cursor.value} dragged={dragged.value} nowhere={shown.value.nowhere} />
    </div>
  )
}

/** Whether a key moves the map or zooms. */
function movedByKey(view: Signal<View>, key: string): boolean {
  const now = view.value
  const pan = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[key]
  const factor = { '+': 1.3, '=': 1.3, '-': 1 / 1.3 }[key]
  if (pan !== undefined) view.value = { ...now, east: now.east + (pan[0] ?? 0) / now.scale, north: now.north + (pan[1] ?? 0) / now.scale }
  else if (factor !== undefined) view.value = zoomed(now, factor)
  return pan !== undefined || factor !== undefined
}

function Layers({ radar, missiles }: { radar: Signal<RadarHeight>; missiles: Signal<boolean> }) {
  return (
    <div class="map-layers">
      <label>Radar cover at{' '}
        <select value={radar.value} onChange={(event) => { radar.value = event.currentTarget.value as RadarHeight }}>
          {RADAR_HEIGHTS.map((height) => <option key={height}>{height}</option>)}
        </select>
      </label>
      <label><input type="checkbox" checked={missiles.value} onChange={() => { missiles.value = !missiles.value }} /> Missiles' reach</label>
      <Legend />
    </div>
  )
}

function useMeasured(box: { current: HTMLElement | null }, tell: (width: number, height: number) => void): void {
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => tell(element.clientWidth, element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
}
