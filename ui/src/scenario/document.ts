/** The text of a scenario as a tree that knows where everything stands. Every scalar is text, as the strict reader has it. */

import { isMap, isScalar, isSeq, parseDocument, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'

export type Path = readonly (string | number)[]
export type Value = string | Value[] | { [key: string]: Value }

export interface Doc {
  text: string
  root: Node | null
  tree: Value
  /** What keeps the text from being a tree, in words; the form and the map wait until it is mended. */
  broken: string | null
}

let last: Doc | undefined

export function read(text: string): Doc {
  if (last?.text === text) return last
  const found = parseDocument(text, { keepSourceTokens: true, schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', prettyErrors: true })
  const error = found.errors[0]
  const root = found.contents
  const broken = error !== undefined ? (error.message.split('\n')[0] ?? '') : isMap(root) ? null : 'a scenario is a mapping (key: value)'
  last = { text, root, tree: plain(root), broken }
  return last
}

function plain(node: unknown): Value {
  if (isSeq(node)) return node.items.map(plain)
  if (isMap(node)) {
    // Without a prototype, so that no key of a file means anything to the page.
    const tree = Object.create(null) as { [key: string]: Value }
    for (const pair of node.items) {
      const key = keyOf(pair)
      if (key !== null && !(key in tree)) tree[key] = plain(pair.value)
    }
    return tree
  }
  return isScalar(node) ? String(node.value ?? '') : ''
}

export function keyOf(pair: Pair): string | null {
  return isScalar(pair.key) ? String(pair.key.value ?? '') : null
}

export function pairAt(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyOf(pair) === key)
}

export function nodeAt(doc: Doc, path: Path): Node | undefined {
  let node: unknown = doc.root
  for (const step of path) {
    if (isMap(node) && typeof step === 'string') node = pairAt(node, step)?.value
    else if (isSeq(node) && typeof step === 'number') node = node.items[step]
    else return undefined
  }
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined
}

export function valueAt(tree: Value | undefined, path: Path): Value | undefined {
  let value: Value | undefined = tree
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step]
    else if (isMapping(value) && typeof step === 'string') value = value[step]
    else return undefined
  }
  return value
}

export function textAt(tree: Value | undefined, path: Path): string | undefined {
  const value = valueAt(tree, path)
  return typeof value === 'string' ? value : undefined
}

export function listAt(tree: Value | undefined, path: Path): Value[] {
  const value = valueAt(tree, path)
  return Array.isArray(value) ? value : []
}

export function isMapping(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === 'object' && !Array.isArray(value)
}

export const same = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, n) => step === b[n])
export const within = (path: Path, outer: Path): boolean => path.length >= outer.length && outer.every((step, n) => step === path[n])

/** Where the value at a path begins in the text, or the nearest thing around it that stands there. */
export function offsetOf(doc: Doc, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const owner = nodeAt(doc, path.slice(0, length - 1))
    const step = path[length - 1]
    if (isMap(owner) && typeof step === 'string') {
      const key = pairAt(owner, step)?.key
      if (isScalar(key) && key.range) return key.range[0]
    }
    const node = nodeAt(doc, path.slice(0, length))
    if (node?.range) return node.range[0]
  }
  return 0
}

/** Lines count from 1, as in messages. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

export function lineOffset(text: string, line: number): number {
  let at = 0
  for (let n = 1; n < line; n += 1) {
    const end = text.indexOf('\n', at)
    if (end === -1) break
    at = end + 1
  }
  return at
}

export type { Node, Pair, Scalar, YAMLMap, YAMLSeq }
