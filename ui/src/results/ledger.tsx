/** The leaker ledger: from all threats over the first broken link of each leaker down to none, and into the fights themselves. */

import { useState } from 'preact/hooks'
import { api } from '../api'
import { Figure } from '../parts/chart-figure'
import { at, Bar, laneOf, Rows, Said, type Lane, type Row } from '../parts/chart-rows'
import { amount, many, percent, span, whole } from '../parts/format'
import { Failure, useLoaded } from '../parts/loading'
import { link as address, restate, route } from '../route'
import type { LedgerRow, RunPage } from '../types'
import { leakersAt, waterfallOf, type Step, type Waterfall } from './sums'

const CHAIN =
  'A threat is stopped when every link of a chain holds: it is covered, rises above the horizon, is detected, tracked, identified where anybody asks, '
  + 'can be reached, finds a free channel and a round, and is hit in time. For each threat that came through, the ledger names the first link that broke. '
  + 'Choose a link to see what it means and to watch it break.'

export function Ledger({ run }: { run: RunPage }) {
  const found = waterfallOf(run.summary)
  const open = route.value.query.get('link')
  const lane = laneOf([found.through])
  const rows = found.steps.map((step) => row(step, lane, run, open === step.row.link))
  const table = {
    header: ['First broken link', 'Leakers per fight', 'Share of all leakers', 'In all fights', 'By class'],
    rows: run.summary.ledger.map((of) => [of.link, span(of.leakers), percent(of.share), whole(of.total), byClass(of)]),
  }
  return (
    <Figure title="First broken link of what came through" lead={CHAIN} table={table} text={[4]}>
      <All found={found} />
      {found.steps.length === 0 ? <p>Nothing came through in any fight, so no link broke.</p> : (
        <>
          <Rows lane={lane} kind="count" axis="Leakers per fight" rows={rows} />
          {found.held.length === 0 ? null : <p class="about">Never the first to break: {found.held.join(', ')}.</p>}
        </>
      )}
    </Figure>
  )
}

/** The share of the bar in which a name has room, on a phone too. */
const ROOM = 0.3

/** All threats as one bar: what was killed, what still flew, what came through. */
function All({ found }: { found: Waterfall }) {
  const lane = laneOf([], found.threats)
  const parts = [
    { name: 'killed', mean: found.killed, look: 'green' },
    { name: 'still in flight at the end', mean: found.inFlight, look: 'sky' },
    { name: 'came through', mean: found.through, look: 'vermillion' },
  ].filter(({ mean }) => mean > 0)
  let before = 0
  return (
    <div class="all-threats">
      <p>Of <b>{whole(found.threats)}</b> threats per fight: {parts.map(({ name, mean }, i) => <span key={name}>{i > 0 ? ', ' : ''}<b>{amount(mean)}</b> {name}</span>)}.</p>
      <svg aria-hidden="true" height="26">
        {parts.map(({ name, mean, look }) => {
          const from = before
          before += mean
          return (
            <g key={name}>
              <rect class={`part ${look}`} x={at(lane, from)} width={`${(100 * mean / found.threats).toFixed(3)}%`} y="2" height="22" />
              {mean / found.threats < ROOM ? null : <text class="inside" x={at(lane, from + mean / 2)} y="17" text-anchor="middle">{name}</text>}
            </g>
          )
        })}
      </svg>
      <svg class="zoom" aria-hidden="true" height="26" viewBox="0 0 100 26" preserveAspectRatio="none">
        <polygon points={`${100 - 100 * found.through / found.threats},0 100,0 100,26 0,26`} />
      </svg>
    </div>
  )
}

function row({ row: of, from, to }: Step, lane: Lane, run: RunPage, open: boolean): Row {
  const id = `link-${of.link.replaceAll(' ', '-')}`
  return {
    key: of.link,
    name: (
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => restate({ link: open ? undefined : of.link })}>{of.link}</button>
    ),
    drawn: (
      <>
        <Bar lane={lane} from={from} to={to} class="level down" />
        <line class="grid" x1={at(lane, to)} x2={at(lane, to)} y1="19" y2="30" />
      </>
    ),
    figures: <><Said estimate={of.leakers} kind="count" /> <small>{percent(of.share)}</small></>,
    ...(open ? { detail: <Detail id={id} of={of} run={run} /> } : {}),
  }
}

function Detail({ id, of, run }: { id: string; of: LedgerRow; run: RunPage }) {
  const { typical, worst, leakers } = run.summary
  const [replicate, setReplicate] = useState(typical)
  return (
    <div id={id} class="opened">
      <p>{run.links.find(({ name }) => name === of.link)?.meaning}</p>
      <p>{span(of.leakers)} leakers per fight, {percent(of.share)} of the {amount(leakers.mean.mean)} that come through. {byClass(of)}</p>
      <div class="choice" role="group" aria-label="Which fight">
        <button type="button" aria-pressed={replicate === typical} onClick={() => setReplicate(typical)}>Typical fight ({typical})</button>
        <button type="button" aria-pressed={replicate === worst} onClick={() => setReplicate(worst)}>Worst fight ({worst})</button>
      </div>
      <Leakers run={run.id} replicate={replicate} link={of.link} />
    </div>
  )
}

function Leakers({ run, replicate, link }: { run: string; replicate: number; link: string }) {
  const { value: scene, failure } = useLoaded((signal) => api.scene(run, replicate, signal), [run, replicate])
  if (failure !== undefined) return <Failure failure={failure} />
  if (scene === undefined) return <p class="wait" role="status">Fighting replicate {replicate} again …</p>
  const found = leakersAt(scene, link)
  if (found.length === 0) return <p>None of the leakers of this fight broke through here.</p>
  return (
    <>
      <p>{many(found.length, 'leaker')} of this fight; each leads to the moment in the replay:</p>
      <ul class="leakers">
        {found.map(({ threat, moment }) => (
          <li key={threat.id}>
            <a href={address(['runs', run, 'replay'], { replicate, threat: threat.row, t: Math.round(moment) })}>{threat.id}</a>{' '}
            <span class="about">{threat.type}, {threat.outcome} at {whole(threat.end)} s{scene.sites[threat.target] === undefined ? '' : `, for ${scene.sites[threat.target]?.id}`}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function byClass(of: LedgerRow): string {
  const parts = Object.entries(of.by_class).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a)
  return parts.map(([name, count]) => `${name} ${percent(count / of.total)}`).join(', ')
}
