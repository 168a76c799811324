/** The *Scenario* page: one text, seen as a map, as a form and as itself. */

import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { api } from '../api'
import { Failure, useLoaded } from '../parts/loading'
import { Prose } from '../parts/prose'
import type { Catalogue, ScenarioPage } from '../types'
import { Desk, type Settled } from './desk'
import { textAt } from './document'
import { Fight } from './fight'
import { FormView, type Looked } from './form-view'
import { Keeping } from './keeping'
import { Map } from './map'
import { ProblemList } from './problems'
import { showLine, TextView, worded } from './text'
import './scenario.css'

export default function Page({ id }: { id: string }) {
  const { value, failure } = useLoaded(
    async () => {
      const [page, schema, catalogue, index] = await Promise.all([api.scenario(id), api.schema(), api.catalogue(), api.index()])
      return { page, schema, catalogue, edit: index.edit }
    },
    [id],
  )
  if (failure !== undefined) return <Failure failure={failure} />
  return value === undefined ? <p class="wait">Opening the scenario …</p> : <Editor {...value} />
}

type Tab = 'map' | 'form' | 'text' | 'problems'
const TABS: [Tab, string][] = [['map', 'Map'], ['form', 'Form'], ['text', 'Text'], ['problems', 'Problems']]

interface Given { page: ScenarioPage; schema: Record<string, unknown>; catalogue: Catalogue; edit: boolean }

function Editor({ page, schema, catalogue, edit }: Given) {
  const desk = useMemo(() => new Desk(page, catalogue, schema), [page])
  const tab = useSignal<Tab>('map')
  const wide = useWide()
  // On a wide screen the map is always there and no tab.
  const shown = wide && tab.value === 'map' ? 'form' : tab.value
  const tabs = TABS.filter(([name]) => !(wide && name === 'map'))
  const focus = useSignal<Looked | null>(null)
  useEffect(() => desk.watch(), [desk])
  useLeaving(desk)
  const go = (to: Tab): void => { tab.value = to }
  // What is chosen on the map is unfolded in the form.
  const selected = desk.selected.value
  useEffect(() => { focus.value = selected === null ? null : { path: selected, enter: false } }, [selected])
  const sound = async (what: string): Promise<Settled | null> => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    const settled = await desk.settled()
    const [first, ...more] = settled.problems
    if (first === undefined) return settled
    desk.said.value = { text: `Not ${what}: ${worded(first)}${more.length > 0 ? ` (and ${more.length} more)` : ''}`, bad: true }
    go('problems')
    return null
  }
  useKeys(desk)
  const toLine = (line: number): void => { go('text'); showLine(desk, line) }
  return (
    <div class={`scenario shows-${shown}`}>
      <header>
        <h1>{textAt(desk.tree.value, ['title']) ?? page.name}</h1>
        <p class="about file">{page.name} {desk.dirty.value ? <strong class="unsaved">● not saved</strong> : null}</p>
        <div class="row">
          <button type="button" disabled={desk.history.value.past.length === 0} title="Ctrl+Z" onClick={() => desk.undo()}>Undo</button>
          <button type="button" disabled={desk.history.value.future.length === 0} title="Ctrl+Shift+Z" onClick={() => desk.redo()}>Redo</button>
          <Keeping desk={desk} edit={edit} sound={sound} />
        </div>
        <Fight desk={desk} edit={edit} sound={sound} />
        {edit ? null : <p class="about reading">This server only shows: everything can be changed and checked here, but not saved or run. Start it with <code>vyuha serve --edit</code> for that, or download the YAML.</p>}
        {desk.said.value === null ? null : <p class={desk.said.value.bad ? 'said bad' : 'said good'} role="status">{desk.said.value.bad ? '✕' : '✓'} <Prose text={desk.said.value.text} /> <button type="button" aria-label="Close the message" onClick={() => { desk.said.value = null }}>✕</button></p>}
      </header>
      <div class="tabs" role="tablist" aria-label="Views of the scenario" onKeyDown={(event) => walk(event, tabs.map(([name]) => name), shown, go)}>
        {tabs.map(([name, title]) => (
          <button key={name} id={`tab-${name}`} type="button" role="tab" aria-selected={shown === name} aria-controls={`panel-${name}`} tabIndex={shown === name ? 0 : -1} onClick={() => go(name)}>
            {title}{name === 'problems' ? <Tally desk={desk} /> : null}
          </button>
        ))}
      </div>
      <Panel name="map"><Map desk={desk} editable={true} /></Panel>
      <Panel name="form"><FormView desk={desk} focus={focus.value} /></Panel>
      <Panel name="text"><TextView desk={desk} visible={shown === 'text'} /></Panel>
      <Panel name="problems"><ProblemList desk={desk} toLine={toLine} toField={(path) => { go('form'); focus.value = { path: [...path], enter: true } }} /></Panel>
    </div>
  )
}

/** What the last check found, in a sign. */
function Tally({ desk }: { desk: Desk }) {
  const count = desk.problems.value.length
  if (desk.state.value === 'unknown') return <span class="bad"> ? not checked</span>
  return <span class={count > 0 ? 'bad' : ''}> {desk.state.value === 'checking' ? '…' : count > 0 ? `✕ ${count}` : '✓'}</span>
}

function Panel({ name, children }: { name: Tab; children: preact.ComponentChildren }) {
  return <div id={`panel-${name}`} class={`panel panel-${name}`} role="tabpanel" aria-labelledby={`tab-${name}`}>{children}</div>
}

function walk(event: KeyboardEvent, shown: Tab[], now: Tab, go: (to: Tab) => void): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (by === undefined) return
  const next = shown[(shown.indexOf(now) + by + shown.length) % shown.length]
  if (next === undefined) return
  go(next)
  document.getElementById(`tab-${next}`)?.focus()
}

/** From this width on the map stands beside the other views; the sheet has the same. */
const WIDE = '(min-width: 60rem)'

function useWide(): boolean {
  const wide = useSignal(matchMedia(WIDE).matches)
  useEffect(() => {
    const query = matchMedia(WIDE)
    const tell = (): void => { wide.value = query.matches }
    query.addEventListener('change', tell)
    return () => query.removeEventListener('change', tell)
  }, [])
  return wide.value
}

/** The browser asks before its tab is closed or loaded anew; on the way to another page of this one a draft is kept. */
function useLeaving(desk: Desk): void {
  const dirty = desk.dirty.value
  useEffect(() => {
    if (!dirty) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [dirty])
}

/** Whether the browser's own undo is meant: of what is typed and not yet in the scenario, or never will be. */
function ownUndo(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLInputElement) || target.type === 'checkbox') return false
  return target.dataset['path'] === undefined || target.dataset['typed'] === 'true'
}

function useKeys(desk: Desk): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey)) return
      const key = event.key.toLowerCase()
      if (key === 's') {
        event.preventDefault()
        document.querySelector<HTMLButtonElement>('.scenario .save')?.click()
      } else if (key === 'z' && !ownUndo(event.target)) {
        event.preventDefault()
        if (event.shiftKey) desk.redo()
        else desk.undo()
      } else if (key === 'y' && !ownUndo(event.target)) {
        event.preventDefault()
        desk.redo()
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [desk])
}
