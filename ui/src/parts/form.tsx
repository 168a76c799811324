/** Forms made from a JSON Schema over a tree of text. The form shows the tree and asks for changes of it; it keeps only what is
 * being typed. */

import { useId, useState } from 'preact/hooks'
import { isMapping, valueAt, type Path, type Value } from '../scenario/document'
import type { Choice, Problem } from '../types'
import { fitting, hint, initial, label, members, options, resolved, shapeOf, words, type Schema } from './form-schema'
import { Prose } from './prose'

export interface Form {
  root: Schema
  tree: Value
  fixed: boolean
  /** Problems of the value at a path; with `inside` also of all in it. */
  problems: (path: Path, inside?: boolean) => Problem[]
  write: (path: Path, value: Value) => void
  erase: (path: Path) => void
  /** What a place may name: of the catalogue, or of the scenario. */
  choices: (path: Path) => Choice[] | null
  /** What an added field begins with, where the schema does not know. */
  first: (path: Path) => Value | undefined
  isOpen: (path: Path) => boolean
  toggle: (path: Path, open: boolean) => void
  /** More to be done with a mapping. */
  tools?: (path: Path) => preact.ComponentChild
}

interface Part {
  form: Form
  path: Path
  schema: Schema
  /** What people read: of keys of the schema in words, of ids as they are. */
  title: string
  required?: boolean
}

export function Field({ form, path, schema: given, title, required = false }: Part) {
  const whole = resolved(form.root, given)
  const value = valueAt(form.tree, path)
  const ways = options(form.root, whole)
  const schema = { ...fitting(ways, value), ...(whole.description === undefined ? {} : { description: whole.description }) }
  const part = { form, path, schema, title, required }
  const remove = !required && !form.fixed && value !== undefined ? <Remove form={form} path={path} title={title} nested={shapeOf(schema) !== 'entry'} /> : null
  const choice = ways.length > 1 && !form.fixed ? <Ways form={form} path={path} ways={ways} now={fitting(ways, value)} /> : null
  if (shapeOf(schema) === 'entry') return <Entry {...part} extra={<>{choice}{remove}</>} />
  return <Nest {...part} extra={<>{choice}{remove}</>} />
}

type Extended = Part & { extra: preact.ComponentChild }

/** A text, a number, a quantity or a word. It is written when one leaves the field or presses Enter. */
function Entry({ form, path, schema, title, required, extra }: Extended) {
  const id = useId()
  const found = valueAt(form.tree, path)
  const value = typeof found === 'string' ? found : ''
  const problems = form.problems(path, true)
  const allowed = words(schema)
  const choices = form.choices(path)
  const about = schema.description ?? ''
  const write = (text: string): void => { if (text !== value || found === undefined) form.write(path, text) }
  const common = {
    id, disabled: form.fixed, 'aria-invalid': problems.length > 0, 'aria-describedby': `${id}-about ${id}-bad`, 'data-path': path.join('.'),
  }
  return (
    <div class={`field ${problems.length > 0 ? 'wrong' : ''}`}>
      <label for={id}>{title}{required && found === undefined ? <span class="needed"> needed</span> : null}</label>
      <div class="row">
        {allowed !== null || (choices !== null && choices.every((choice) => choice.kind !== '…')) ? (
          <select {...common} value={value} onChange={(event) => write(event.currentTarget.value)}>
            <Options value={value} found={found} choices={choices ?? (allowed ?? []).map((word) => ({ id: word, name: word, kind: '' }))} />
          </select>
        ) : (
          <Typed {...common} value={value} write={write} placeholder={hint(schema)} list={choices === null ? undefined : `${id}-list`}
            inputMode={schema.type === 'integer' ? 'numeric' : undefined} />
        )}
        {choices === null ? null : <datalist id={`${id}-list`}>{choices.filter((choice) => choice.kind !== '…').map((choice) => <option key={choice.id} value={choice.id}>{choice.name}</option>)}</datalist>}
        {extra}
      </div>
      <Said id={id} about={about} problems={problems} />
    </div>
  )
}

