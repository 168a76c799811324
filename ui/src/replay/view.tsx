/** The element that holds the globe, or says why there is none. */

import { effect, signal, type Signal } from '@preact/signals'
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
    const can = drawing()
    if (can === 'none') {
      setProblem('This browser draws no WebGL, so there is no globe. Clock, threats, stories and ledger work without it.')
      return
    }
    const failed = (text: string): void => { watch.errors.push(text); setProblem(`The globe has stopped: ${text} Clock, threats, stories and ledger go on; loading the page again may bring it back.`) }
    const lite = route.value.query.get('lite') === '1' || (can === 'software' && route.value.query.get('lite') !== '0')
    let stop = (): void => {}, gone = false
    // The globe is the largest part of the page: the panels do not wait for it.
    import('./stage').then(({ Stage }) => {
      if (gone || place.current === null) return
      const made = new Stage(place.current, { dark: theme.value === 'dark', lite })
      made.globe.failed = failed
      made.picked = (row) => replay.choose(row)
      made.globe.drawn = (took) => { watch.drawing += took }
      made.ready = () => { watch.ready = true; setWaiting(false) }
      stage.value = made
      stop = bind(replay, made, layers, height, watch)
    }).catch((error: unknown) => failed(String(error)))
    return () => { gone = true; stop(); stage.value?.destroy(); stage.value = null }
  }, [replay])
  return (
    <div class="view">
      <div class="globe" ref={place} role="img" aria-label="Globe with the fight; the panels say the same in words" />
      {problem === null ? null : <div class="failure over" role="alert">{problem}</div>}
      {waiting && problem === null ? <p class="wait over" role="status">Drawing the globe …</p> : null}
    </div>
  )
}

/** Everything that moves the stage; gives what undoes it. */
function bind(replay: Replay, stage: Stage, layers: Signal<Record<Layer, boolean>>, height: Signal<number>, watch: NonNullable<Window['vyuha']>): () => void {
  const dirty = signal(0)
  const undo = [
    effect(() => { if (replay.scene.value !== null) { stage.open(replay.scene.value); dirty.value = dirty.peek() + 1 } }),
    effect(() => { stage.choose(replay.threat.value); dirty.value = dirty.peek() + 1 }),
    effect(() => stage.setFollowing(replay.following.value)),
    effect(() => { for (const [layer, on] of Object.entries(layers.value)) stage.layer(layer as Layer, on); dirty.value = dirty.peek() + 1 }),
    effect(() => stage.setHeight(height.value)),
    effect(() => stage.globe.theme(theme.value === 'dark')),
  ]
  let last = NaN, drawn = -1, frame = 0
  const step = (stamp: number): void => {
    frame = requestAnimationFrame(step)
    replay.player.tick(stamp)
    const { time } = replay.player
    if (time === last && drawn === dirty.peek()) return
    last = time
    drawn = dirty.peek()
    const before = performance.now()
    stage.update(time, replay.player.playing.peek() ? replay.player.speed.peek() : 1)
    watch.spent += performance.now() - before
    watch.frames += 1
  }
  frame = requestAnimationFrame(step)
  return () => { cancelAnimationFrame(frame); for (const one of undo) one() }
}
