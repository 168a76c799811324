/** What the folder holds: runs, plans, scenarios, and what cannot be opened. */

import { api } from './api'
import { changes } from './live'
import { Failure, useLoaded } from './parts/loading'
import { link } from './route'
import type { Index } from './types'

export function HomePage() {
  const { value, failure } = useLoaded(api.index, [changes.value])
  if (failure !== undefined) return <Failure failure={failure} />
  if (value === undefined) return <p class="wait">Looking into the folder …</p>
  const nothing = value.runs.length + value.plans.length + value.scenarios.length + value.broken.length === 0
  return nothing ? <Empty folder={value.folder} /> : <Holdings index={value} />
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
  return (
    <div class="holdings">
      <h1>{index.folder}</h1>
      {index.runs.length === 0 ? null : (
        <section>
          <h2>Runs</h2>
          <ul class="cards">
            {index.runs.map((run) => (
              <li key={run.id} class="card">
                <h3><a href={link(['runs', run.id])}>{run.title}</a></h3>
                <p class="about">{run.name} · {run.replicates.toLocaleString('en')} fights · seed {run.seed}</p>
                {run.whole ? (
                  <p class="ways"><a href={link(['runs', run.id])}>Results</a> <a href={link(['runs', run.id, 'replay'])}>Replay</a></p>
                ) : <p>No fight is stored yet; go on with <code>vyuha run</code>.</p>}
              </li>
            ))}
          </ul>
          {index.runs.length > 1 ? <p><a href={link(['compare'])}>Compare two runs</a></p> : null}
        </section>
      )}
      {index.plans.length === 0 ? null : (
        <section>
          <h2>Plans</h2>
          <ul class="cards">
            {index.plans.map((plan) => (
              <li key={plan.id} class="card"><h3><a href={link(['plans', plan.id])}>{plan.title}</a></h3><p class="about">{plan.name}</p></li>
            ))}
          </ul>
        </section>
      )}
      {index.scenarios.length === 0 ? null : (
        <section>
          <h2>Scenarios</h2>
          <ul class="cards">
            {index.scenarios.map((scenario) => (
              <li key={scenario.id} class="card">
                <h3><a href={link(['scenarios', scenario.id])}>{scenario.title}</a></h3>
                <p class="about">{scenario.name}{scenario.problem === null ? null : <span class="bad"> · {scenario.problem}</span>}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {index.broken.length === 0 ? null : (
        <section>
          <h2>Cannot be opened</h2>
          <ul class="cards">
            {index.broken.map((broken) => (
              <li key={broken.name} class="card bad"><h3>{broken.name}</h3><p>{broken.problem}</p><p>{broken.remedy}</p></li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
