/** The element that holds the globe, or says why there is none. */

import { effect, type Signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { drawing } from '../globe/webgl'
import { route } from '../route'
import { theme } from '../theme'
import type { Layer, Stage } from './stage'
import type { Replay } from './state'

declare global {
  interface Window {
    /**
     * For tests: what went wrong in drawing, whether the first whole picture is there, how many frames there were, and how
     * long [ms] they kept the processor busy, with moving things (`spent`) and with drawing (`drawing`).
     */
    vyuha?: { errors: string[]; ready: boolean; frames: number; spent: number; drawing: number }
  }
}

interface Props { replay: Replay; stage: Signal<Stage | null>; layers: Signal<Record<Layer, boolean>>; height: Signal<number> }

export function View({ replay, stage, layers, height }: Props) {
  const place = useRef<HTMLDivElement>(null), [problem, setProblem] = useState<string | null>(null), [waiting, setWaiting] = useState(true)
  useEffect(() => {
    const watch: NonNullable<Window['vyuha']> = { errors: [], ready: false, frames: 0, spent: 0, drawing: 0 }
    window.vyuha = watch
    let frame = 0, draw = (): void => {}
    const step = (stamp: number): void => {
      frame = requestAnimationFrame(step)
      replay.player.tick(stamp)
      draw()
    }
    frame = requestAnimationFrame(step)
    const can = drawing()
    if (can === 'none') {
      setProblem('This browser draws no WebGL, so there is no globe. Clock, threats, stories and ledger work without it.')
      return () => cancelAnimationFrame(frame)
    }
    const failed = (text: string): void => { watch.errors.push(text); setProblem(`The globe has stopped: ${text} Clock, threats, stories and ledger go on; loading the page again may bring it back.`) }
    const lite = route.value.query.get('lite') === '1' || (can === 'software' && route.value.query.get('lite') !== '0')
    let undo: (() => void)[] = [], gone = false
    // The globe is the largest part of the page: the panels do not wait for it.
    import('./stage').then(({ Stage }) => {
      if (gone || place.current === null) return
      const made = new Stage(place.current, { dark: theme.value === 'dark', lite })
      made.globe.failed = failed
      made.picked = (row) => replay.choose(row)
      made.globe.drawn = (took) => { watch.drawing += took }
      made.ready = () => { watch.ready = true; setWaiting(false) }
      stage.value = made
      ;[draw, undo] = bind(replay, made, layers, height, watch)
    }).catch((error: unknown) => failed(String(error)))
    return () => {
      gone = true
      cancelAnimationFrame(frame)
      for (const one of undo) one()
      stage.value?.destroy()
      stage.value = null
    }
  }, [replay])
  return (
    <div class="view">
      <div class="globe" ref={place} role="group" aria-label="Globe with the fight; the panels say the same in words" />
      {problem === null ? null : <div class="failure over" role="alert">{problem}</div>}
      {waiting && problem === null ? <p class="wait over" role="status">Drawing the globe …</p> : null}
    </div>
  )
}

type Bound = [draw: () => void, undo: (() => void)[]]

/** Everything that moves the stage: what draws a frame if anything has changed, and what undoes it all. */
function bind(replay: Replay, stage: Stage, layers: Signal<Record<Layer, boolean>>, height: Signal<number>, watch: NonNullable<Window['vyuha']>): Bound {
  let stale = true, last = NaN
  const undo = [
    effect(() => { if (replay.scene.value !== null) { stage.open(replay.scene.value); stale = true } }),
    effect(() => { stage.choose(replay.threat.value); stale = true }),
    effect(() => { stage.setFollowing(replay.following.value); stale = true }),
    effect(() => { for (const [layer, on] of Object.entries(layers.value)) stage.layer(layer as Layer, on); stale = true }),
    effect(() => stage.setHeight(height.value)),
    effect(() => stage.globe.theme(theme.value === 'dark')),
  ]
  const draw = (): void => {
    const { time, playing, speed } = replay.player
    if (time === last && !stale) return
    last = time
    stale = false
    const before = performance.now()
    stage.update(time, playing.peek() ? speed.peek() : 1)
    watch.spent += performance.now() - before
    watch.frames += 1
  }
  return [draw, undo]
}
