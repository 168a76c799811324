/** The symbols of the flat map: those of the globe, with what only a scenario's text has. */

import ms from 'milsymbol'
import { siteCode, threatCode } from '../globe/symbols'
import type { Side } from '../types'
import type { Desk } from './desk'
import { textAt } from './document'
import type { Handle } from './handles'

// A regiment or a group stands on the map as one thing only until it is assembled from its units.
const WHOLE: [RegExp, string][] = [
  [/regiment$/, '10031000171301020000'],
  [/group$/, '10033000001201000000'],
]
const VEHICLE = '10031500001201000000'

export function symbolCode(desk: Desk, handle: Handle): string {
  const named = (key: string): string | undefined => textAt(desk.tree.value, [...handle.owner, key])
  if (handle.kind === 'asset') return named('vehicle') === undefined ? siteCode({ kind: 'asset', name: named('name') ?? handle.label }) : VEHICLE
  if (handle.kind === 'defence') {
    const system = named('system') ?? ''
    return WHOLE.find(([words]) => words.test(system))?.[1] ?? siteCode({ kind: system, name: handle.label })
  }
  const side: Side = handle.side === 'own' || handle.side === 'neutral' ? handle.side : 'hostile'
  return threatCode(desk.catalogue.threats.find((threat) => threat.id === named('type'))?.kind ?? '', side)
}

export interface Drawing { url: string; width: number; height: number; x: number; y: number }

const drawn = new Map<string, Drawing>()

/** The symbol as an image, and where in it (pixels) its place on the map is. */
export function drawing(code: string, size: number): Drawing {
  const key = `${code}/${size}`
  let found = drawn.get(key)
  if (found === undefined) {
    const symbol = new ms.Symbol(code, { size, infoFields: false, outlineWidth: 3, outlineColor: 'rgba(255, 255, 255, 0.85)' })
    found = { url: symbol.toDataURL(), ...symbol.getSize(), ...symbol.getAnchor() }
    drawn.set(key, found)
  }
  return found
}
