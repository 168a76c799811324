/** Which MIL-STD-2525D symbol stands for what, and the pictures of the symbols. */

import ms from 'milsymbol'
import type { Side } from '../types'

/** The standard's identities that are used here. */
export type Identity = 'unknown' | 'own' | 'neutral' | 'suspect' | 'hostile'
const IDENTITIES: Record<Identity, string> = { unknown: '1', own: '3', neutral: '4', suspect: '5', hostile: '6' }

/** Symbol sets of the standard. */
const AIR = '01', MISSILE = '02', UNIT = '10', EQUIPMENT = '15', INSTALLATION = '20', SEA = '30'

interface Parts { set: string; entity: string; first?: string; second?: string; echelon?: string; dummy?: boolean; headquarters?: boolean }

/** The twenty digits of a symbol; a destroyed thing is crossed out, a planned (expected) one has a broken frame. */
function code(parts: Parts, identity: Identity, status: 'present' | 'expected' | 'destroyed' = 'present'): string {
  const state = { present: '0', expected: '1', destroyed: '4' }[status]
  const amplifier = parts.headquarters === true ? '2' : parts.dummy === true ? '1' : '0'
  return `100${IDENTITIES[identity]}${parts.set}${state}${amplifier}${parts.echelon ?? '00'}${parts.entity}${parts.first ?? '00'}${parts.second ?? '00'}`
}

const THREATS: Record<string, Parts> = {
  fighter: { set: AIR, entity: '110104' },
  jammer: { set: AIR, entity: '110108' },
  helicopter: { set: AIR, entity: '110200' },
  airliner: { set: AIR, entity: '120100' },
  decoy: { set: AIR, entity: '110300', dummy: true },
  // Attack, in the unmanned aircraft.
  'one-way-drone': { set: AIR, entity: '110300', first: '01' },
  'cruise-missile': { set: MISSILE, entity: '110000', first: '07', second: '02' },
  'supersonic-cruise-missile': { set: MISSILE, entity: '110000', first: '09', second: '02' },
  'ballistic-missile': { set: MISSILE, entity: '110000', first: '06', second: '02' },
  // From the air to the ground.
  'anti-radiation-missile': { set: MISSILE, entity: '110000', first: '01', second: '02' },
}

export const THREAT_CLASSES = Object.keys(THREATS)

/** Symbol of a threat by its class; an unknown class is an aircraft. */
export function threatCode(kind: string, side: Side): string {
  return code((Object.hasOwn(THREATS, kind) ? THREATS[kind] : undefined) ?? { set: AIR, entity: '110000' }, side)
}

/** An interceptor. */
export const roundCode = (): string => code({ set: MISSILE, entity: '110000', first: '08', second: '01' }, 'own')

/** A track by what it is taken for: in a broken frame, since it is what somebody believes. Unasked it is suspect. */
export function trackCode(taken: string): string {
  const identity: Identity = Object.hasOwn(IDENTITIES, taken) ? (taken as Identity) : 'suspect'
  return code({ set: AIR, entity: '000000' }, identity, 'expected')
}

// Words in the id of a site's kind, in the order in which they are looked for.
const SITES: [RegExp, Parts][] = [
  [/airport|\bradar\b/, { set: EQUIPMENT, entity: '220300' }],
  [/decoy/, { set: EQUIPMENT, entity: '220300', dummy: true }],
  [/command-post/, { set: UNIT, entity: '130100', headquarters: true }],
  [/battalion/, { set: UNIT, entity: '130102', echelon: '16' }],
  [/barak|ak-630|ship/, { set: SEA, entity: '120200' }],
  [/l-70|gun/, { set: UNIT, entity: '130101', echelon: '15' }],
  [/vehicle/, { set: EQUIPMENT, entity: '111100' }],
  [/guards/, { set: UNIT, entity: '121100' }],
  [/patrol/, { set: AIR, entity: '110104' }],
  [/picket/, { set: AIR, entity: '110116' }],
]

const PLACES: [RegExp, string][] = [
  [/air ?base/i, '120802'],
  [/airfield|airport/i, '121301'],
  [/harbour|\bport\b|naval/i, '121309'],
]

/** Symbol of a site: of a unit by its kind (`s-400/battalion`), of an asset by its name. */
export function siteCode(site: { kind: string; name: string }, lost = false): string {
  const status = lost ? 'destroyed' : 'present'
  if (site.kind === 'asset') {
    const entity = PLACES.find(([words]) => words.test(site.name))?.[1] ?? '120000'
    return code({ set: INSTALLATION, entity }, 'own', status)
  }
  const parts = SITES.find(([words]) => words.test(site.kind))?.[1] ?? { set: UNIT, entity: '130100', echelon: '15' }
  return code(parts, 'own', status)
}

export interface Picture { key: string; image: HTMLCanvasElement; scale: number; offset: [number, number] }

const drawn = new Map<string, Picture>()

/** The picture of a symbol, `size` in points; `offset` brings its anchor onto the place. `hollow`: the frame alone, in a colour. */
export function picture(sidc: string, size: number, hollow?: string): Picture {
  const key = `${sidc}/${size}/${hollow ?? ''}`
  const known = drawn.get(key)
  if (known !== undefined) return known
  // Twice as fine as the screen, for screens with small points.
  const fine = 2
  const look = hollow === undefined ? { outlineWidth: 3, outlineColor: 'rgba(255, 255, 255, 0.85)' } : { fill: false, monoColor: hollow, strokeWidth: 6 }
  const symbol = new ms.Symbol(sidc, { size, infoFields: false, simpleStatusModifier: true, ...look })
  const { width, height } = symbol.getSize(), anchor = symbol.getAnchor()
  const made = { key, image: symbol.asCanvas(fine), scale: 1 / fine, offset: [width / 2 - anchor.x, height / 2 - anchor.y] as [number, number] }
  drawn.set(key, made)
  return made
}

/** The symbol as a drawing for a list or a legend. */
export const symbolUrl = (sidc: string, size: number): string => new ms.Symbol(sidc, { size, infoFields: false }).toDataURL()
