/** Distributions over fights, and who came through: by class, by raid, and which sites survive. */

import { Histogram } from '../parts/chart-histogram'
import { Intervals } from '../parts/chart-rows'
import { amount, many, tick } from '../parts/format'
import type { Group, Summary } from '../types'

export function Distributions({ summary }: { summary: Summary }) {
  const { leakers, armed_leakers: armed, rounds } = summary
  const same = armed.values.length === leakers.values.length && armed.values.every((value, i) => value === leakers.values[i] && armed.counts[i] === leakers.counts[i])
  return (
    <div class="pair">
      {same ? null : <Histogram title="Leakers" axis="Threats that come through, per fight" {...leakers} spread={leakers} lead="Every threat that came through, decoys and jammers too." />}
      <Histogram title="Armed leakers" axis="Armed threats that come through, per fight" {...armed} spread={armed}
        lead={same ? 'No decoy or jammer came through: leakers and armed leakers are the same.' : 'Decoys and jammers are not counted.'} />
      <Histogram title="Rounds fired" axis="Rounds fired, per fight" {...rounds} spread={rounds} lead="All types of missile together." />
    </div>
  )
}

export function Groups({ summary }: { summary: Summary }) {
  return (
    <div class="pair">
      <Shares title="Share that comes through, by class" of="Class" groups={summary.classes} />
      <Shares title="Share that comes through, by raid" of="Raid" groups={summary.raids} />
    </div>
  )
}

function Shares({ title, of, groups }: { title: string; of: string; groups: Group[] }) {
  const rows = groups.map((group) => ({
    key: group.name,
    plain: group.name,
    name: <>{group.name} <small>{many(group.threats, 'threat')}, {amount(group.leaked.mean)} through</small></>,
    estimate: group.leaked_share,
  }))
  return <Intervals title={title} of={of} axis="Share that comes through" kind="share" rows={rows} most={1} lead="Hits and strays per threat sent; the whisker is the 95 % interval." />
}

export function Sites({ summary }: { summary: Summary }) {
  const rows = summary.sites.map((site) => ({
    key: site.id,
    plain: site.id,
    name: <>{site.id} <small>{[site.name && site.name !== site.id ? site.name : site.kind, `${amount(site.hits.mean)} hits`, site.value > 0 ? `value ${tick(site.value, 'count')}` : ''].filter(Boolean).join(', ')}</small></>,
    estimate: site.survival,
  }))
  return <Intervals title="Probability that a site survives" of="Site" axis="Probability of working at the end" kind="share" rows={rows} most={1} lead="With its exact 95 % interval; hits are means per fight." />
}
