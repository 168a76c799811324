/** The desk on which a scenario lies while it is edited: the text, which is the truth, and what is seen of it. */

import { batch, computed, effect, signal, untracked } from '@preact/signals'
import { api, inWords } from '../api'
import type { Catalogue, Checked, Id, Problem, ScenarioPage } from '../types'
import { read, valueAt, within, type Doc, type Path, type Value } from './document'
import type { Point } from './ground'
import { layout } from './handles'
import { begin, changedSpan, edited, redone, undone, type History } from './history'
import { put, remove, Unpatchable } from './patch'

const PAUSE = 350

/** A text that was checked, as it is kept here and as it goes to the server: this one is saved or fought, whatever is typed meanwhile. */
export interface Settled { text: string; outward: string; problems: Problem[] }

export class Desk {
  readonly history = signal<History>(begin(''))
  /** The text as it stands in the file. */
  readonly saved = signal('')
  readonly checked = signal<Checked | null>(null)
  /** Whether the text as it is now has been checked; `unknown` where the check failed. */
  readonly state = signal<'checking' | 'checked' | 'unknown'>('checking')
  /** Where the defences stood for which rings were last drawn. */
  readonly stood = signal<ReadonlyMap<string, Point>>(new Map())
  readonly selected = signal<Path | null>(null)
  readonly said = signal<{ text: string; bad: boolean } | null>(null)
  /** Where the text is to be shown: a span to select. */
  readonly shown = signal<[number, number] | null>(null)

  readonly text = computed(() => this.history.value.now)
  readonly doc = computed<Doc>(() => read(this.text.value))
  /** The last text that could be read: forms and the map show it while a new one cannot. */
  readonly tree = computed<Value>(() => {
    const doc = this.doc.value
    if (doc.broken === null) this.readable = doc.tree
    return this.readable
  })
  readonly layout = computed(() => layout(this.tree.value))
  readonly dirty = computed(() => this.text.value !== this.saved.value)
  readonly problems = computed<Problem[]>(() => this.checked.value?.problems ?? [])

  etag: string
  private readable: Value = {}
  private crlf = false
  /** One's own text after that of the file was taken in its place: it outlives the page until something else is written. */
  private aside: Draft | null = null
  private readonly asked = signal(0)
  private stops: (() => void)[] = []

  constructor(readonly page: ScenarioPage, readonly catalogue: Catalogue, readonly schema: Record<string, unknown>) {
    this.etag = page.etag
    this.read(page)
    this.history.value = begin(this.saved.value)
    const kept = readDraft(page.id)
    if (kept === null || kept.text === this.saved.value) return
    // The etag that it began with: if the file has changed since, saving says so.
    this.etag = kept.etag
    this.history.value = edited(this.history.value, kept.text, '', 0)
    this.said.value = { text: 'What you had not saved is here again; Undo shows the file.', bad: false }
  }

  private read(page: ScenarioPage): void {
    this.crlf = page.text.includes('\r\n') && !/(^|[^\r])\n/.test(page.text)
    this.etag = page.etag
    this.saved.value = page.text.replaceAll('\r\n', '\n')
  }

  /** Goes on with the text of the file as it is now; one's own is one step back. */
  adopt(page: ScenarioPage): void {
    this.aside = { text: this.text.peek(), etag: this.etag }
    batch(() => {
      this.read(page)
      this.history.value = edited(this.history.peek(), this.saved.peek(), '', 0)
    })
  }

  /** The text as it goes to the server and into files. */
  get outward(): string {
    return this.withEnds(this.text.value)
  }

  private withEnds(text: string): string {
    return this.crlf ? text.replaceAll('\n', '\r\n') : text
  }

  /** Checks whatever the text becomes, until the page is left. */
  watch(): () => void {
    let running: AbortController | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = effect(() => {
      const text = this.text.value
      void this.asked.value
      untracked(() => { this.state.value = 'checking' })
      clearTimeout(timer)
      running?.abort()
      running = new AbortController()
      const { signal: stopped } = running
      this.keep(text)
      timer = setTimeout(() => { void this.check(text, stopped) }, this.checked.peek() === null ? 0 : PAUSE)
    })
    this.stops.push(stop, () => clearTimeout(timer), () => running?.abort())
    return () => this.stops.splice(0).forEach((end) => end())
  }

  /** Checks the text once more, after a check that failed. */
  checkAgain(): void { this.asked.value += 1 }

  private keep(text: string): void {
    if (text !== this.saved.value) this.aside = null
    keepDraft(this.page.id, text === this.saved.value ? this.aside : { text, etag: this.etag })
  }

