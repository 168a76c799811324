/** Calls to the server. Every refusal becomes a `Refused` with a sentence for people; a dead server a `Lost`. */

import type {
  Catalogue, Checked, Comparison, CoveragePage, EnvelopePage, Id, Index, Job, PlanPage, Refusal, ReplicatePage, RunPage, Scene,
  ScenarioPage,
} from './types'

export class Refused extends Error {
  constructor(readonly status: number, readonly refusal: Refusal) {
    super(refusal.error)
  }
}

export class Lost extends Error {
  constructor() {
    super('The server does not answer.')
  }
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const asked: RequestInit = { method, credentials: 'same-origin' }
  if (signal !== undefined) asked.signal = signal
  if (body !== undefined) {
    asked.headers = { 'content-type': 'application/json' }
    asked.body = JSON.stringify(body)
  }
  let answer: Response
  try {
    answer = await fetch(`/api/${path}`, asked)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Lost()
  }
  if (answer.status === 204) return undefined as T
  const content: unknown = await answer.json().catch(() => ({ error: `The server answers ${answer.status}.` }))
  if (!answer.ok) throw new Refused(answer.status, content as Refusal)
  return content as T
}

const get = <T>(path: string, signal?: AbortSignal): Promise<T> => call<T>('GET', path, undefined, signal)
const query = (given: Record<string, string | number | undefined>): string => {
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  return new URLSearchParams(known.map(([key, value]) => [key, String(value)])).toString()
}

export const api = {
  index: () => get<Index>('index'),
  run: (id: Id) => get<RunPage>(`runs/${id}`),
  replicates: (id: Id, offset: number, limit: number, sort = 'replicate', order: 'up' | 'down' = 'up') =>
    get<ReplicatePage>(`runs/${id}/replicates?${query({ offset, limit, sort, order })}`),
  /** Fights a replicate again and gives its scene. */
  scene: (id: Id, replicate: number, signal?: AbortSignal) => get<Scene>(`runs/${id}/replicates/${replicate}/scene`, signal),
  coverage: (id: Id, height: number, signal?: AbortSignal) => get<CoveragePage>(`runs/${id}/coverage?${query({ height })}`, signal),
  envelopes: (id: Id) => get<EnvelopePage[]>(`runs/${id}/envelopes`),
  /** Address of a download of a replicate in one of the formats of `vyuha replay --to`. */
  download: (id: Id, replicate: number, format: string) => `/api/runs/${id}/replicates/${replicate}/export?${query({ format })}`,
  formats: () => get<{ name: string; ending: string; about: string }[]>('formats'),
  compare: (a: Id, b: Id) => get<Comparison>(`compare?${query({ a, b })}`),
  plan: (id: Id) => get<PlanPage>(`plans/${id}`),
  scenario: (id: Id) => get<ScenarioPage>(`scenarios/${id}`),
  check: (id: Id, text: string, signal?: AbortSignal) => call<Checked>('POST', `scenarios/${id}/check`, { text }, signal),
  /** A file name in place of an id, with an empty etag, makes a new scenario. */
  save: (id: Id, text: string, etag: string) => call<{ etag: string; name: string }>('PUT', `scenarios/${id}`, { text, etag }),
  schema: () => get<Record<string, unknown>>('schema'),
  catalogue: () => get<Catalogue>('catalogue'),
  jobs: () => get<Job[]>('jobs'),
  /** `text` runs an edited scenario without saving it. */
  start: (asked: { kind: Job['kind']; scenario?: Id; run?: Id; text?: string; name?: string; replicates?: number; seed?: number }) =>
    call<Job>('POST', 'jobs', asked),
  cancel: (id: Id) => call<void>('DELETE', `jobs/${id}`),
}
