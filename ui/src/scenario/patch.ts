/** Changes of a scenario's text that touch what is changed and nothing else: comments, order and layout stay byte for byte.
 * Every change is read back before it is handed out. */

import { isMap, isScalar, isSeq } from 'yaml'
import { isMapping, keyOf, nodeAt, pairAt, read, type Doc, type Node, type Pair, type Path, type Value, type YAMLMap, type YAMLSeq } from './document'
import { beside, doubled, flow, item, scalar, single } from './written'

interface Edit { from: number; to: number; insert: string }

/** The text is written in a way that cannot be changed from outside. */
export class Unpatchable extends Error {
  constructor(path: Path) {
    super(`${path.join('.')}: the form cannot change this place as it is written; change it in the text`)
  }
}

/** The text with a value at a path, which is added where it does not stand yet. */
export function put(text: string, path: Path, value: Value): string {
  const doc = read(text)
  const wanted = placed(doc.tree, path, value)
  return checked(doc, path, wanted, () => edit(doc, path, value))
}

/** The text without what stands at a path. The last item of a list takes the list with it. */
export function remove(text: string, path: Path): string {
  const doc = read(text)
  const outer = path.slice(0, -1)
  const parent = nodeAt(doc, outer)
  if (isSeq(parent) && parent.items.length === 1 && typeof outer.at(-1) === 'string') return remove(text, outer)
  return checked(doc, path, placed(doc.tree, path, undefined), () => removal(doc, path))
}

function checked(doc: Doc, path: Path, wanted: Value, make: () => Edit | null): string {
  if (doc.broken !== null) throw new Unpatchable(path)
  const change = make()
  if (change === null) throw new Unpatchable(path)
  const changed = doc.text.slice(0, change.from) + change.insert + doc.text.slice(change.to)
  const found = read(changed)
  if (found.broken !== null || !alike(found.tree, wanted)) throw new Unpatchable(path)
  return changed
}

/** The tree with another value at a path; `undefined` takes it away. Shares what it does not change. */
export function placed(tree: Value, path: Path, value: Value | undefined): Value {
  const [step, ...rest] = path
  if (step === undefined) return value ?? ''
  if (Array.isArray(tree) && typeof step === 'number') {
    const copy = [...tree]
    if (rest.length > 0) copy[step] = placed(copy[step] ?? '', rest, value)
    else if (value === undefined) copy.splice(step, 1)
    else copy[step] = value
    return copy
  }
  if (typeof step === 'number') return rest.length > 0 ? [placed('', rest, value)] : value === undefined ? [] : [value]
  const copy = Object.assign(Object.create(null) as { [key: string]: Value }, isMapping(tree) ? tree : {})
  if (rest.length > 0) copy[step] = placed(copy[step] ?? '', rest, value)
  else if (value === undefined) delete copy[step]
  else copy[step] = value
  return copy
}

export function alike(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || a === undefined || b === undefined) return a === b
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, n) => alike(one, b[n]))
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && alike(a[key], b[key]))
}

function edit(doc: Doc, path: Path, value: Value): Edit | null {
  if (nodeAt(doc, path) !== undefined) return replacement(doc, path, value)
  const step = path.at(-1)
  const outer = path.slice(0, -1)
  const parent = nodeAt(doc, outer)
  if (step === undefined) return null
  if (isMap(parent) && typeof step === 'string') {
    const pair = pairAt(parent, step)
    return pair === undefined ? addition(doc, parent, outer, step, value) : null
  }
  if (isSeq(parent) && step === parent.items.length) return anotherItem(doc, parent, value)
  // Nothing to add it to: that is made as well.
  if (parent === undefined || (isScalar(parent) && parent.value === ''))
    return edit(doc, outer, typeof step === 'string' ? { [step]: value } : [value])
  return null
}

function replacement(doc: Doc, path: Path, value: Value): Edit | null {
  const node = nodeAt(doc, path)
  if (!node?.range) return null
  const inFlow = path.some((_, n) => isFlow(nodeAt(doc, path.slice(0, n))))
  if (isScalar(node)) {
    if (node.range[0] === node.range[1]) return filling(doc, path, value, inFlow)
    const end = contentEnd(doc, node)
    const kept = typeof value !== 'string' ? null : node.type === 'QUOTE_DOUBLE' ? doubled(value) : node.type === 'QUOTE_SINGLE' ? single(value) : null
    return { from: node.range[0], to: end, insert: kept ?? flow(value, inFlow) }
  }
  const to = contentEnd(doc, node)
  const colon = isFlow(node) ? null : colonOf(doc, path)
  const indent = columnOf(doc, node.range[0])
  // A block goes up to its key's line, unless a comment stands in between.
  if (colon !== null && doc.text.slice(colon + 1, node.range[0]).trim() === '')
    return { from: colon + 1, to, insert: beside(value, Math.max(indent - 2, 0)) }
  return { from: node.range[0], to, insert: flow(value, inFlow) }
}

