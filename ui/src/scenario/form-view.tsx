/** The form of the whole scenario, folded; what is chosen on the map is unfolded and scrolled to. */

import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Field, type Form } from '../parts/form'
import { label, members, resolved, type Schema } from '../parts/form-schema'
import type { Desk } from './desk'
import { valueAt, type Path } from './document'
import { asForm, formOf, type Form as Way } from './handles'
import { beginning, choices } from './form-choices'
import { worded } from './text'

/** What is looked at, and whether one is to go on there with the keyboard. */
export interface Looked { path: Path; enter: boolean }

export function FormView({ desk, focus }: { desk: Desk; focus: Looked | null }) {
  const open = useSignal<ReadonlySet<string>>(new Set())
  const box = useRef<HTMLDivElement>(null)
  const schema = desk.schema as Schema
  const root = useMemo(() => resolved(schema, schema), [schema])
  const broken = desk.doc.value.broken
  useEffect(() => {
    if (focus === null) return
    const { path } = focus
    const wanted = new Set(open.value)
    path.forEach((_, n) => wanted.add(path.slice(0, n + 1).join('.')))
    // Of a list one item is open at a time, the one that is looked at.
    for (const key of wanted) if (path.length === 2 && key.startsWith(`${path[0]}.`) && /^\w+\.\d+$/.test(key) && key !== path.join('.')) wanted.delete(key)
    open.value = wanted
    requestAnimationFrame(() => reveal(box.current, focus))
  }, [focus])
  const tree = desk.tree.value
  const form: Form = {
    root: schema,
    tree,
    fixed: broken !== null,
    problems: (path, inside) => desk.problemsAt(path, inside),
    write: (path, value) => { desk.write([[path, value]]) },
    erase: (path) => { desk.erase(path) },
    choices: (path) => choices(tree, desk.catalogue, path),
    first: (path) => beginning(tree, desk.catalogue, path, { east: '0 km', north: '0 km' }),
    isOpen: (path) => open.value.has(path.join('.')),
    toggle: (path, wanted) => {
      const key = path.join('.')
      if (open.value.has(key) === wanted) return
      const next = new Set(open.value)
      if (wanted) next.add(key)
      else next.delete(key)
      open.value = next
      if (wanted && path.length === 2 && typeof path[1] === 'number') desk.selected.value = path
    },
    tools: (path) => <PlaceWays desk={desk} path={path} />,
  }
  const { required } = members(root, tree)
  const known = Object.keys(root.properties ?? {})
  // Parts that are absent can be added where they would be; what nobody knows is shown with its problem.
  const unknown = Object.keys(tree as object).filter((key) => !known.includes(key))
  return (
    <div class="form" ref={box}>
      {broken === null ? null : <p class="bad" role="status">✕ The form waits until the text can be read again: {broken}</p>}
      {desk.problemsAt([]).map((problem, n) => <p key={n} class="bad">✕ {worded(problem)}</p>)}
      {[...known, ...unknown].map((key) => {
        const there = valueAt(tree, [key]) !== undefined
        const part = root.properties?.[key]
        // The version of the format is no choice.
        if (there && part && part.const !== undefined && desk.problemsAt([key]).length === 0) return null
        if (there || required.has(key)) return <Field key={key} form={form} path={[key]} schema={root.properties?.[key] || {}} title={label(key)} required={required.has(key)} />
        return null
      })}
      {broken !== null ? null : <Absent form={form} root={root} keys={known.filter((key) => valueAt(tree, [key]) === undefined && !required.has(key))} />}
    </div>
  )
}

function Absent({ form, root, keys }: { form: Form; root: Schema; keys: string[] }) {
  const add = (key: string): void => {
    const begun = form.first([key]) ?? (root.properties?.[key] && resolved(form.root, root.properties[key] as Schema).properties ? {} : '')
    form.toggle([key], true)
    form.write([key], begun)
  }
  if (keys.length === 0) return null
  return (
    <select class="add" aria-label="Add a part to the scenario" value="" onChange={(event) => { if (event.currentTarget.value !== '') add(event.currentTarget.value) }}>
      <option value="">Add a part …</option>
      {keys.map((key) => <option key={key} value={key}>{key}</option>)}
    </select>
  )
}

const WAYS: Record<Way, string> = { offset: 'east and north', geodetic: 'lat and lon', polar: 'bearing and range' }

/** Says the same place in another way. */
function PlaceWays({ desk, path }: { desk: Desk; path: Path }) {
  const item = valueAt(desk.tree.value, path)
  const now = formOf(item)
  const handle = desk.layout.value.handles.find((one) => one.path.join('.') === path.join('.') && one.kind !== 'sector' && one.kind !== 'radius')
  if (now === null || handle === undefined) return null
  const change = (to: Way): void => {
    if (to === now) return
    const pairs = asForm(desk.layout.peek().ground, to, undefined, handle.from, handle.at)
    const old = Object.keys(item as object).filter((key) => Object.hasOwn({ east: 1, north: 1, lat: 1, lon: 1, bearing: 1, range: 1 }, key))
    desk.rewrite(path, old, pairs)
  }
  return (
    <label>Place by{' '}
      <select value={now} onChange={(event) => change(event.currentTarget.value as Way)}>
        {(Object.keys(WAYS) as Way[]).map((way) => <option key={way} value={way}>{WAYS[way]}</option>)}
      </select>
    </label>
  )
}

function reveal(box: HTMLElement | null, { path, enter }: Looked): void {
  for (let length = path.length; length > 0; length -= 1) {
    const found = box?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path.slice(0, length).join('.'))}"]`)
    if (!found) continue
    found.scrollIntoView({ block: 'nearest' })
    if (enter) (found instanceof HTMLDetailsElement ? found.querySelector('summary') : found)?.focus()
    return
  }
}
