/** What the server says of its own accord: progress of jobs, new runs, and whether it is still there. */

import { signal } from '@preact/signals'
import { api, Refused } from './api'
import type { Job, Live } from './types'

/**
 * `open` while the server speaks to this page. Else why it does not: it does not answer at all, it does not know this browser
 * any more since it was started again, or it answers but speaks to as many pages as it can.
 */
export type Connection = 'open' | 'gone' | 'unknown' | 'full'
/** The shell says what to do about it. */
export const connection = signal<Connection>('open')
export const jobs = signal<ReadonlyMap<string, Job>>(new Map())
/** Grows whenever the folder has changed, or may have while nobody said so. */
export const changes = signal(0)

const RETRY = 1500

export function listen(): void {
  const socket = new WebSocket(`ws://${location.host}/api/live`)
  socket.onmessage = (message: MessageEvent<string>) => hear(JSON.parse(message.data) as Live)
  socket.onclose = () => {
    void why().then((found) => { connection.value = found })
    setTimeout(listen, RETRY)
  }
}

/** Takes in what the server says. */
export function hear(said: Live): void {
  // The jobs that it knows follow its greeting; those of an earlier server are none of them.
  if (said.type === 'hello') jobs.value = new Map()
  if (said.type === 'job') jobs.value = new Map(jobs.value).set(said.job.id, said.job)
  if (said.type === 'index' || (said.type === 'hello' && connection.value !== 'open')) changes.value += 1
  connection.value = 'open'
}

/** The browser does not tell why a connection was refused: an ordinary question does. */
async function why(): Promise<Connection> {
  try {
    await api.jobs()
    return 'full'
  } catch (failure) {
    return failure instanceof Refused ? 'unknown' : 'gone'
  }
}
