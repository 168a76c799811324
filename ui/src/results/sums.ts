/** What the results page works out of a summary: no statistics, those are made where the fights are. */

import { watchFrom } from '../scene/moment'
import type { Group, LedgerRow, MissileResult, Scene, Sensitivity, SiteResult, Summary, Threat } from '../types'

/** Classes that strike nothing. */
const UNARMED: ReadonlySet<string> = new Set(['decoy', 'jammer'])

export function armedThreats(classes: Group[]): number {
  return classes.reduce((sum, group) => sum + (UNARMED.has(group.name) ? 0 : group.threats), 0)
}

/** A broken link as a step down: from so many leakers per fight to what is left after it. */
export interface Step { row: LedgerRow; from: number; to: number }
export interface Waterfall { threats: number; killed: number; inFlight: number; through: number; steps: Step[]; held: string[] }

/** From all threats over those killed and in flight to the leakers, and those over the first broken link of each down to none. */
export function waterfallOf(summary: Summary): Waterfall {
  const mean = (name: string): number => summary.waterfall.find(({ step }) => step === name)?.mean ?? 0
  const broken = summary.ledger.filter((row) => row.total > 0)
  const through = broken.reduce((sum, row) => sum + row.leakers.mean, 0)
  let left = through
  const steps = broken.map((row) => {
    const from = left
    left -= row.leakers.mean
    return { row, from, to: Math.max(0, left) }
  })
  return {
    threats: summary.threats, killed: mean('killed'), inFlight: mean('in flight'), through, steps,
    held: summary.ledger.filter((row) => row.total === 0).map((row) => row.link),
  }
}

/** The link at which most leakers broke through. */
export function mostBroken(ledger: LedgerRow[]): LedgerRow | undefined {
  return ledger.reduce<LedgerRow | undefined>((most, row) => (row.total > (most?.total ?? 0) ? row : most), undefined)
}

/** The asset that is least likely to survive. */
export function weakest(sites: SiteResult[]): SiteResult | undefined {
  return sites.filter((site) => site.kind === 'asset').reduce<SiteResult | undefined>(
    (worst, site) => (worst === undefined || site.survival.mean < worst.survival.mean ? site : worst), undefined)
}

/** What became of rounds, in the order in which all missiles name it, without what never happened. */
export function resultsOf(missiles: MissileResult[]): string[] {
  const names = [...new Set(missiles.flatMap((missile) => Object.keys(missile.results)))]
  const happened = names.filter((name) => missiles.some((missile) => (missile.results[name] ?? 0) > 0))
  return happened.sort((a, b) => Number(b === 'kill') - Number(a === 'kill'))
}

/** Leakers of a fight at a link, and the moment from which to watch each. */
export function leakersAt(scene: Scene, link: string): { threat: Threat; moment: number }[] {
  return scene.threats.filter((threat) => threat.link === link).map((threat) => ({ threat, moment: watchFrom(threat) }))
}

/** Figures by how far they move the measure from its base, the strongest first; what could not be fought last. */
export function byEffect(rows: Sensitivity['rows'], base: number): Sensitivity['rows'] {
  const effect = (row: Sensitivity['rows'][number]): number =>
    Math.max(-1, ...[row.at_low, row.at_high].map((end) => (end === null ? -1 : Math.abs(end.mean - base))))
  return [...rows].sort((a, b) => effect(b) - effect(a))
}