/** A field for a text. What is typed stays until it is written, or given up with Escape, or the text under it is another. */
function Typed({ value, write, ...rest }: { value: string; write: (text: string) => void } & preact.InputHTMLAttributes) {
  const [draft, setDraft] = useState<{ over: string; text: string } | null>(null)
  const shown = draft !== null && draft.over === value ? draft.text : value
  return (
    <input {...rest} value={shown} data-typed={shown !== value} spellcheck={false} autocomplete="off"
      onInput={(event) => setDraft({ over: value, text: event.currentTarget.value })}
      onChange={(event) => { setDraft(null); write(event.currentTarget.value) }}
      onKeyDown={(event) => { if (event.key === 'Escape') setDraft(null) }} />
  )
}

function Options({ value, found, choices }: { value: string; found: Value | undefined; choices: Choice[] }) {
  const kinds = [...new Set(choices.map((choice) => choice.kind))]
  const option = (choice: Choice) => <option key={choice.id} value={choice.id}>{choice.name === choice.id || choice.name === '' ? choice.id : `${choice.id} · ${choice.name}`}</option>
  return (
    <>
      {found === undefined ? <option value="" /> : choices.some((choice) => choice.id === value) ? null : <option value={value}>{value}</option>}
      {kinds.length < 2 ? choices.map(option) : kinds.map((kind) => <optgroup key={kind} label={label(kind.replaceAll('-', ' '))}>{choices.filter((choice) => choice.kind === kind).map(option)}</optgroup>)}
    </>
  )
}

function Said({ id, about, problems }: { id: string; about: string; problems: Problem[] }) {
  return (
    <>
      {about === '' ? null : <p class="about" id={`${id}-about`}><Prose text={about} /></p>}
      <div id={`${id}-bad`} aria-live="polite">{problems.map((problem, n) => <p key={n} class="bad">✕ {problem.message}</p>)}</div>
    </>
  )
}

/** A mapping, a table or a list; folded until somebody opens it. */
function Nest(part: Extended) {
  const { form, path, schema, title, extra, required } = part
  const value = valueAt(form.tree, path)
  const problems = form.problems(path, true)
  const inner = shapeOf(schema) === 'fields' ? <Fields {...part} /> : shapeOf(schema) === 'table' ? <Table {...part} /> : <List {...part} />
  const open = form.isOpen(path)
  return (
    <details class="nest" open={open} data-path={path.join('.')} onToggle={(event) => form.toggle(path, event.currentTarget.open)}>
      <summary>
        <span class="title">{title}</span> <span class="about">{brief(value)}</span>
        {required && value === undefined ? <span class="needed"> needed</span> : null}
        {problems.length > 0 ? <span class="bad"> ✕ {problems.length}</span> : null}
      </summary>
      {open ? <div class="inner"><div class="row">{schema.description === undefined ? null : <p class="about"><Prose text={schema.description} /></p>}{extra}</div>{inner}</div> : null}
    </details>
  )
}

function Fields({ form, path, schema }: Part) {
  const value = valueAt(form.tree, path)
  const { shown, required, addable } = members(schema, value)
  const own = form.problems(path).concat(form.problems(path, true).filter((one) => one.path.length === path.length + 1 && !shown.includes(String(one.path.at(-1)))))
  return (
    <>
      {own.map((problem, n) => <p key={n} class="bad">✕ {problem.message}</p>)}
      <div class="fields">
        {shown.map((key) => <Field key={key} form={form} path={[...path, key]} schema={schema.properties?.[key] || {}} title={label(key)} required={required.has(key)} />)}
      </div>
      {form.fixed ? null : (
        <div class="row">
          {addable.length === 0 ? null : (
            <select class="add" aria-label={`Add a field to ${path.join(' ')}`} value="" onChange={(event) => add(form, schema, path, event.currentTarget.value)}>
              <option value="">Add a field …</option>
              {addable.map((key) => <option key={key} value={key}>{label(key)}</option>)}
            </select>
          )}
          {form.tools?.(path)}
        </div>
      )}
    </>
  )
}

function add(form: Form, schema: Schema, path: Path, key: string): void {
  const inner = schema.properties?.[key]
  if (!inner) return
  form.toggle([...path, key], true)
  form.write([...path, key], initial(form.root, inner, [...path, key], form.first))
}

