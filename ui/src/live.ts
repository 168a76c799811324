/** What the server says of its own accord: progress of jobs, new runs, and whether it is still there. */

import { signal } from '@preact/signals'
import type { Job, Live } from './types'

/** Whether the server answers; the shell shows a page that says what to do when it does not. */
export const connected = signal(true)
export const jobs = signal<ReadonlyMap<string, Job>>(new Map())
/** Grows whenever the folder has changed. */
export const changes = signal(0)

const RETRY = 1500

export function listen(): void {
  const socket = new WebSocket(`ws://${location.host}/api/live`)
  socket.onmessage = (message: MessageEvent<string>) => {
    const said = JSON.parse(message.data) as Live
    connected.value = true
    if (said.type === 'job') jobs.value = new Map(jobs.value).set(said.job.id, said.job)
    if (said.type === 'index') changes.value += 1
  }
  socket.onclose = () => {
    connected.value = false
    setTimeout(listen, RETRY)
  }
}
