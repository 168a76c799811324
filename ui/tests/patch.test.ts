// Changes of a scenario's text. Expected trees are made from the old tree by plain copying; they are compared with what
// a parser of YAML reads from the new text, and `VYUHA_EDITS` names a file that collects both for the strict reader.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import type { Path, Value } from '../src/scenario/document'
import { read, valueAt } from '../src/scenario/document'
import { put, remove, Unpatchable } from '../src/scenario/patch'

vi.setConfig({ testTimeout: 120_000 })

const FOLDER = resolve(import.meta.dirname, '../../scenarios')
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(resolve(FOLDER, name), 'utf-8'))
const ODD = [
  'vyuha: 1\ntitle: "in \\"quotes\\""   # kept\nnotice: |\n  two\n  lines\n\n# before\norigin: {lat: 31 deg,   # here\n         lon: 74.9 deg}\nassets:\n- id: a\n  east: 0 km\n\n- id: b   # zero indent\n  east:   -5.0 km\n',
  "title: 'it''s'\nraids:\n  -   id:  x\n      route: [ {bearing: 1 deg, range: 2 km},\n               {bearing: 3 deg, range: 4 km} ]   # way points\n      from:\n        bearing: 275 deg # where from\n        range: 250 km\nrun:\nempty: # nothing yet\n",
  '{vyuha: 1, title: x, assets: [{id: a, east: 0 km}, {id: b}], run: {}}',
  'title: no break at the end\ndefences:\n    - id: four\n      load: {}\n      list:\n      - one\n      - two',
]
const texts = [...files, ...ODD]

const plain = (text: string): unknown => parse(text, { schema: 'failsafe', uniqueKeys: false })
const copy = (value: unknown): any => JSON.parse(JSON.stringify(value))

function paths(value: Value, path: Path = []): Path[] {
  const inner = typeof value === 'string' ? [] : Array.isArray(value) ? value.map((one, n) => [n, one] as const) : Object.entries(value)
  return [path, ...inner.flatMap(([step, one]) => paths(one, [...path, step]))]
}

function keep(text: string, tree: unknown): void {
  const to = process.env['VYUHA_EDITS']
  if (to !== undefined) appendFileSync(to, `${JSON.stringify({ text, tree })}\n`)
}

/** Where two texts differ: what is left between the longest common start and the longest common end. */
function difference(a: string, b: string): [from: number, to: number] {
  let from = 0
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from += 1
  let back = 0
  while (back < Math.min(a.length, b.length) - from && a[a.length - 1 - back] === b[b.length - 1 - back]) back += 1
  return [from, a.length - back]
}

const holder = (tree: any, path: Path): any => path.slice(0, -1).reduce((at, step) => at[step], tree)
const within = (text: fc.Arbitrary<string>) =>
  fc.record({ text: fc.constantFrom(...texts), pick: fc.nat(), value: text })

