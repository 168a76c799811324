/** A plan: what deliveries, late or not, mean for a defence. */

import { useState } from 'preact/hooks'
import { api } from '../api'
import { day, kindOf, plain, pretty, type Kind } from '../parts/format'
import { Failure, useLoaded } from '../parts/loading'
import { Part, PartList, useTitle } from '../parts/section'
import type { PlanPage } from '../types'
import { Differences, Marginal, PlanMade } from './compared'
import { Courses } from './courses'
import { Deliveries, Vintages } from './deliveries'
import { different, nameOf } from './tables'
import '../results/results.css'
import './programme.css'

const PARTS = [
  { id: 'answers', title: 'Answers' },
  { id: 'deliveries', title: 'Deliveries' },
  { id: 'capability', title: 'Capability over time' },
  { id: 'outcomes', title: 'Outcomes over time' },
  { id: 'comparison', title: 'Comparison' },
  { id: 'made', title: 'How it was made' },
]

export default function ProgrammePage({ id }: { id: string }) {
  const { value: plan, failure } = useLoaded(() => api.plan(id), [id])
  useTitle(plan?.title ?? '')
  if (failure !== undefined) return <Failure failure={failure} />
  if (plan === undefined) return <p class="wait" role="status">Reading the plan …</p>
  return (
    <article class="plan">
      <header><h1>{plan.title}</h1><p class="about">{plan.name}{plan.as_of === '' ? '' : ` · facts up to ${day(plan.as_of)}`}</p></header>
      <PartList parts={PARTS} />
      <Part id="answers" title="Answers"><Answers plan={plan} /></Part>
      <Part id="deliveries" title="Deliveries"><Deliveries plan={plan} /><Vintages plan={plan} /></Part>
      <Part id="capability" title="Capability over time"><Capability plan={plan} /></Part>
      <Fights plan={plan} />
      <Part id="made" title="How it was made"><PlanMade made={plan.made} /></Part>
    </article>
  )
}

function Answers({ plan: { answers } }: { plan: PlanPage }) {
  if (answers.length === 0) return <p>The plan asked no questions.</p>
  return (
    <div class="answers">
      {answers.map(({ title, verdict, lines }) => (
        <section key={title} class="card">
          <h3>{title}</h3>
          <p class="verdict-line">{verdict}</p>
          {lines.length === 0 ? null : <details><summary>Why, and what it rests on</summary><ul>{lines.map((line, i) => <li key={i}>{line}</li>)}</ul></details>}
        </section>
      ))}
    </div>
  )
}

function Capability({ plan }: { plan: PlanPage }) {
  const programmes = different(plan, 'capability', 'programme')
  const quantities = different(plan, 'capability', 'quantity')
  const [programme, setProgramme] = useState(programmes[0] ?? '')
  const [quantity, setQuantity] = useState(quantities[0] ?? '')
  return (
    <>
      <p class="choices">
        {programmes.length < 2 ? null : <Choice label="Programme" values={programmes} chosen={programme} choose={setProgramme} named={(id) => nameOf(plan, 'programmes', id)} />}
        <Choice label="What" values={quantities} chosen={quantity} choose={setQuantity} named={pretty} />
      </p>
      <Courses plan={plan} table="capability" title={`Ready ${plain(quantity)}`} axis={`Ready ${plain(quantity)}`} kind="count" where={{ programme, quantity }}
        lead="Ready means delivered, crews trained, and neither lost nor out of order." />
    </>
  )
}

/** The parts that look at one measure. */
function Fights({ plan }: { plan: PlanPage }) {
  const measures = different(plan, 'outcomes', 'measure')
  const [measure, setMeasure] = useState(measures[0] ?? '')
  const meaning = plan.measures[measure]?.meaning ?? plain(measure)
  const kind = kindOf(plan.measures[measure]?.unit ?? '')
  const shared = { plan, measure, kind, meaning }
  return (
    <>
      <Part id="outcomes" title="Outcomes over time">
        <p class="choices"><Choice label="Measure" values={measures} chosen={measure} choose={setMeasure} named={(id) => plan.measures[id]?.meaning ?? pretty(id)} /></p>
        <Courses plan={plan} table="outcomes" title={`If the raid came on that day: ${meaning}`} axis={axisName(kind)} kind={kind} where={{ measure }}
          lead="The raid of the scenario, with what is ready on that day: over futures of the deliveries, from fights at each number of ready units." />
      </Part>
      <Part id="comparison" title="Comparison"><Differences {...shared} /><Marginal {...shared} /></Part>
    </>
  )
}

const axisName = (kind: Kind): string => ({ count: 'Per raid', share: 'Share', money: 'US dollars per raid' })[kind]

function Choice({ label, values, chosen, choose, named }: { label: string; values: string[]; chosen: string; choose: (value: string) => void; named: (id: string) => string }) {
  return (
    <label>{label} <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
      {values.map((value) => <option key={value} value={value}>{named(value)}</option>)}
    </select></label>
  )
}
