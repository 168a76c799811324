/** The *Scenario* page: one text, seen as a map, as a form and as itself. */

import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { api } from '../api'
import { Failure, useLoaded } from '../parts/loading'
import type { Catalogue, ScenarioPage } from '../types'
import { Desk } from './desk'
import { textAt, type Path } from './document'
import { Fight } from './fight'
import { FormView } from './form-view'
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
  const focus = useSignal<Path | null>(null)
  useEffect(() => desk.watch(), [desk])
  useLeaving(desk)
  const go = (to: Tab): void => { tab.value = to }
  // What is chosen on the map is unfolded in the form.
  useEffect(() => { focus.value = desk.selected.value }, [desk.selected.value])
  const sound = async (what: string): Promise<boolean> => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    const first = (await desk.settled())[0]
    if (first === undefined) return true
    desk.said.value = { text: `Not ${what}: ${worded(first)}${desk.problems.peek().length > 1 ? ` (and ${desk.problems.peek().length - 1} more)` : ''}`, bad: true }
    go('problems')
    return false
  }
  useKeys(desk)
  const count = desk.problems.value.length
  const toLine = (line: number): void => { go('text'); showLine(desk, line) }
  return (
    <div class={`scenario shows-${tab.value}`}>
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
        {desk.said.value === null ? null : <p class={desk.said.value.bad ? 'said bad' : 'said good'} role="status">{desk.said.value.bad ? '✕' : '✓'} {desk.said.value.text} <button type="button" aria-label="Close the message" onClick={() => { desk.said.value = null }}>✕</button></p>}
      </header>
      <div class="tabs" role="tablist" aria-label="Views of the scenario" onKeyDown={(event) => walk(event, tab.value, go)}>
        {TABS.map(([name, title]) => (
          <button key={name} id={`tab-${name}`} type="button" role="tab" aria-selected={tab.value === name} aria-controls={`panel-${name}`} tabIndex={tab.value === name ? 0 : -1} class={`tab-${name}`} onClick={() => go(name)}>
            {title}{name === 'problems' ? <span class={count > 0 ? 'bad' : ''}> {desk.checking.value ? '…' : count > 0 ? `✕ ${count}` : '✓'}</span> : null}
          </button>
        ))}
      </div>
      <Panel name="map"><Map desk={desk} editable={true} /></Panel>
      <Panel name="form"><FormView desk={desk} focus={focus.value} /></Panel>
      <Panel name="text"><TextView desk={desk} visible={tab.value === 'text'} /></Panel>
      <Panel name="problems"><ProblemList desk={desk} toLine={toLine} toField={(path) => { go('form'); focus.value = [...path] }} /></Panel>
    </div>
  )
}

function Panel({ name, children }: { name: Tab; children: preact.ComponentChildren }) {
  return <div id={`panel-${name}`} class={`panel panel-${name}`} role="tabpanel" aria-labelledby={`tab-${name}`}>{children}</div>
}

function walk(event: KeyboardEvent, now: Tab, go: (to: Tab) => void): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (by === undefined) return
  // On a wide screen the map is always there and no tab.
  const shown = TABS.filter(([name]) => document.getElementById(`tab-${name}`)?.offsetParent !== null)
  const n = shown.findIndex(([name]) => name === now)
  const next = shown[(n + by + shown.length) % shown.length]?.[0]
  if (next === undefined) return
  go(next)
  document.getElementById(`tab-${next}`)?.focus()
}

/** The browser asks before what is not saved is lost, and so does going to another page of this one. */
function useLeaving(desk: Desk): void {
  const dirty = desk.dirty.value
  useEffect(() => {
    if (!dirty) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [dirty])
}

function useKeys(desk: Desk): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey)) return
      const key = event.key.toLowerCase()
      const typing = event.target instanceof HTMLInputElement
      if (key === 's') {
        event.preventDefault()
        document.querySelector<HTMLButtonElement>('.scenario .save')?.click()
      } else if (key === 'z' && !typing) {
        event.preventDefault()
        if (event.shiftKey) desk.redo()
        else desk.undo()
      } else if (key === 'y' && !typing) {
        event.preventDefault()
        desk.redo()
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [desk])
}
