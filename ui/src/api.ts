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
  const answer = await answered(`/api/${path}`, asked)
  if (answer.status === 204) return undefined as T
  return (await answer.json()) as T
}

/** What the server answers, unless it refuses or is gone. */
async function answered(address: string, asked: RequestInit): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(address, asked)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Lost()
  }
  if (answer.ok) return answer
  const content: unknown = await answer.json().catch(() => ({ error: `The server answers ${answer.status}.` }))
  throw new Refused(answer.status, content as Refusal)
}

/** A file, with the name that the server gives it. */
export async function download(address: string): Promise<{ content: Blob; file: string }> {
  const answer = await answered(address, { credentials: 'same-origin' })
  const file = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  return { content: await answer.blob(), file: file ?? 'fight' }
}

/** What went wrong in one line, with what to do about it where that is known. */
export function inWords(failure: unknown): string {
  if (failure instanceof Refused && failure.refusal.remedy !== undefined) return `${failure.message} ${failure.refusal.remedy}`
  return failure instanceof Error ? failure.message : String(failure)
}

// An id may come from an address that anybody has written: it never becomes more than one part of a path.
const at = (...parts: (string | number)[]): string => parts.map((part) => encodeURIComponent(part)).join('/')
const get = <T>(path: string, signal?: AbortSignal): Promise<T> => call<T>('GET', path, undefined, signal)
const query = (given: Record<string, string | number | undefined>): string => {
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  return new URLSearchParams(known.map(([key, value]) => [key, String(value)])).toString()
}

export const api = {
  index: () => get<Index>('index'),
  run: (id: Id) => get<RunPage>(at('runs', id)),
  replicates: (id: Id, offset: number, limit: number, sort = 'replicate', order: 'up' | 'down' = 'up') =>
    get<ReplicatePage>(`${at('runs', id, 'replicates')}?${query({ offset, limit, sort, order })}`),
  /** Fights a replicate again and gives its scene. */
  scene: (id: Id, replicate: number, signal?: AbortSignal) => get<Scene>(at('runs', id, 'replicates', replicate, 'scene'), signal),
  coverage: (id: Id, height: number, signal?: AbortSignal) => get<CoveragePage>(`${at('runs', id, 'coverage')}?${query({ height })}`, signal),
  envelopes: (id: Id) => get<EnvelopePage[]>(at('runs', id, 'envelopes')),
  /** Address of a download of a replicate in one of the formats of `vyuha replay --to`. */
  download: (id: Id, replicate: number, format: string) => `/api/${at('runs', id, 'replicates', replicate, 'export')}?${query({ format })}`,
  formats: () => get<{ name: string; ending: string; about: string }[]>('formats'),
  compare: (a: Id, b: Id) => get<Comparison>(`compare?${query({ a, b })}`),
  plan: (id: Id) => get<PlanPage>(at('plans', id)),
  scenario: (id: Id) => get<ScenarioPage>(at('scenarios', id)),
  check: (id: Id, text: string, signal?: AbortSignal) => call<Checked>('POST', at('scenarios', id, 'check'), { text }, signal),
  /** A file name in place of an id, with an empty etag, makes a new scenario. */
  save: (id: Id, text: string, etag: string, beside: Id = '') => call<{ etag: string; name: string; id: Id }>('PUT', at('scenarios', id), { text, etag, beside }),
  schema: () => get<Record<string, unknown>>('schema'),
  catalogue: () => get<Catalogue>('catalogue'),
  jobs: () => get<Job[]>('jobs'),
  /** `text` runs an edited scenario without saving it. */
  start: (asked: { kind: Job['kind']; scenario?: Id; run?: Id; text?: string; name?: string; replicates?: number; seed?: number }) =>
    call<Job>('POST', 'jobs', asked),
  cancel: (id: Id) => call<void>('DELETE', at('jobs', id)),
}
