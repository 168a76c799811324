/** The replay of a run: a globe with a clock, and panels that say everything in words. */

import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Failure } from '../parts/loading'
import { useTitle } from '../parts/section'
import { route } from '../route'
import { Controls } from './controls'
import { Fight } from './fight'
import { AT_FIRST, LayerList, useCoverage, useEnvelopes } from './layerlist'
import { Ledger, Story, Threats } from './panels'
import type { Layer, Stage } from './stage'
import { Replay } from './state'
import { View } from './view'
import './replay.css'

const TABS = ['Threats', 'Ledger', 'Layers', 'Fight'] as const
type Tab = (typeof TABS)[number]

export default function Page({ id }: { id: string }) {
  const replay = useMemo(() => new Replay(id), [id])
  const stage = useSignal<Stage | null>(null), layers = useSignal<Record<Layer, boolean>>(AT_FIRST), height = useSignal(1000)
  useEffect(() => { void replay.open(); return () => replay.close() }, [replay])
  useEffect(() => replay.follow(), [route.value])
  const coverage = useCoverage(id, stage.value, layers.value.coverage, height.value)
  const envelopes = useEnvelopes(id, stage.value, layers.value.envelopes)
  const { scene, failure, fighting, wanted } = replay
  useTitle(scene.value === null ? 'Replay' : `Replay of ${scene.value.title}, fight ${scene.value.replicate}`)
  if (failure.value !== undefined && scene.value === null) return <Failure failure={failure.value} />
  return (
    <div class="replay">
      <h1 class="unseen">Replay{scene.value === null ? '' : ` of ${scene.value.title}, replicate ${scene.value.replicate}`}</h1>
      <View replay={replay} stage={stage} layers={layers} height={height} />
      <Controls replay={replay} stage={stage.value} />
      <aside class="side">
        {fighting.value ? <p class="fighting" role="status">Fighting replicate {wanted.value} again …</p> : null}
        {failure.value === undefined ? null : <Failure failure={failure.value} />}
        {scene.value === null ? null : <Story replay={replay} scene={scene.value} globe={stage.value !== null} />}
        <Tabs render={(tab) => {
          if (tab === 'Layers') return <LayerList stage={stage.value} layers={layers} height={height} coverage={coverage} envelopes={envelopes} />
          if (tab === 'Fight') return <Fight replay={replay} />
          if (scene.value === null) return <p class="wait">The fight is on its way …</p>
          return tab === 'Threats' ? <Threats replay={replay} scene={scene.value} /> : <Ledger replay={replay} scene={scene.value} />
        }} />
      </aside>
    </div>
  )
}

function Tabs({ render }: { render: (tab: Tab) => preact.JSX.Element }) {
  const [tab, setTab] = useState<Tab>('Threats')
  const turn = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]!
    setTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Panels" onKeyDown={turn}>
        {TABS.map((name) => (
          <button type="button" key={name} id={`tab-${name}`} role="tab" aria-selected={tab === name} aria-controls="panel" tabIndex={tab === name ? 0 : -1} onClick={() => setTab(name)}>{name}</button>
        ))}
      </div>
      <div class="panel" id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>{render(tab)}</div>
    </>
  )
}