/** A key or a dash without anything behind it. */
function filling(doc: Doc, path: Path, value: Value, inFlow: boolean): Edit | null {
  const sign = colonOf(doc, path) ?? dashOf(doc, path)
  if (sign === null) {
    const key = pairOf(doc, path)?.key
    return isScalar(key) && key.range ? { from: key.range[1], to: key.range[1], insert: `: ${flow(value, inFlow)}` } : null
  }
  const space = doc.text[sign + 1] === ' ' && !/^ *(#|$)/m.test(doc.text.slice(sign + 1)) ? '' : ' '
  return { from: sign + 1, to: sign + 1, insert: `${space}${flow(value, inFlow)}` }
}

function addition(doc: Doc, map: YAMLMap, path: Path, key: string, value: Value): Edit | null {
  if (!map.range) return null
  const before = map.items.at(-1)
  if (isFlow(map)) {
    const at = before === undefined ? map.range[0] + 1 : pairEnd(doc, before)
    return at === null ? null : { from: at, to: at, insert: `${before === undefined ? '' : ', '}${scalar(key, true)}: ${flow(value)}` }
  }
  const indent = keyColumn(doc, map)
  const after = path.length === 0 ? predecessor(map, key) : before
  const end = after === undefined ? null : pairEnd(doc, after)
  if (end === null || indent === null) return null
  const at = lineEnd(doc.text, end)
  const apart = path.length === 0 && typeof value !== 'string' && /\n[ \t]*\n/.test(doc.text) ? '\n' : ''
  return { from: at, to: at, insert: `${apart}\n${' '.repeat(indent)}${scalar(key, true)}:${beside(value, indent)}` }
}

// The order in which scenario files have their parts.
const ORDER = [
  'vyuha', 'title', 'notice', 'duration', 'origin', 'environment', 'terrain', 'assets', 'defences', 'raids', 'traffic', 'identification',
  'roe', 'zones', 'network', 'doctrines', 'run',
]

function predecessor(map: YAMLMap, key: string): Pair | undefined {
  const place = ORDER.indexOf(key)
  const earlier = map.items.filter((pair) => place === -1 || ORDER.indexOf(keyOf(pair) ?? '') < place)
  return earlier.at(-1) ?? map.items.at(-1)
}

function anotherItem(doc: Doc, list: YAMLSeq, value: Value): Edit | null {
  if (!list.range) return null
  const before = list.items.at(-1) as Node | undefined
  if (isFlow(list)) {
    const at = before === undefined ? list.range[0] + 1 : contentEnd(doc, before)
    return { from: at, to: at, insert: `${before === undefined ? '' : ', '}${flow(value)}` }
  }
  if (before === undefined || !before.range) return null
  const indent = columnOf(doc, list.range[0])
  const at = lineEnd(doc.text, contentEnd(doc, before))
  const asBlock = isMap(before) && !isFlow(before)
  const keys = asBlock ? (keyColumn(doc, before) ?? indent + 2) : indent + 2
  const pad = ' '.repeat(Math.max(keys - indent - 1, 1))
  return { from: at, to: at, insert: `${apart(doc, list) ? '\n' : ''}\n${' '.repeat(indent)}-${pad}${item(value, asBlock, keys)}` }
}

/** Whether an empty line stands between the last two items. */
function apart(doc: Doc, list: YAMLSeq): boolean {
  const [one, other] = list.items.slice(-2) as Node[]
  return one !== undefined && other?.range != null && /\n[ \t]*\n/.test(doc.text.slice(contentEnd(doc, one), other.range[0]))
}

function removal(doc: Doc, path: Path): Edit | null {
  const step = path.at(-1)
  const parent = nodeAt(doc, path.slice(0, -1))
  if (isMap(parent) && typeof step === 'string') {
    const n = parent.items.findIndex((pair) => keyOf(pair) === step)
    const spans = parent.items.map((pair) => span(doc, pair))
    return n === -1 ? null : cut(doc, parent, spans, n, '{}')
  }
  if (isSeq(parent) && typeof step === 'number' && step < parent.items.length) {
    const spans = parent.items.map((node) => span(doc, node))
    return cut(doc, parent, spans, step, '[]')
  }
  return null
}

type Span = [from: number, to: number] | null

function span(doc: Doc, one: unknown): Span {
  if (isMap(one) || isSeq(one) || isScalar(one)) return one.range ? [one.range[0], contentEnd(doc, one)] : null
  const pair = one as Pair
  const end = pairEnd(doc, pair)
  return isScalar(pair.key) && pair.key.range && end !== null ? [pair.key.range[0], end] : null
}

function cut(doc: Doc, owner: YAMLMap | YAMLSeq, spans: Span[], n: number, empty: string): Edit | null {
  const here = spans[n]
  if (!here || !owner.range) return null
  if (spans.length === 1) {
    const whole: [number, number] = isFlow(owner) ? [owner.range[0], owner.range[1]] : [owner.range[0], here[1]]
    return { from: whole[0], to: whole[1], insert: empty }
  }
  return isFlow(owner) ? cutFromFlow(doc, spans, n, here) : cutLines(doc, owner, spans, n, here)
}

function cutFromFlow(doc: Doc, spans: Span[], n: number, [from, to]: [number, number]): Edit | null {
  const before = spans[n - 1]
  const after = spans[n + 1]
  if (before) {
    const between = doc.text.slice(before[1], from)
    return between.includes('#') ? null : { from: before[1], to, insert: '' }
  }
  if (!after || doc.text.slice(to, after[0]).includes('#')) return null
  return { from, to: after[0], insert: '' }
}

function cutLines(doc: Doc, owner: YAMLMap | YAMLSeq, spans: Span[], n: number, [from, to]: [number, number]): Edit | null {
  const start = doc.text.lastIndexOf('\n', from - 1) + 1
  const lead = doc.text.slice(start, from)
  const end = lineEnd(doc.text, to)
  const ownLines = isMap(owner) ? /^[ ]*$/.test(lead) : /^[ ]*-[ ]+$/.test(lead)
  if (ownLines) {
    // Of the empty lines before and behind one goes along.
    const first = /\n[ ]*\n$/.test(doc.text.slice(0, start)) && /^\n?[ ]*(\n|$)/.test(doc.text.slice(end)) ? doc.text.lastIndexOf('\n', start - 2) + 1 : start
    return end < doc.text.length ? { from: first, to: end + 1, insert: '' } : { from: Math.max(first - 1, 0), to: end, insert: '' }
  }
  // The first key stands on the line of its dash: the next one moves up there.
  const after = spans[n + 1]
  if (!after || n > 0) return null
  return doc.text.slice(to, after[0]).trim() === '' ? { from, to: after[0], insert: '' } : { from, to, insert: '' }
}

// Where things stand.

function isFlow(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true
}

function pairOf(doc: Doc, path: Path): Pair | undefined {
  const owner = nodeAt(doc, path.slice(0, -1))
  const key = path.at(-1)
  return isMap(owner) && typeof key === 'string' ? pairAt(owner, key) : undefined
}

function colonOf(doc: Doc, path: Path): number | null {
  return colonIn(pairOf(doc, path))
}

function colonIn(pair: Pair | undefined): number | null {
  const token = (pair?.srcToken as { sep?: { type: string; offset: number }[] } | undefined)?.sep?.find((one) => one.type === 'map-value-ind')
  return token?.offset ?? null
}

function dashOf(doc: Doc, path: Path): number | null {
  const owner = nodeAt(doc, path.slice(0, -1))
  const n = path.at(-1)
  if (!isSeq(owner) || typeof n !== 'number') return null
  const token = (owner.srcToken as { items?: { start: { type: string; offset: number }[] }[] } | undefined)?.items?.[n]
  return token?.start.find((one) => one.type === 'seq-item-ind')?.offset ?? null
}

function contentEnd(doc: Doc, node: Node): number {
  const range = node.range ?? [0, 0, 0]
  if (isFlow(node)) return range[1]
  if (isMap(node)) {
    const tail = node.items.at(-1)
    return (tail && pairEnd(doc, tail)) ?? range[1]
  }
  if (isSeq(node)) {
    const n = node.items.length - 1
    const tail = node.items[n] as Node | undefined
    return tail?.range == null ? range[1] : contentEnd(doc, tail)
  }
  // A block scalar ends behind its last line break.
  return range[0] + doc.text.slice(range[0], range[1]).trimEnd().length
}

function pairEnd(doc: Doc, pair: Pair): number | null {
  const value = pair.value as Node | null
  const colon = colonIn(pair)
  if (value?.range && value.range[1] > value.range[0]) return contentEnd(doc, value)
  if (colon !== null) return colon + 1
  return isScalar(pair.key) && pair.key.range ? pair.key.range[1] : null
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

function columnOf(doc: Doc, offset: number): number {
  return offset - (doc.text.lastIndexOf('\n', offset - 1) + 1)
}

function keyColumn(doc: Doc, map: YAMLMap): number | null {
  const key = map.items[0]?.key
  return isScalar(key) && key.range ? columnOf(doc, key.range[0]) : null
}
