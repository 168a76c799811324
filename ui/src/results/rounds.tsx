/** Rounds and money: what was fired, what became of it, and what a dollar of attacker cost. */

import { Stack } from '../parts/chart-stack'
import { Intervals, Said } from '../parts/chart-rows'
import { DataTable } from '../parts/chart-figure'
import { many, money, plain, span } from '../parts/format'
import type { Summary } from '../types'
import { resultsOf } from './sums'

export function Rounds({ summary }: { summary: Summary }) {
  const { missiles, costs } = summary
  const table = {
    header: ['Missile', 'Rounds per fight', 'Spent per fight', 'Kills per round', 'Price of a round'],
    rows: missiles.map((missile) => [
      missile.id, span(missile.rounds), span(missile.spent, 'money'), missile.kills_per_round === null ? 'none fired' : span(missile.kills_per_round, 'share'), money(missile.unit_cost),
    ]),
  }
  if (missiles.length === 0) return <p>The defence has no missiles.</p>
  return (
    <>
      <p class="said">
        The defence fires {span(summary.rounds.mean)} rounds per fight for {span(costs.rounds, 'money')}
        {costs.ratio === null ? '; it shoots nothing down.' : <> and shoots down {span(costs.raid_lost, 'money')} worth of the raid, of {money(costs.raid_sent)} sent: each dollar of raid that is shot down costs <strong>{span(costs.ratio)} dollars</strong> in rounds.</>}
        {' '}Assets worth {span(costs.value_lost)} points of value are lost per fight.
      </p>
      <DataTable table={table} caption="Rounds and cost by missile" />
      <div class="pair">
        <Intervals title="Rounds fired, by missile" of="Missile" axis="Rounds per fight" kind="count" rows={missiles.map((missile) => ({ key: missile.id, plain: missile.id, name: missile.id, estimate: missile.rounds }))} />
        <Intervals title="Spent on rounds, by missile" of="Missile" axis="US dollars per fight" kind="money" rows={missiles.map((missile) => ({ key: missile.id, plain: missile.id, name: missile.id, estimate: missile.spent }))} />
      </div>
      <Stack title="What became of the rounds" of="Missile" axis="Share of all rounds fired" parts={resultsOf(missiles)}
        lead="Wasted: the target was already gone. No kill: the warhead went off, but the target flew on. The figures are kills per round."
        rows={missiles.map((missile) => ({
          key: missile.id, plain: missile.id, name: <>{missile.id} <small>{many(Object.values(missile.results).reduce((a, b) => a + b, 0), 'round')} in all fights</small></>, parts: missile.results,
          figures: missile.kills_per_round === null ? 'none fired' : <Said estimate={missile.kills_per_round} kind="share" />,
        }))} />
      <Exchange summary={summary} />
    </>
  )
}

function Exchange({ summary: { costs } }: { summary: Summary }) {
  const sent = { mean: costs.raid_sent, low: costs.raid_sent, high: costs.raid_sent, method: 'as sent' }
  const rows = [
    { name: 'Rounds fired by the defence', estimate: costs.rounds },
    { name: 'Attackers shot down', estimate: costs.raid_lost },
    { name: 'The raid as sent', estimate: sent },
  ].map((row) => ({ ...row, key: row.name, plain: plain(row.name) }))
  return <Intervals title="Cost exchange" of="What" axis="US dollars per fight" kind="money" rows={rows} lead="Losses of sites and what they were worth are not in it." />
}
