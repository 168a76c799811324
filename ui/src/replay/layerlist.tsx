/** What the globe shows: a layer each with its sign, and the heights and missiles for which coverage and envelopes are drawn. */

import type { Signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { api, inWords } from '../api'
import type { EnvelopePage } from '../types'
import type { Layer, Stage } from './stage'

/** Layers that cost time to compute wait until they are asked for. */
export const AT_FIRST: Record<Layer, boolean> = {
  threats: true, rounds: true, tracks: true, detections: true, trails: true, stems: true, links: true, zones: true,
  'missile rings': true, 'radar rings': false, coverage: false, envelopes: false,
}
const ABOUT: Record<Layer, string> = {
  threats: 'Threats, as they truly fly', rounds: 'Interceptors', tracks: 'Tracks: what the defence believes', detections: 'Detections', trails: 'Trails',
  stems: 'Stems to the ground', links: 'Command links', zones: 'Control zones', 'missile rings': 'Reach of missiles', 'radar rings': 'Reach of radars',
  coverage: 'Radar coverage with terrain', envelopes: 'Engagement envelope',
}
const HEIGHTS = [30, 100, 300, 1000, 3000, 10_000, 20_000]

interface Props { stage: Stage | null; layers: Signal<Record<Layer, boolean>>; height: Signal<number>; coverage: string; envelopes: Envelopes }

export function LayerList({ stage, layers, height, coverage, envelopes }: Props) {
  const set = (layer: Layer, on: boolean): void => { layers.value = { ...layers.value, [layer]: on } }
  return (
    <fieldset class="layers" disabled={stage === null}>
      <legend class="unseen">Layers</legend>
      {(Object.keys(ABOUT) as Layer[]).map((layer) => (
        <label key={layer} class="layer">
          <input type="checkbox" checked={layers.value[layer]} onChange={(event) => set(layer, event.currentTarget.checked)} />
          <Sign layer={layer} /> {ABOUT[layer]}
        </label>
      ))}
      <label class="choice">Height of the target above the ground
        <select value={String(height.value)} onChange={(event) => { height.value = Number(event.currentTarget.value) }}>
          {HEIGHTS.map((metres) => <option value={String(metres)} key={metres}>{metres} m</option>)}
        </select>
      </label>
      {coverage === '' ? null : <p class="about" role="status">{coverage}</p>}
      {envelopes.said === '' ? null : <p class="about" role="status">{envelopes.said}</p>}
      {envelopes.pages.length === 0 ? null : (
        <label class="choice">Missile and target
          <select value={String(envelopes.chosen)} onChange={(event) => envelopes.choose(Number(event.currentTarget.value))}>
            {envelopes.pages.map((page, n) => <option value={String(n)} key={n}>{page.missile} against {page.target}</option>)}
          </select>
        </label>
      )}
      <p class="about">On the time line: launches above, intercepts on it and kills taller, impacts and losses below. Dashed grey on the ground: borders.</p>
      <p class="about">Symbols follow MIL-STD-2525D. Globe: CesiumJS (Apache 2.0). Coasts and borders: Natural Earth, by world-atlas; they
        take no side in any dispute.</p>
    </fieldset>
  )
}

/** Shows who sees what flies at a height while that is wanted; gives what is to be said about it. */
export function useCoverage(id: string, stage: Stage | null, wanted: boolean, height: number): string {
  const [state, setState] = useState('')
  useEffect(() => {
    if (stage === null || !wanted) return
    const stop = new AbortController()
    setState(`Computing who sees a target at ${height} m …`)
    api.coverage(id, height, stop.signal).then((page) => {
      stage.coverage(page)
      setState(`Where the ${page.target} (${page.rcs} m²) is seen with a chance of ${Math.round(100 * page.probability)} % in one look at ${page.height} m.`)
    }, (failure: unknown) => { if (!stop.signal.aborted) setState(inWords(failure)) })
    return () => { stop.abort(); stage.coverage(null); setState('') }
  }, [id, stage, wanted, height])
  return state
}

export interface Envelopes { pages: EnvelopePage[]; chosen: number; choose: (n: number) => void; said: string }

/** Shows the chosen envelope while envelopes are wanted. */
export function useEnvelopes(id: string, stage: Stage | null, wanted: boolean): Envelopes {
  const [pages, setPages] = useState<EnvelopePage[]>([]), [text, setText] = useState(''), [chosen, choose] = useState(0)
  useEffect(() => {
    if (!wanted || pages.length > 0) return
    setText('Computing engagement envelopes …')
    api.envelopes(id).then((found) => {
      setPages(found)
      setText(found.length === 0 ? 'No unit of this run has a missile whose envelope is known.' : '')
    }, (failure: unknown) => setText(inWords(failure)))
  }, [id, wanted])
  useEffect(() => {
    if (stage === null || !wanted) return
    stage.envelope(pages[chosen] ?? null)
    return () => stage.envelope(null)
  }, [stage, wanted, pages, chosen])
  return { pages: wanted ? pages : [], chosen, choose, said: wanted ? text : '' }
}

// Shape, dash and colour as on the globe.
const SIGNS: Record<Layer, [string, string]> = {
  threats: ['hostile', 'M8 1 15 8 8 15 1 8Z'], rounds: ['round', 'M4 14V7a4 4 0 0 1 8 0v7Z'], tracks: ['track dash', 'M8 1 15 8 8 15 1 8Z'],
  detections: ['detection', 'M5 8a3 3 0 1 0 6 0a3 3 0 1 0-6 0'], trails: ['hostile', 'M1 12C6 12 8 4 15 4'], stems: ['hostile', 'M8 1V15'],
  links: ['linked', 'M1 13Q8-4 15 13'], zones: ['zone', 'M2 3H14V13H2Z'], 'missile rings': ['missile', 'M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0'],
  'radar rings': ['search', 'M1 8a7 7 0 1 0 14 0a7 7 0 1 0-14 0'], coverage: ['search filled', 'M1 12C2 4 6 2 9 5S14 3 15 12Z'],
  envelopes: ['missile filled', 'M1 14C2 2 14 2 15 14Z'],
}

function Sign({ layer }: { layer: Layer }) {
  const [look, path] = SIGNS[layer]
  return <svg class={`sign ${look}`} viewBox="0 0 16 16" width="18" height="18" aria-hidden="true"><path d={path} /></svg>
}
