/** What the server answers. SI units, degrees for places on the earth; the Python side is `vyuha.server.content`. */

export type Id = string

/** Everything that the folder holds. */
export interface Index {
  version: string
  folder: string
  /** Whether this server may run scenarios and save them (`vyuha serve --edit`). */
  edit: boolean
  runs: RunEntry[]
  plans: PlanEntry[]
  scenarios: ScenarioEntry[]
  /** Folders that look like a run or a plan and cannot be opened. */
  broken: BrokenEntry[]
}
export interface RunEntry {
  id: Id
  name: string
  title: string
  replicates: number
  seed: number
  created: string
  /** False while it has no complete replicate. */
  whole: boolean
}
export interface PlanEntry { id: Id; name: string; title: string; created: string }
export interface ScenarioEntry { id: Id; name: string; title: string; problem: string | null }
export interface BrokenEntry { name: string; problem: string; remedy: string }

export interface Estimate { mean: number; low: number | null; high: number | null; method: string }
export interface Distribution { values: number[]; counts: number[]; mean: Estimate; low: number; median: number; high: number }

/** A run: the summary as `summary.json` has it, what was fought, and how it was made. */
export interface RunPage {
  id: Id
  name: string
  made: { version: string; seed: number; created: string; command: string; scenario_hash: string; replicates: number; failed: number; platform: string }
  summary: Summary
  laydown: Laydown
  assumed: { item: string; figure: string; text: string; why: string }[]
  /** The links of the ledger with their meaning, in the order of the chain. */
  links: { name: string; meaning: string }[]
  blame: Blame | null
  sensitivity: Sensitivity | null
}

export interface Group {
  name: string; threats: number; killed: Estimate; hit: Estimate; stray: Estimate; in_flight: Estimate
  leaked: Estimate; leaked_share: Estimate
}
export interface SiteResult { id: string; kind: string; name: string; value: number; survival: Estimate; hits: Estimate }
export interface MissileResult {
  id: string; unit_cost: number; rounds: Estimate; spent: Estimate; kills_per_round: Estimate | null
  results: Record<string, number>
}
export interface Costs { rounds: Estimate; raid_lost: Estimate; raid_sent: number; value_lost: Estimate; ratio: Estimate | null }
export interface LedgerRow { link: string; leakers: Estimate; share: number; total: number; by_class: Record<string, number> }
export interface Summary {
  title: string; confidence: number; replicates: number; failed: number; failures: Record<string, number>; threats: number
  no_leaker: Estimate; no_armed_leaker: Estimate
  leakers: Distribution; armed_leakers: Distribution; rounds: Distribution
  classes: Group[]; raids: Group[]; sites: SiteResult[]; missiles: MissileResult[]; costs: Costs
  ledger: LedgerRow[]; waterfall: { step: string; mean: number }[]
  typical: number; worst: number
}

/** `vyuha blame`: what comes through less when one link is made perfect. */
export interface Blame {
  replicates: number
  leakers: Estimate
  links: { name: string; meaning: string; saved: Estimate; share: Estimate | null }[]
}
/** `vyuha sensitivity`: leakers per fight with a figure at the low and at the high end of its range, on the same random numbers. */
export interface Sensitivity {
  replicates: number
  measure: string
  base: Estimate
  rows: { item: string; figure: string; grade: string; low: string; high: string; value: string; at_low: Estimate | null; at_high: Estimate | null }[]
}

/** One row per replicate, a page of them. */
export interface ReplicatePage {
  total: number
  rows: { replicate: number; leakers: number; armed_leakers: number; value_lost: number; shots: number; failure: string | null }[]
}

export interface Line { lat: number[]; lon: number[] }
export interface Ring extends Line { site: string; label: string; kind: 'search radar' | 'engagement radar' | 'missile'; height: number }
export interface Zone extends Line { id: string; rule: string; lowest: number; highest: number; start: number; end: number | null }
export interface Route extends Line { raid: string; type: string; count: number; target: string; side: Side; h: number[] }
export interface Relief { text: string; west: number; east: number; south: number; north: number; columns: number; heights: (number | null)[] }
export interface Place { id: string; kind: string; name: string; value: number; east: number; north: number; lat: number; lon: number; h: number }
export interface Laydown {
  title: string; duration: number; origin: { latitude: number; longitude: number }
  places: Place[]; rings: Ring[]; zones: Zone[]; routes: Route[]; relief: Relief | null
}

export type Side = 'hostile' | 'neutral' | 'own'
/** Straight flight between the samples, in Earth-centred coordinates. Seconds, degrees, metres above the ellipsoid. */
export interface Course { t: number[]; lat: number[]; lon: number[]; h: number[] }