/** Values by names, such as rounds by missile. */
function Table({ form, path, schema }: Part) {
  const value = valueAt(form.tree, path)
  const inner = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  const keys = isMapping(value) ? Object.keys(value) : []
  const absent = (form.choices([...path, '*']) ?? []).filter((choice) => !keys.includes(choice.id))
  const begin = (key: string): void => { if (key !== '') form.write([...path, key], initial(form.root, inner, [...path, key], form.first)) }
  return (
    <>
      {form.problems(path).map((problem, n) => <p key={n} class="bad">✕ {problem.message}</p>)}
      <div class="fields">{keys.map((key) => <Field key={key} form={form} path={[...path, key]} schema={inner} title={key} />)}</div>
      {form.fixed || absent.length === 0 ? null : (
        <select class="add" aria-label={`Add to ${path.join(' ')}`} value="" onChange={(event) => begin(event.currentTarget.value)}>
          <option value="">Add …</option>
          {absent.map((choice) => <option key={choice.id} value={choice.id}>{choice.id} · {choice.name}</option>)}
        </select>
      )}
    </>
  )
}

/** More than a person scrolls through; the others are reached from the map and the text. */
const MOST = 300

function List({ form, path, schema, title }: Part) {
  const value = valueAt(form.tree, path)
  const items = Array.isArray(value) ? value : []
  const inner = schema.prefixItems ?? []
  const schemaOf = (n: number): Schema => inner[n] ?? schema.items ?? {}
  const named = (item: Value, n: number): string => (isMapping(item) && typeof item['id'] === 'string' && item['id'] !== '' ? item['id'] : `${n + 1}`)
  const another = (): void => {
    const next = [...path, items.length]
    form.toggle(next, true)
    form.write(next, initial(form.root, schemaOf(items.length), next, form.first))
  }
  return (
    <>
      {form.problems(path).map((problem, n) => <p key={n} class="bad">✕ {problem.message}</p>)}
      {items.slice(0, MOST).map((item, n) => <Field key={n} form={form} path={[...path, n]} schema={schemaOf(n)} title={named(item, n)} required={inner.length > 0} />)}
      {items.length > MOST ? <p class="about">… and {items.length - MOST} more: choose them on the map, or go to the text.</p> : null}
      {form.fixed || inner.length > 0 ? null : <button type="button" class="add" onClick={another}>Add to {title.toLowerCase()}</button>}
    </>
  )
}

/** One value, a mapping or a list: where a field may be written in several ways. */
function Ways({ form, path, ways, now }: { form: Form; path: Path; ways: Schema[]; now: Schema }) {
  const named = { entry: 'one value', fields: 'with settings', table: 'by name', list: 'a list' }
  const change = (n: number): void => {
    const to = ways[n]
    if (to === undefined || to === now) return
    const value = valueAt(form.tree, path)
    const first = Array.isArray(value) ? value[0] : undefined
    const fresh = initial(form.root, to, path, () => undefined)
    form.write(path, shapeOf(to) === 'list' && value !== undefined ? [value] : first !== undefined && fitting([to], first) === to && typeof first === typeof fresh ? first : fresh)
  }
  return (
    <select class="ways" aria-label={`How ${path.join(' ')} is written`} value={String(ways.indexOf(now))} onChange={(event) => change(Number(event.currentTarget.value))}>
      {ways.map((way, n) => <option key={n} value={String(n)}>{way.const === undefined ? named[shapeOf(way)] : String(way.const)}</option>)}
    </select>
  )
}

function Remove({ form, path, title, nested }: { form: Form; path: Path; title: string; nested: boolean }) {
  const words = `Remove ${title}`
  return <button type="button" class="remove" aria-label={words} title={words} onClick={() => form.erase(path)}>{nested ? words : '✕'}</button>
}

/** A mapping or list in one line. */
function brief(value: Value | undefined): string {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(', ') : `${value.length}`
  if (!isMapping(value)) return value ?? ''
  const shown = Object.entries(value).filter(([key]) => key !== 'id').flatMap(([key, one]) => (typeof one === 'string' ? [`${key.replaceAll('_', ' ')} ${one}`] : []))
  return shown.slice(0, 3).join(', ')
}
