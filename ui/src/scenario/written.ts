/** Values as YAML: plain where that is safe for every reader, else in quotes. Lists and mappings on one line. */

import { isMapping, type Value } from './document'

// Fewer characters than YAML allows without quotes, but none that any reader takes for a sign.
const PLAIN = /^(?:[\p{L}\p{N}_/(]|[+-]?\.?\p{N})[\p{L}\p{N}\p{M}_./+\-()%=;°·–— ]*$/u
const PLAIN_IN_BLOCK = /^(?:[\p{L}\p{N}_/(]|[+-]?\.?\p{N})(?:[\p{L}\p{N}\p{M}_./+\-()%=;°·–— ,'"!?&*]|:(?=[^\s:]))*$/u
// What must not stand bare in a file: it is written as an escape.
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

export function scalar(text: string, inFlow: boolean): string {
  const safe = (inFlow ? PLAIN : PLAIN_IN_BLOCK).test(text) && text === text.trim() && text.length < 1000
  return safe ? text : doubled(text)
}

export function doubled(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** In single quotes, or null where those cannot hold it. */
export function single(text: string): string | null {
  return /^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : null
}

export function flow(value: Value, inFlow = true): string {
  if (typeof value === 'string') return scalar(value, inFlow)
  if (Array.isArray(value)) return `[${value.map((one) => flow(one)).join(', ')}]`
  return `{${Object.entries(value).map(([key, one]) => `${scalar(key, true)}: ${flow(one)}`).join(', ')}}`
}

/** A value behind `key:` of a block mapping whose keys stand at `indent`: lists of mappings get a line for each. */
export function beside(value: Value, indent: number): string {
  if (!Array.isArray(value) || !value.some(isMapping)) return ` ${flow(value, false)}`
  return value.map((one) => `\n${' '.repeat(indent + 2)}- ${flow(one, false)}`).join('')
}

/** A new item of a block list, in the style of its neighbours: a line for each key, or all on one. */
export function item(value: Value, asBlock: boolean, indent: number): string {
  if (!asBlock || !isMapping(value) || Object.keys(value).length === 0) return flow(value, false)
  const rows = Object.entries(value).map(([key, one]) => `${scalar(key, true)}:${beside(one, indent)}`)
  return rows.join(`\n${' '.repeat(indent)}`)
}
