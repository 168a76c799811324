/** What the folder holds: runs, plans, scenarios, and what cannot be opened. */

import type { ComponentChildren } from 'preact'
import { api } from './api'
import { useFresh } from './fresh'
import './home.css'
import { jobs } from './live'
import { day, many, whole } from './parts/format'
import { Failure } from './parts/loading'
import { useTitle } from './parts/section'
import { Prose } from './parts/prose'
import { link } from './route'
import type { Index, PlanEntry, RunEntry, ScenarioEntry } from './types'

export function HomePage() {
  const { value: index, failure } = useFresh(api.index)
  useTitle('What the folder holds')
  if (failure !== undefined) return <Failure failure={failure} />
  if (index === undefined) return <p class="wait" role="status">Looking into the folder …</p>
  const nothing = index.runs.length + index.plans.length + index.scenarios.length + index.broken.length === 0
  return nothing ? <Empty folder={index.folder} /> : <Holdings index={index} />
}

function Empty({ folder }: { folder: string }) {
  return (
    <section class="empty">
      <h1>Nothing here yet</h1>
      <p>The folder <code>{folder}</code> holds no run, no plan and no scenario. In a terminal, in that folder:</p>
      <pre><code>{'vyuha new my-raid.yaml      # a first scenario, commented, to edit\nvyuha run my-raid.yaml      # fight it\nvyuha serve                 # and look at it here'}</code></pre>
    </section>
  )
}

function Holdings({ index }: { index: Index }) {
  const comparable = index.runs.filter((run) => run.whole)
  return (
    <div class="holdings">
      <h1>What the folder holds</h1>
      <p class="about"><code>{index.folder}</code></p>
      <Shelf title="Runs" of={index.runs} aside={comparable.length < 2 ? null : <a href={link(['compare'])}>Compare two runs</a>}>
        {(run) => <Run key={run.id} run={run} />}
      </Shelf>
      <Shelf title="Plans" of={index.plans}>{(plan) => <Plan key={plan.id} plan={plan} />}</Shelf>
      <Shelf title="Scenarios" of={index.scenarios}>{(scenario) => <Scenario key={scenario.id} scenario={scenario} />}</Shelf>
      <Shelf title="Cannot be opened" of={index.broken}>
        {(broken) => (
          <li key={broken.name} class="card broken">
            <h3>{broken.name}</h3>
            <p class="bad"><Prose text={broken.problem} /></p>
            <p><Prose text={broken.remedy} /></p>
          </li>
        )}
      </Shelf>
    </div>
  )
}

interface ShelfProps<T> { title: string; of: T[]; aside?: ComponentChildren; children: (one: T) => ComponentChildren }

function Shelf<T>({ title, of, aside, children }: ShelfProps<T>) {
  if (of.length === 0) return null
  return (
    <section>
      <div class="shelf"><h2>{title} <span class="about">{of.length}</span></h2>{aside}</div>
      <ul class="cards">{of.map((one) => children(one))}</ul>
    </section>
  )
}

function Run({ run }: { run: RunEntry }) {
  const fighting = [...jobs.value.values()].find((job) => job.kind === 'run' && job.run === run.id && job.state === 'running')
  return (
    <li class="card">
      <h3>{run.whole ? <a href={link(['runs', run.id])}>{run.title}</a> : run.title}</h3>
      <p class="about">{run.name}</p>
      {fighting === undefined ? null : <p role="status"><strong>Being fought:</strong> {whole(fighting.done)} of {whole(fighting.total)} fights</p>}
      <p class="about">{many(run.replicates, 'fight')} · seed {run.seed}{made(run.created)}</p>
      {run.whole
        ? <p class="ways"><a href={link(['runs', run.id])} aria-label={`Results of ${run.name}`}>Results</a> <a href={link(['runs', run.id, 'replay'])} aria-label={`Replay of ${run.name}`}>Replay</a></p>
        : <p>No fight is stored yet; go on with <code>vyuha run</code>.</p>}
    </li>
  )
}

function Plan({ plan }: { plan: PlanEntry }) {
  return <li class="card"><h3><a href={link(['plans', plan.id])}>{plan.title}</a></h3><p class="about">{plan.name}{made(plan.created)}</p></li>
}

function Scenario({ scenario }: { scenario: ScenarioEntry }) {
  return (
    <li class="card">
      <h3><a href={link(['scenarios', scenario.id])}>{scenario.title}</a></h3>
      <p class="about">{scenario.name}</p>
      {scenario.problem === null ? null : <p class="bad">{scenario.problem}</p>}
    </li>
  )
}

const made = (created: string): string => (/^\d{4}-\d\d-\d\d/.test(created) ? ` · ${day(created.slice(0, 10))}` : '')
