/** What a JSON Schema says about a field, as far as a form has to know. */

import { isMapping, type Path, type Value } from '../scenario/document'

export interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string
  description?: string
  properties?: Record<string, Schema | false>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  prefixItems?: Schema[]
  minItems?: number
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: (string | number | boolean)[]
  const?: string | number
  default?: string | number | boolean
  examples?: unknown[]
  pattern?: string
  minimum?: number
}

export type Shape = 'fields' | 'table' | 'list' | 'entry'

export function resolved(root: Schema, part: Schema): Schema {
  const name = part.$ref?.split('/').pop()
  return name === undefined ? part : { ...root.$defs?.[name], ...part }
}

export function shapeOf(schema: Schema): Shape {
  if (schema.properties !== undefined) return 'fields'
  if (typeof schema.additionalProperties === 'object') return 'table'
  return schema.type === 'array' ? 'list' : 'entry'
}

/** The ways in which a field may be written. Where there are fields, alternatives only say which of them are needed. */
export function options(root: Schema, schema: Schema): Schema[] {
  if (schema.properties !== undefined) return [schema]
  const ways = (schema.anyOf ?? []).map((option) => resolved(root, option))
  return ways.length === 0 ? [schema] : ways
}

/** The way in which a value is written. */
export function fitting(ways: Schema[], value: Value | undefined): Schema {
  const wanted: Shape[] = Array.isArray(value) ? ['list'] : isMapping(value) ? ['fields', 'table'] : ['entry']
  return ways.find((option) => wanted.includes(shapeOf(option))) ?? ways[0] ?? {}
}

/** Words that a field takes, where it takes few. */
export function words(schema: Schema): string[] | null {
  if (schema.const !== undefined) return [String(schema.const)]
  if (schema.enum !== undefined) {
    const all = schema.enum.map(String)
    return all.includes('true') ? all.filter((word) => word !== 'yes' && word !== 'no') : all
  }
  const bare = /^\^([a-z-]+(?:\|[a-z-]+)+)\$$/.exec(schema.pattern ?? '')
  return bare?.[1]?.split('|') ?? null
}

export interface Members { shown: string[]; required: Set<string>; addable: string[] }

/** Which keys a mapping shows, which it has to have, and which may be added. */
export function members(schema: Schema, value: Value | undefined): Members {
  const known = Object.keys(schema.properties ?? {})
  const present = isMapping(value) ? Object.keys(value) : []
  const way = alternative(schema, present)
  const required = new Set([...(schema.required ?? []), ...(way?.required ?? [])])
  const shown = [...present, ...[...required].filter((key) => !present.includes(key))]
  const barred = (key: string): boolean => way !== undefined && way.properties?.[key] === false
  return { shown, required, addable: known.filter((key) => !shown.includes(key) && !barred(key)) }
}

/** Of several ways to write something the one that is begun; the first where none is. */
function alternative(schema: Schema, present: string[]): Schema | undefined {
  const ways = schema.oneOf ?? schema.anyOf
  return ways?.find((way) => way.required?.some((key) => present.includes(key))) ?? ways?.[0]
}

/** What a field that is added begins with; `first` knows better for some. */
export function initial(root: Schema, given: Schema, path: Path, first: (path: Path) => Value | undefined): Value {
  const better = first(path)
  if (better !== undefined) return better
  const schema = resolved(root, given)
  const inner = (part: Schema, step: string | number): Value => initial(root, part, [...path, step], first)
  if (schema.default !== undefined) return String(schema.default)
  const example = schema.examples?.[0]
  if (example !== undefined) return asText(example)
  const [usual] = options(root, schema)
  if (usual !== undefined && usual !== schema) return initial(root, usual, path, first)
  const allowed = words(schema)
  if (allowed?.[0] !== undefined) return allowed[0]
  if (schema.type === 'array') return (schema.prefixItems ?? [schema.items ?? {}]).map(inner)
  if (schema.properties !== undefined) {
    const { required } = members(schema, undefined)
    return Object.fromEntries([...required].map((key) => [key, inner(schema.properties?.[key] || {}, key)]))
  }
  if (schema.type === 'object') return {}
  return schema.type === 'integer' || schema.type === 'number' ? String(Math.max(schema.minimum ?? 1, 1)) : ''
}

function asText(example: unknown): Value {
  if (Array.isArray(example)) return example.map(asText)
  if (typeof example === 'object' && example !== null) return Object.fromEntries(Object.entries(example).map(([key, one]) => [key, asText(one)]))
  return String(example)
}

/** `hits_to_kill` as a person reads it. */
export function label(key: string): string {
  const text = key.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function hint(schema: Schema): string {
  if (schema.default !== undefined) return `usually ${String(schema.default)}`
  const example = schema.examples?.[0]
  return typeof example === 'string' ? `such as ${example}` : ''
}
