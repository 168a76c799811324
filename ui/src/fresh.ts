/** What pages show of the folder stays true while they are open. */

import { useRef } from 'preact/hooks'
import { changes } from './live'
import { useLoaded, type Loading } from './parts/loading'

/** What a promise gives, read again when the folder has changed or the server has come back; what was there stays meanwhile. */
export function useFresh<T>(load: () => Promise<T>): Loading<T> {
  const { value, failure } = useLoaded(load, [changes.value])
  const last = useRef<T | undefined>(undefined)
  if (value !== undefined) last.current = value
  return { value: last.current, failure }
}