/** One replicate (`vyuha.outputs.scene_json`). Rows are numbers into the lists of the run, -1 means none. */
export interface Scene {
  format: 'vyuha scene'; version: 1
  title: string; replicate: number; epoch: string; duration: number
  origin: { latitude: number; longitude: number }
  sites: Site[]
  wires: { one: string; other: string; cuts: [number, number][]; loss: number }[]
  rings: Ring[]; zones: Zone[]; relief: Relief | null
  threats: Threat[]; rounds: Round[]; tracks: Track[]
  radars: string[]
  detections: { threat: number; radar: number[]; t: number[]; lat: number[]; lon: number[]; h: number[] }[]
  events: SceneEvent[]
}
export interface Site {
  row: number; id: string; kind: string; name: string; value: number; lost: number | null
  lat: number; lon: number; h: number
  /** Of a site that moves. */
  course: Course | null
}
export interface StoryLine { t: number | null; text: string }
export interface Threat {
  row: number; id: string; type: string; class: string; side: Side; outcome: string
  /** The first broken link, of a leaker. */
  link: string | null
  /** Row of the site that it goes for. */
  target: number
  end: number; story: StoryLine[]; course: Course
}
export interface Round { row: number; id: string; missile: string; unit: string; site: number; threat: number; result: string; end: number; course: Course }
export interface Track { row: number; id: string; threat: number; identities: [number, string][]; end: number; course: Course }
export interface SceneEvent {
  t: number; what: 'launch' | 'intercept' | 'impact' | 'site lost'; text: string
  threat: number; shot: number; site: number; kill: boolean; lat: number; lon: number; h: number
}

/** Who sees a target at a height above the ground, as areas on the map (terrain and horizon taken into account). */
export interface CoveragePage {
  height: number; target: string; rcs: number; probability: number
  areas: { radar: string; kind: string; outline: { outer: [number, number][]; holes: [number, number][][] }[] }[]
}
/** Where a missile meets a target, as farthest and nearest ground range [m] by height [m]; a body of revolution around the launcher. */
export interface EnvelopePage {
  missile: string; target: string
  units: string[]
  heights: number[]; farthest: (number | null)[]; nearest: (number | null)[]
}

/** Two runs, fight by fight where both have the same seed and replicates, else as independent samples. */
export interface Comparison {
  a: RunEntry; b: RunEntry
  paired: boolean
  /** Why not, where they are not paired. */
  why: string
  /** Where the raids differ, a difference says nothing of the defence. */
  same_raid: boolean
  replicates: number
  rows: { measure: string; unit: string; a: Estimate; b: Estimate; difference: Estimate; better: 'less' | 'more' }[]
  /** b minus a, armed leakers per fight: how often each difference came up. */
  differences: { values: number[]; counts: number[] }
  ledger: { link: string; a: Estimate; b: Estimate; difference: Estimate }[]
}

/** A plan folder: its answers in words and its tables as columns. Dates are ISO dates. */
export interface PlanPage {
  id: Id; name: string; title: string
  answers: { title: string; verdict: string; lines: string[] }[]
  alternatives: string[]
  /** What ids are called, by kind: `alternatives`, `programmes`, `tranches` (and options); what has no name is not in it. */
  names: Record<string, Record<string, string>>
  /** The day on which the facts end ("" where the plan does not say), and the dates that it compares. */
  as_of: string
  dates: string[]
  measures: Record<string, { unit: string; meaning: string }>
  tables: Record<string, Record<string, (string | number | boolean | null)[]>>
  made: Record<string, string>
}

export interface Problem { line: number | null; path: (string | number)[]; value: string; message: string }
export interface ScenarioPage { id: Id; name: string; text: string; etag: string }
export interface Checked {
  problems: Problem[]
  /** Null while there are problems. */
  laydown: Laydown | null
  notes: string[]
  cost: string
}
export interface Choice { id: string; name: string; kind: string }
export interface Catalogue { threats: Choice[]; systems: Choice[]; missiles: Choice[]; fits: Record<string, string[]> }

export interface Job {
  id: Id
  kind: 'run' | 'blame' | 'sensitivity'
  title: string
  state: 'queued' | 'compiling' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number; total: number
  /** Seconds left, when known. */
  left: number | null
  message: string
  /** The run that it makes, once that has a name, or that it is about. */
  run: Id | null
}
/** What the WebSocket `/api/live` says. */
export type Live = { type: 'job'; job: Job } | { type: 'index' } | { type: 'hello' }

/** Every refusal: a sentence and what to do. */
export interface Refusal { error: string; remedy?: string; problems?: Problem[] }
