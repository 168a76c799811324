// What the desk keeps while the server answers, which here is a stand-in. Expected values follow from the order of events.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lazily, type Page } from '../src/parts/loading'
import { api } from '../src/api'
import { Desk } from '../src/scenario/desk'
import { latest } from '../src/scenario/runs'
import type { Catalogue, Checked, Index, RunEntry } from '../src/types'

const FOUND: Checked = { problems: [], laydown: null, notes: [], cost: '' }
const drafts = new Map<string, string>()
const made = (text: string, etag = 'one'): Desk => new Desk({ id: 'old', name: 'old.yaml', text, etag }, {} as Catalogue, {})
const draft = (id: string): unknown => JSON.parse(drafts.get(`vyuha-draft-${id}`) ?? 'null')

beforeEach(() => {
  drafts.clear()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => drafts.get(key) ?? null, setItem: (key: string, text: string) => drafts.set(key, text), removeItem: (key: string) => drafts.delete(key),
  })
  vi.spyOn(api, 'check').mockResolvedValue(FOUND)
})
afterEach(() => { vi.restoreAllMocks(); vi.unstubAllGlobals(); vi.useRealTimers() })

describe('saving', () => {
  test('sends the text that was checked; what is typed meanwhile stays unsaved', async () => {
    const desk = made('title: a\n')
    const sent = vi.spyOn(api, 'save').mockImplementation(async () => {
      desk.type('title: later\n')
      return { etag: 'two', name: 'old.yaml' }
    })
    desk.type('title: b\n')
    const settled = await desk.settled()
    desk.type('title: c\n')
    await desk.save(settled)
    expect(sent.mock.calls).toEqual([['old', 'title: b\n', 'one']])
    expect([desk.saved.value, desk.text.value, desk.dirty.value, desk.etag]).toEqual(['title: b\n', 'title: later\n', true, 'two'])
  })

  test('under another name takes what is typed meanwhile along', async () => {
    const desk = made('title: a\n')
    // At first the server has not looked into its folder again.
    vi.spyOn(api, 'index').mockResolvedValueOnce({ scenarios: [] as object } as Index).mockResolvedValue({ scenarios: [{ id: 'new', name: 'here/new.yaml' }] } as Index)
    const sent = vi.spyOn(api, 'save').mockImplementation(async () => {
      desk.type('title: later\n')
      return { etag: 'two', name: 'here/new.yaml' }
    })
    expect(await desk.saveAs('new.yaml', await desk.settled())).toBe('new')
    expect(sent.mock.calls).toEqual([['new.yaml', 'title: a\n', '']])
    expect(desk.dirty.value).toBe(true)
    expect(draft('new')).toEqual({ text: 'title: later\n', etag: 'two' })
  })
})

describe('taking the text of a file that has changed', () => {
  test('is one step more, and one\'s own outlives the page', () => {
    const desk = made('title: a\n')
    const leave = desk.watch()
    desk.erase(['title'])
    desk.type('title: mine\n')
    const before = desk.history.value.past
    desk.adopt({ id: 'old', name: 'old.yaml', text: 'title: theirs\n', etag: 'two' })
    expect([desk.text.value, desk.dirty.value, desk.etag]).toEqual(['title: theirs\n', false, 'two'])
    expect(desk.history.value.past).toEqual([...before, 'title: mine\n'])
    // With the etag that it began with: saving it asks again.
    expect(draft('old')).toEqual({ text: 'title: mine\n', etag: 'one' })
    desk.type('title: more\n')
    expect(draft('old')).toEqual({ text: 'title: more\n', etag: 'two' })
    leave()
  })

  test('writes the ends of lines that the file has now', () => {
    const desk = made('title: a\n')
    desk.adopt({ id: 'old', name: 'old.yaml', text: 'title: a\r\nvyuha: 1\r\n', etag: 'two' })
    expect([desk.text.value, desk.outward]).toEqual(['title: a\nvyuha: 1\n', 'title: a\r\nvyuha: 1\r\n'])
    desk.adopt({ id: 'old', name: 'old.yaml', text: 'title: b\n', etag: 'three' })
    expect(desk.outward).toBe('title: b\n')
  })
})

test('a text that could not be checked is not called sound, and can be checked again', async () => {
  vi.useFakeTimers()
  const desk = made('title: a\n')
  const leave = desk.watch()
  await vi.runAllTimersAsync()
  expect(desk.state.value).toBe('checked')
  vi.mocked(api.check).mockRejectedValueOnce(new Error('lost'))
  desk.type('title: b\n')
  expect(desk.state.value).toBe('checking')
  await vi.runAllTimersAsync()
  expect([desk.state.value, desk.said.value?.text]).toEqual(['unknown', 'lost'])
  desk.checkAgain()
  await vi.runAllTimersAsync()
  expect(desk.state.value).toBe('checked')
  leave()
})

test('the last run of a scenario is none that may be of another', () => {
  const run = (name: string, created: string): RunEntry => ({ id: name, name, title: '', replicates: 1, seed: 1, created, whole: true })
  const runs = [run('runs/raid', '1'), run('runs/raid-3', '3'), run('runs/raid-2', '4'), run('runs/raid-2-2', '5'), run('runs/raid-1', '6'), run('runs/raid-02', '7'), run('runs/other', '8')]
  const found = (...names: string[]) => names.map((name) => latest({ runs, scenarios: names.map((one) => ({ id: one, name: one, title: '', problem: null })) }, name)?.id)
  expect(found('raid.yaml')).toEqual(['runs/raid-2'])
  expect(found('raid.yaml', 'raid-2.yaml')).toEqual(['runs/raid-3', 'runs/raid-2-2'])
  expect(found('a/raid.yaml', 'b/raid.yaml')).toEqual([undefined, undefined])
})

test('a page that did not come is asked for again', async () => {
  const page = (() => null) as Page
  const load = vi.fn().mockRejectedValueOnce(new Error('lost')).mockResolvedValue({ default: page })
  const get = lazily(load)
  await expect(get()).rejects.toThrow('lost')
  expect([await get(), await get()]).toEqual([page, page])
  expect(load).toHaveBeenCalledTimes(2)
})
