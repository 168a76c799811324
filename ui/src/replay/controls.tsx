/** The clock: play, speed, scrub bar with what happens when, and the keys for all of it. */

import { useEffect, useMemo } from 'preact/hooks'
import type { Scene, SceneEvent } from '../types'
import { SPEEDS } from './player'
import { clockText, latestEvent, nextEvent, previousEvent } from './rows'
import type { Stage } from './stage'
import type { Replay } from './state'

const ARROW = 5
const LONG_ARROW = 60

export function Controls({ replay, stage }: { replay: Replay; stage: Stage | null }) {
  const { player } = replay, scene = replay.scene.value
  useKeys(replay, stage)
  const time = player.shown.value, playing = player.playing.value, still = scene === null
  const latest = scene === null ? undefined : latestEvent(scene.events, time)
  return (
    <div class="clock" role="group" aria-label="Clock">
      <div class="clock-buttons">
        <button type="button" onClick={() => player.seek(0)} disabled={still} aria-label="To the start" title="To the start (Home)"><Icon of="start" /></button>
        <button type="button" onClick={() => step(replay, -1)} disabled={still} aria-label="Previous event" title="Previous event (p)"><Icon of="previous" /></button>
        <button type="button" class="main play" onClick={() => player.toggle()} disabled={still} aria-label={playing ? 'Pause' : 'Play'} title="Play or pause (space)">
          <Icon of={playing ? 'pause' : 'play'} />
        </button>
        <button type="button" onClick={() => step(replay, 1)} disabled={still} aria-label="Next event" title="Next event (n)"><Icon of="next" /></button>
        <label class="speed">
          <span class="unseen">Speed</span>
          <select value={String(player.speed.value)} onChange={(event) => { player.speed.value = Number(event.currentTarget.value) }} title="Speed (+ and -)">
            {SPEEDS.map((speed) => <option value={String(speed)} key={speed}>{speed}×</option>)}
          </select>
        </label>
        <button type="button" onClick={() => whole(replay, stage)} disabled={still || stage === null} title="The whole fight on the globe (w)">Whole fight</button>
        <output class="time" aria-label="Time of the fight">{clockText(time)} <span class="about">{time.toFixed(1)} s</span></output>
        <span class="latest" title={latest?.text}>{latest === undefined ? '' : `${latest.t.toFixed(0)} s: ${latest.text}`}</span>
      </div>
      <div class="scrub">
        {scene === null ? null : <Ticks scene={scene} />}
        <input type="range" min="0" max={player.duration.value} step="0.1" value={time} disabled={still} aria-label="Time in the fight"
          aria-valuetext={`${time.toFixed(0)} seconds of ${player.duration.value.toFixed(0)}`}
          onInput={(event) => player.seek(Number(event.currentTarget.value))} />
      </div>
    </div>
  )
}

// Drawn, since not every machine has these signs in its fonts.
const ICONS = {
  start: 'M3 3h2v10H3zM13 3v10L6 8z', previous: 'M8 3v10L1 8zM15 3v10L8 8z', next: 'M8 3v10l7-5zM1 3v10l7-5z', play: 'M4 2v12l10-6z', pause: 'M3 2h4v12H3zM9 2h4v12H9z',
}

function Icon({ of }: { of: keyof typeof ICONS }) {
  return <svg viewBox="0 0 16 16" width="16" height="16" class="icon" aria-hidden="true"><path d={ICONS[of]} /></svg>
}

function step(replay: Replay, way: 1 | -1): void {
  const events = replay.scene.value?.events ?? [], { player } = replay
  const event = way > 0 ? nextEvent(events, player.time) : previousEvent(events, player.time)
  if (event !== undefined) player.seek(event.t)
}

// Launches above the line, intercepts on it (kills taller), impacts and losses below: place as well as colour.
const MARKS: Record<SceneEvent['what'], [number, number]> = { launch: [0, 5], intercept: [6, 11], impact: [13, 20], 'site lost': [13, 20] }

function Ticks({ scene }: { scene: Scene }) {
  return useMemo(() => (
    <svg class="ticks" viewBox={`0 0 ${scene.duration} 20`} preserveAspectRatio="none" role="img" aria-label={described(scene.events)}>
      {scene.events.map((event, n) => {
        const [from, to] = event.kill ? [5, 13] : MARKS[event.what]
        return <line key={n} x1={event.t} x2={event.t} y1={from} y2={to} class={event.kill ? 'kill' : event.what.replace(' ', '-')} vector-effect="non-scaling-stroke" />
      })}
    </svg>
  ), [scene])
}

function described(events: readonly SceneEvent[]): string {
  const of = (what: SceneEvent['what']): number => events.filter((event) => event.what === what).length
  return `${of('launch')} launches, ${of('intercept')} intercepts of which ${events.filter((e) => e.kill).length} kills, ${of('impact')} impacts, ${of('site lost')} sites lost`
}

/** The globe from where everything is to be seen. */
function whole(replay: Replay, stage: Stage | null): void {
  replay.following.value = false
  stage?.whole()
}

function useKeys(replay: Replay, stage: Stage | null): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || replay.scene.value === null) return
      if (spokenFor(event.target instanceof HTMLElement ? event.target : document.body, event.key)) return
      if (event.key === 'w') whole(replay, stage)
      else if (!act(replay, event.key, event.shiftKey)) return
      event.preventDefault()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [replay, stage])
}

const RANGE_KEYS = /^(Arrow|Page|Home$|End$)/, GLOBE_KEYS = /^(Arrow|Page)/

/** Whether somebody writes, chooses or moves something with a key there. */
function spokenFor(on: HTMLElement, key: string): boolean {
  if (key === 'Escape') return false
  if (on.closest('input[type=range]') !== null) return RANGE_KEYS.test(key)
  if (on.closest('canvas') !== null) return GLOBE_KEYS.test(key)
  if (on.closest('input:not([type=checkbox]), select, textarea, [role=tablist]') !== null) return true
  return key === ' ' && on.closest('button, a, input, summary') !== null
}

function act(replay: Replay, key: string, far: boolean): boolean {
  const { player } = replay, by = far ? LONG_ARROW : ARROW
  switch (key) {
    case ' ': player.toggle(); return true
    case 'ArrowLeft': player.seek(player.time - by); return true
    case 'ArrowRight': player.seek(player.time + by); return true
    case '+': case '=': player.shift(1); return true
    case '-': player.shift(-1); return true
    case 'Home': player.seek(0); return true
    case 'End': player.seek(player.duration.value); return true
    case 'n': step(replay, 1); return true
    case 'p': step(replay, -1); return true
    case 'f': replay.following.value = replay.threat.value !== null && !replay.following.value; return true
    case 'Escape': replay.choose(null); return true
    default: return false
  }
}