const wild = fc.oneof(
  fc.constantFrom('-5 km', '275 deg', 'a: b', '# no', '- x', 'yes', '', ' led', 'tail ', 'it\'s', '"q"', '{a}', '[a]', 'a, b', '*x', '&x', '!x', '%x', '@x', '`', '1e3', '~', 'null', 'é', '日本', '?', 'a?', 'x #y', 'mine.py:choose', 'a:', ':', '|', '>', '--- a', '...', '\u2028', '<<'),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

describe('a changed scalar', () => {
  test('touches nothing but itself, and reads back as it was meant', () => {
    fc.assert(
      fc.property(within(wild), ({ text, pick, value }) => {
        const doc = read(text)
        const scalars = paths(doc.tree).filter((path) => typeof valueAt(doc.tree, path) === 'string')
        const path = scalars[pick % scalars.length]!
        const old = plain(text)
        const wanted = copy(old)
        holder(wanted, path)[path.at(-1)!] = value
        const changed = put(text, path, value)
        expect(copy(plain(changed))).toEqual(copy(wanted))
        const [from, to] = difference(text, changed)
        const outside = text.slice(0, from) + text.slice(to)
        // Everything else, comments and layout included, is still there; what was taken out is one scalar and no more.
        expect(text.slice(from, to)).not.toMatch(/(^|[\s])#/)
        expect(outside.match(/#.*/g)?.length ?? 0).toBeGreaterThanOrEqual((text.match(/#.*/g)?.length ?? 0) - 0)
        if (!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/u.test(value)) keep(changed, wanted)
      }),
      { numRuns: 250, seed: 7 },
    )
  })

  test('keeps the quotes of its author', () => {
    expect(put(ODD[0]!, ['title'], 'x')).toContain('title: "x"   # kept')
    expect(put(ODD[1]!, ['title'], 'x')).toContain("title: 'x'\n")
  })

  test('a wrong range would be seen: the control', () => {
    const text = files[0]!
    expect(difference(text, text.replace(/#.*/, '# other'))[0]).toBeLessThan(text.indexOf('vyuha:'))
  })
})

describe('what is added', () => {
  const nested: fc.Arbitrary<Value> = fc.oneof(
    wild, fc.record({ bearing: fc.constant('275 deg'), range: wild }) as fc.Arbitrary<Value>, fc.array(wild, { minLength: 1, maxLength: 3 }),
    fc.array(fc.record({ id: wild, list: fc.array(wild, { maxLength: 2 }) }), { minLength: 1, maxLength: 2 }) as fc.Arbitrary<Value>,
  )
  test('leaves every line that was there, as a key of a mapping and as an item of a list', () => {
    fc.assert(
      fc.property(fc.record({ text: fc.constantFrom(...texts), pick: fc.nat(), value: nested }), ({ text, pick, value }) => {
        const doc = read(text)
        const owners = paths(doc.tree).filter((path) => typeof valueAt(doc.tree, path) !== 'string')
        const owner = owners[pick % owners.length]!
        const there = valueAt(doc.tree, owner)
        const path = [...owner, Array.isArray(there) ? there.length : 'added']
        const wanted = copy(plain(text))
        owner.reduce((at: any, step) => at[step], wanted)[path.at(-1)!] = copy(value)
        const changed = put(text, path, value)
        expect(copy(plain(changed))).toEqual(wanted)
        const [from, to] = difference(text, changed)
        expect(to).toBe(from)
        keep(changed, wanted)
      }),
      { numRuns: 150, seed: 8 },
    )
  })

  test('can be taken away again, and then the text is the old one', () => {
    fc.assert(
      fc.property(fc.record({ text: fc.constantFrom(...files), pick: fc.nat() }), ({ text, pick }) => {
        const owners = paths(read(text).tree).filter((path) => path.length > 0 && typeof valueAt(read(text).tree, path) !== 'string')
        const owner = owners[pick % owners.length]!
        const there = valueAt(read(text).tree, owner)
        const path = [...owner, Array.isArray(there) ? there.length : 'added']
        expect(remove(put(text, path, { id: 'x' }), path)).toBe(text)
      }),
      { numRuns: 60, seed: 9 },
    )
  })

  test('takes the style of its neighbours', () => {
    const alpha = 'defences:\n  - id: alpha\n    system: s\n\n  - id: bravo\n    system: s   # two\n\n# next\nrun: {seed: 1}\n'
    expect(put(alpha, ['defences', 2], { id: 'charlie', system: 't', sector: { centre: '1 deg' } })).toBe(
      'defences:\n  - id: alpha\n    system: s\n\n  - id: bravo\n    system: s   # two\n\n  - id: charlie\n    system: t\n    sector: {centre: 1 deg}\n\n# next\nrun: {seed: 1}\n',
    )
    expect(put('a:\n  - {id: x}\n', ['a', 1], { id: 'y' })).toBe('a:\n  - {id: x}\n  - {id: y}\n')
    expect(put('raids:\n  - {id: x}\n\n# how often\nrun: {seed: 1}\n', ['zones', 0], { id: 'z' })).toBe(
      'raids:\n  - {id: x}\n\nzones:\n  - {id: z}\n\n# how often\nrun: {seed: 1}\n',
    )
    expect(put('run:\n', ['run', 'seed'], '2')).toBe('run: {seed: 2}\n')
    expect(put('run: # how often\nx: 1\n', ['run', 'seed'], '2')).toBe('run: {seed: 2} # how often\nx: 1\n')
  })
})

describe('what is taken away', () => {
  test('leaves the comments of all others', () => {
    fc.assert(
      fc.property(fc.record({ text: fc.constantFrom(...files), pick: fc.nat() }), ({ text, pick }) => {
        const doc = read(text)
        const all = paths(doc.tree).filter((path) => path.length > 1)
        const path = all[pick % all.length]!
        const owner = valueAt(doc.tree, path.slice(0, -1))
        fc.pre((Array.isArray(owner) ? owner.length : Object.keys(owner as object).length) > 1)
        const wanted = copy(plain(text))
        const at = holder(wanted, path)
        if (Array.isArray(at)) at.splice(path.at(-1) as number, 1)
        else delete at[path.at(-1)!]
        const changed = remove(text, path)
        expect(copy(plain(changed))).toEqual(wanted)
        const lost = (text.match(/^\s*#.*$/gm) ?? []).filter((line) => !changed.includes(line))
        expect(lost.filter((line) => !text.slice(...difference(text, changed)).includes(line))).toEqual([])
        keep(changed, wanted)
      }),
      { numRuns: 100, seed: 10 },
    )
  })

  test('goes with its lines, and the last one with its list', () => {
    expect(remove('a:\n  - id: x # x\n    b: 1\n  # of y\n  - id: y\n', ['a', 0])).toBe('a:\n  # of y\n  - id: y\n')
    expect(remove('a:\n  - id: x\n    b: 1\n', ['a', 0, 'id'])).toBe('a:\n  - b: 1\n')
    expect(remove('z: 1\na:\n  - {id: x, b: 1}\n', ['a', 0])).toBe('z: 1\n')
    expect(remove('z: {a: 1, b: 2, c: 3}\n', ['z', 'b'])).toBe('z: {a: 1, c: 3}\n')
    expect(remove('z: {a: 1, b: 2}\n', ['z', 'a'])).toBe('z: {b: 2}\n')
  })
})

describe('what cannot be changed', () => {
  test('is refused with words', () => {
    expect(() => put('a: [1', ['a', 0], 'x')).toThrow(Unpatchable)
    expect(() => put('a: &x 1\nb: *x\n', ['b', 'c'], 'x')).toThrow(Unpatchable)
    expect(() => put('a: text\n', ['a', 'c'], 'x')).toThrow(/change it in the text/)
  })
})
