/** The run in a few sentences and four figures. */

import { amount, interval, many, money, percent } from '../parts/format'
import type { Estimate, RunPage } from '../types'
import { armedThreats, mostBroken, weakest } from './sums'

export function Lede({ run }: { run: RunPage }) {
  const { summary, links } = run
  const armed = armedThreats(summary.classes)
  const through = summary.armed_leakers.mean
  const broken = mostBroken(summary.ledger)
  const meaning = links.find((link) => link.name === broken?.link)?.meaning ?? ''
  return (
    <div class="lede">
      <p>
        {many(summary.threats, 'threat')} in {many(summary.raids.length, 'raid')} come; the fight was fought {many(summary.replicates, 'time')}
        {summary.failed > 0 ? `, ${many(summary.failed, 'fight')} failed and ${summary.failed === 1 ? 'is' : 'are'} left out` : ''}.{' '}
        On average <strong>{amount(through.mean)} of {armed} armed threats</strong> come through ({ends(through, 'count')});
        in <strong>{percent(summary.no_armed_leaker.mean)}</strong> of the fights none does ({interval(summary.no_armed_leaker, 'share')}).
      </p>
      {broken === undefined ? null : (
        <p>
          What lets most of them through: <strong>“{broken.link}”</strong> ({percent(broken.share)} of all that come through
          {meaning === '' ? '' : `; ${meaning.charAt(0).toLowerCase()}${meaning.slice(1).replace(/\.$/, '')}`}).
        </p>
      )}
      <Tiles run={run} />
    </div>
  )
}

function ends(estimate: Estimate, kind: 'count' | 'share'): string {
  const said = interval(estimate, kind)
  return estimate.low !== null && estimate.high !== null && estimate.low < estimate.high ? `95 % interval ${said}` : said
}

function Tiles({ run: { summary } }: { run: RunPage }) {
  const armed = summary.armed_leakers.mean
  const spent = summary.costs.rounds
  const site = weakest(summary.sites)
  const tiles = [
    { figure: amount(armed.mean), about: 'armed threats come through, per fight', said: interval(armed, 'count') },
    { figure: percent(summary.no_armed_leaker.mean), about: 'of fights let nothing armed through', said: interval(summary.no_armed_leaker, 'share') },
    ...(site === undefined ? [] : [{ figure: percent(site.survival.mean), about: `chance that ${site.id} survives, the lowest`, said: interval(site.survival, 'share') }]),
    { figure: money(spent.mean), about: 'spent on rounds, per fight', said: interval(spent, 'money') },
  ]
  return (
    <ul class="tiles">
      {tiles.map(({ figure, about, said }) => <li key={about}><b>{figure}</b><span>{about}</span><small>{said}</small></li>)}
    </ul>
  )
}
