/** What the panels list: threats found and sorted, leakers by broken link, events before and after a moment. */

import type { Scene, SceneEvent, StoryLine, Threat } from '../types'

export type SortBy = 'id' | 'type' | 'outcome' | 'link' | 'end'

const text = new Intl.Collator('en', { numeric: true })

/** Threats in whose id, type, outcome or broken link all words occur, in an order. */
export function listed(threats: readonly Threat[], words: string, by: SortBy, up: boolean): Threat[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = threats.filter((one) => {
    const said = `${one.id} ${one.type} ${one.class} ${one.side} ${one.outcome} ${one.link ?? ''}`.toLowerCase()
    return wanted.every((word) => said.includes(word))
  })
  const way = up ? 1 : -1
  const order = (a: Threat, b: Threat): number => {
    if (by === 'end') return way * (a.end - b.end)
    // What has no broken link stands last in either direction.
    if (by === 'link' && (a.link === null) !== (b.link === null)) return a.link === null ? 1 : -1
    return way * text.compare(a[by] ?? '', b[by] ?? '')
  }
  return found.sort((a, b) => order(a, b) || text.compare(a.id, b.id))
}

/** Leakers by their first broken link: links in the order given, those that the order lacks last. */
export function leakers(threats: readonly Threat[], order: readonly string[]): [string, Threat[]][] {
  const groups = new Map<string, Threat[]>(order.map((link) => [link, []]))
  for (const one of threats) if (one.link !== null) groups.set(one.link, [...(groups.get(one.link) ?? []), one])
  return [...groups].filter(([, members]) => members.length > 0)
}

export const breaks = (line: StoryLine): boolean => line.text.startsWith('First broken link')

// Jumping to the next event should not stay at the one that is shown.
const APART = 0.05

export function nextEvent(events: readonly SceneEvent[], time: number): SceneEvent | undefined {
  return events.find((event) => event.t > time + APART)
}

export function previousEvent(events: readonly SceneEvent[], time: number): SceneEvent | undefined {
  return events.findLast((event) => event.t < time - APART)
}

/** What happened last at or before a moment. */
export function latestEvent(events: readonly SceneEvent[], time: number): SceneEvent | undefined {
  return events.findLast((event) => event.t <= time)
}

/** Seconds as a clock shows them: `0:17:17`. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds)), two = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

/** Whether a command link carries messages at a moment: neither cut nor with an end that is lost. */
export function linked(wire: Scene['wires'][number], lost: ReadonlyMap<string, number | null>, time: number): boolean {
  const gone = (site: string): boolean => { const when = lost.get(site); return when !== undefined && when !== null && time >= when }
  return !gone(wire.one) && !gone(wire.other) && !wire.cuts.some(([from, to]) => time >= from && time < to)
}
