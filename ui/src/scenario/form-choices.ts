/** What forms offer for the fields of a scenario: the catalogue's items, and the scenario's own ids. */

import type { Catalogue, Choice } from '../types'
import { listAt, textAt, type Path, type Value } from './document'

const BUILT_IN = ['shoot-look-shoot', 'salvo', 'shoot-once']
/** Offered, but anything else may be written as well. */
const OPEN: Choice = { id: '', name: '', kind: '…' }

/** `defences.*.system` of `['defences', 0, 'system']`. */
function pattern(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')
}

export function choices(tree: Value, catalogue: Catalogue, path: Path): Choice[] | null {
  const kind = pattern(path)
  if (kind === 'defences.*.system') return catalogue.systems
  if (kind === 'raids.*.type' || kind === 'traffic.*.type') return catalogue.threats
  if (kind === 'raids.*.decoys.type') return catalogue.threats.filter((threat) => threat.kind === 'decoy')
  if (kind === 'raids.*.target' || kind === 'raids.*.target.*') return [...ids(tree, 'assets'), ...ids(tree, 'defences')]
  if (kind === 'defences.*.command') return ids(tree, 'defences').filter((one) => one.id !== textAt(tree, [...path.slice(0, -1), 'id']))
  if (kind === 'network.links.*.between.*') return [OPEN, ...ids(tree, 'defences')]
  if (kind === 'defences.*.doctrine') return [OPEN, ...ids(tree, 'doctrines'), ...BUILT_IN.map((id) => ({ id, name: 'built in', kind: '' }))]
  if (/^defences\.\*\.(load|reload\.rounds|resupply(\.\*)?\.rounds)\.\*?/.test(`${kind}.`) && path.at(-1) === '*') return fitting(tree, catalogue, path)
  if (/^doctrines\.\*\.(keep|reserve)$/.test(pattern(path.slice(0, -1))) && path.at(-1) === '*') return catalogue.missiles
  return null
}

function fitting(tree: Value, catalogue: Catalogue, path: Path): Choice[] {
  const fits = catalogue.fits[textAt(tree, [...path.slice(0, 2), 'system']) ?? '']
  return fits === undefined ? catalogue.missiles : catalogue.missiles.filter((missile) => fits.includes(missile.id))
}

function ids(tree: Value, list: string): Choice[] {
  return listAt(tree, [list]).flatMap((item) => {
    const id = textAt(item, ['id'])
    return id === undefined ? [] : [{ id, name: textAt(item, ['name']) ?? textAt(item, ['system']) ?? '', kind: list }]
  })
}

/** An id that nothing in the scenario has yet. */
function unused(tree: Value, stem: string): string {
  const taken = new Set(['assets', 'defences', 'raids', 'traffic', 'zones', 'doctrines'].flatMap((list) => ids(tree, list).map((one) => one.id)))
  for (let n = 1; ; n += 1) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`
}

/** What an added item begins with: something that holds, to be changed. `at` is where the map looks. */
export function beginning(tree: Value, catalogue: Catalogue, path: Path, at: { east: string; north: string }): Value | undefined {
  const kind = pattern(path)
  const offered = choices(tree, catalogue, path)?.find((choice) => choice.kind !== '…')
  if (offered !== undefined && path.at(-1) !== '*') return offered.id
  const id = (stem: string): string => unused(tree, stem)
  const item: Record<string, () => Value> = {
    'assets.*': () => ({ id: id('asset'), ...at }),
    'defences.*': () => ({ id: id('unit'), system: catalogue.systems[0]?.id ?? '', ...at }),
    'raids.*': () => ({ id: id('raid'), type: catalogue.threats[0]?.id ?? '', count: '1', target: ids(tree, 'assets')[0]?.id ?? '', from: { bearing: '275 deg', range: '150 km' } }),
    'traffic.*': () => ({ id: id('flight'), type: catalogue.threats.find((one) => one.kind === 'airliner')?.id ?? '', side: 'neutral', from: { east: '-60 km', north: '100 km' }, to: { east: '-60 km', north: '-100 km' }, height: '10 km' }),
    'zones.*': () => ({ id: id('zone'), rule: 'no-fire', centre: { ...at }, radius: '10 km' }),
    'doctrines.*': () => ({ id: id('doctrine') }),
    'network.links.*': () => ({ between: ids(tree, 'defences').slice(0, 2).map((one) => one.id) }),
    terrain: () => ({ made_up: { seed: '1' } }),
  }
  const make = item[kind]
  if (make !== undefined) return make()
  // A list at the top level begins with one item.
  const first = item[`${kind}.*`]
  return first === undefined ? undefined : [first()]
}