  private async check(text: string, stopped: AbortSignal): Promise<void> {
    try {
      const found = await api.check(this.page.id, this.withEnds(text), stopped)
      if (!stopped.aborted) this.take(found, text)
    } catch (failure) {
      if (stopped.aborted) return
      this.state.value = 'unknown'
      this.say(failure)
    }
  }

  /** The text as it is now, and its problems once they are known. */
  async settled(): Promise<Settled> {
    const [text, outward] = [this.text.peek(), this.outward]
    const found = await api.check(this.page.id, outward)
    if (text === this.text.peek()) this.take(found, text)
    return { text, outward, problems: found.problems }
  }

  private take(found: Checked, text: string): void {
    if (found.laydown !== null) {
      const stood = layout(read(text).tree).handles.filter((handle) => handle.kind === 'defence')
      this.stood.value = new Map(stood.map((handle) => [handle.label, handle.at]))
    }
    // The last map stays while there are problems.
    this.checked.value = { ...found, laydown: found.laydown ?? this.checked.peek()?.laydown ?? null }
    this.state.value = 'checked'
  }

  type(text: string): void {
    this.history.value = edited(this.history.peek(), text, 'text', Date.now())
    this.forgive()
  }

  /** What was wrong with another text is no longer of interest. */
  private forgive(): void {
    if (this.said.peek()?.bad === true) this.said.value = null
  }

  undo(): void { this.step(undone) }
  redo(): void { this.step(redone) }

  private step(taken: (history: History) => History): void {
    const before = this.history.peek()
    const after = taken(before)
    if (after === before) return
    this.history.value = after
    this.forgive()
    this.shown.value = changedSpan(before.now, after.now)
  }

  /** Writes values at their places; a list of changes is one step. */
  write(changes: readonly (readonly [Path, Value])[], key = ''): boolean {
    return this.patch((text) => changes.reduce((changed, [path, value]) => put(changed, path, value), text), key)
  }

  erase(path: Path): boolean {
    const done = this.patch((text) => remove(text, path), '')
    const selected = this.selected.peek()
    if (done && selected && valueAt(this.tree.peek(), selected) === undefined) this.selected.value = null
    return done
  }

  /** Other keys in place of some of a mapping, where the first of those stood. */
  rewrite(path: Path, old: readonly string[], pairs: readonly (readonly [string, string])[]): boolean {
    return this.patch((text) => {
      const added = pairs.reduce((changed, [key, value]) => put(changed, [...path, key], value), text)
      return old.filter((key) => !pairs.some(([other]) => other === key)).reduce((changed, key) => remove(changed, [...path, key]), added)
    }, '')
  }

  private patch(change: (text: string) => string, key: string): boolean {
    const before = this.text.peek()
    try {
      const after = change(before)
      this.history.value = edited(this.history.peek(), after, key, Date.now())
      if (after !== before) this.shown.value = changedSpan(before, after)
      this.said.value = null
      return true
    } catch (failure) {
      if (!(failure instanceof Unpatchable)) throw failure
      this.said.value = { text: failure.message, bad: true }
      return false
    }
  }

  /** Problems of the value at a path itself, or of keys that it should have and nobody shows. */
  problemsAt(path: Path, inside = false): Problem[] {
    return this.problems.value.filter((problem) => (inside ? within(problem.path, path) : problem.path.length === path.length && within(problem.path, path)))
  }

  say(failure: unknown): void {
    this.said.value = { text: inWords(failure), bad: true }
  }

  /** What has been typed since the text was checked stays unsaved. */
  async save({ text, outward }: Settled): Promise<void> {
    this.etag = (await api.save(this.page.id, outward, this.etag)).etag
    this.saved.value = text
    this.said.value = { text: `Saved as ${this.page.name}.`, bad: false }
  }

  /** Makes a new file beside the present one; its id. */
  async saveAs(file: string, { text, outward }: Settled): Promise<Id> {
    const { etag, id } = await api.save(file, outward, '', this.page.id)
    // What was typed meanwhile goes along, and the old file is as it was.
    if (this.text.peek() !== text) keepDraft(id, { text: this.text.peek(), etag })
    keepDraft(this.page.id, null)
    return id
  }
}

interface Draft { text: string; etag: string }

/** What is not saved outlives leaving the page, in this tab. */
function readDraft(id: Id): Draft | null {
  const kept = sessionStorage.getItem(`vyuha-draft-${id}`)
  return kept === null ? null : (JSON.parse(kept) as Draft)
}

function keepDraft(id: Id, draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(`vyuha-draft-${id}`)
    else sessionStorage.setItem(`vyuha-draft-${id}`, JSON.stringify(draft))
  } catch {
    // A full or closed store only means that a draft does not outlive the page.
  }
}
