/** A run: what came through, why, what it cost, how sure that is, and how it was made. */

import type { ComponentChildren } from 'preact'
import { api } from '../api'
import { useFresh } from '../fresh'
import { Hatching } from '../parts/chart-stack'
import { Failure } from '../parts/loading'
import { Part, PartList, useTitle } from '../parts/section'
import { link } from '../route'
import type { RunPage } from '../types'
import { BlamePart, SensitivityPart } from './causes'
import { Ledger } from './ledger'
import { Lede } from './lede'
import { Assumed, Downloads, Intervals, Made } from './made'
import { Distributions, Groups, Sites } from './outcomes'
import { Replicates } from './replicates'
import { Rounds } from './rounds'
import './results.css'

interface Entry { id: string; title: string; shown: (run: RunPage, edit: boolean) => ComponentChildren }

const PARTS: Entry[] = [
  { id: 'outcomes', title: 'Outcomes', shown: (run) => <Distributions summary={run.summary} /> },
  { id: 'ledger', title: 'Leaker ledger', shown: (run) => <Ledger run={run} /> },
  { id: 'groups', title: 'Classes, raids and sites', shown: (run) => <><Groups summary={run.summary} /><Sites summary={run.summary} /></> },
  { id: 'rounds', title: 'Rounds and cost', shown: (run) => <Rounds summary={run.summary} /> },
  { id: 'causes', title: 'Causes', shown: (run, edit) => <><BlamePart run={run} edit={edit} /><SensitivityPart run={run} edit={edit} /></> },
  { id: 'assumed', title: 'Assumed figures', shown: (run) => <Assumed run={run} /> },
  { id: 'fights', title: 'Fights', shown: (run) => <Replicates run={run} /> },
  { id: 'made', title: 'How it was made', shown: (run) => <><Made run={run} /><Downloads run={run} /><Intervals /></> },
]

export default function ResultsPage({ id }: { id: string }) {
  const { value: run, failure } = useFresh(() => api.run(id))
  const { value: index } = useFresh(api.index)
  useTitle(run?.summary.title ?? '')
  if (failure !== undefined) return <Failure failure={failure} />
  if (run === undefined) return <p class="wait" role="status">Reading the run …</p>
  const others = index?.runs.filter((other) => other.id !== id && other.whole) ?? []
  const { typical, worst } = run.summary
  return (
    <article class="results">
      <Hatching />
      <header>
        <h1>{run.summary.title}</h1>
        <p class="about">{run.name} · seed {run.made.seed} · Vyuha {run.made.version}</p>
        <p class="ways">
          <a class="main" href={link(['runs', id, 'replay'], { replicate: typical })}>Watch the typical fight</a>{' '}
          <a href={link(['runs', id, 'replay'], { replicate: worst })}>Watch the worst</a>{' '}
          {others.length === 0 ? null : <a href={link(['compare'], { a: id })}>Compare with another run</a>}
        </p>
      </header>
      <Lede run={run} />
      <PartList parts={PARTS} />
      {PARTS.map((part) => <Part key={part.id} id={part.id} title={part.title}>{part.shown(run, index?.edit ?? false)}</Part>)}
    </article>
  )
}
