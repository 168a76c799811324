/** Waiting for something, and what is shown instead when it does not come. */

import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { inWords, Lost, Refused } from '../api'
import { Prose } from './prose'

export type Page = ComponentType<{ id: string }>
type Module = { default: Page }

/** Loads a page once; what did not come is asked for again the next time. */
export function lazily(load: () => Promise<Module>): () => Promise<Page> {
  let loaded: Promise<Page> | undefined
  return () => (loaded ??= load().then((module) => module.default, (failure: unknown) => {
    loaded = undefined
    // What browsers say of a part that did not come helps nobody.
    throw failure instanceof Error && /import|preload/i.test(failure.message) ? new Lost() : failure
  }))
}

export function Loaded({ of, id }: { of: () => Promise<Page>; id: string }) {
  const { value: Part, failure } = useLoaded(of, [of])
  if (failure !== undefined) return <Failure failure={failure} />
  return Part === undefined ? <p class="wait">Loading …</p> : <Part id={id} />
}

export interface Loading<T> { value: T | undefined; failure: unknown }

/** What a promise gives, loaded again whenever `keys` change. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[]): Loading<T> {
  const [state, setState] = useState<Loading<T>>({ value: undefined, failure: undefined })
  useEffect(() => {
    const stop = new AbortController()
    setState({ value: undefined, failure: undefined })
    load(stop.signal).then(
      (value) => { if (!stop.signal.aborted) setState({ value, failure: undefined }) },
      (failure: unknown) => { if (!stop.signal.aborted) setState({ value: undefined, failure }) },
    )
    return () => stop.abort()
  }, keys)
  return state
}

export function Failure({ failure }: { failure: unknown }) {
  if (failure instanceof Refused) {
    return (
      <section class="failure" role="alert">
        <h2>{failure.status === 404 ? 'Not here' : 'That did not work'}</h2>
        <p><Prose text={failure.refusal.error} /></p>
        {failure.refusal.remedy === undefined ? null : <p><Prose text={failure.refusal.remedy} /></p>}
        <p><a href="#/">To the start page</a></p>
      </section>
    )
  }
  return <section class="failure" role="alert"><h2>That did not work</h2><p>{inWords(failure)}</p></section>
}
