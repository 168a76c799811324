/** What is shown of a run: which fight, which moment, which threat; kept in the address. */

import { signal } from '@preact/signals'
import { api } from '../api'
import { restate, route } from '../route'
import type { RunPage, Scene } from '../types'
import { Player } from './player'

const number = (name: string): number | undefined => {
  const said = route.value.query.get(name)
  return said === null || said === '' || !Number.isFinite(Number(said)) ? undefined : Number(said)
}

export class Replay {
  readonly player = new Player()
  readonly run = signal<RunPage | null>(null)
  readonly scene = signal<Scene | null>(null)
  /** The fight that is asked for; null until it is known which is typical. */
  readonly replicate = signal<number | null>(number('replicate') ?? null)
  readonly fighting = signal(false)
  readonly failure = signal<unknown>(undefined)
  readonly threat = signal<number | null>(number('threat') ?? null)
  readonly following = signal(false)
  private asked: AbortController | null = null

  constructor(readonly id: string) {
    this.player.rested = () => this.keep()
  }

  /** Loads the run and its fight; without a wish the typical one. */
  async open(): Promise<void> {
    if (this.replicate.value !== null) void this.fight(this.replicate.value, number('t'))
    try {
      this.run.value = await api.run(this.id)
      if (this.replicate.value === null) await this.fight(this.run.value.summary.typical, number('t'))
    } catch (failure) {
      if (this.scene.value === null) this.failure.value = failure
    }
  }

  /** Fights a replicate again, and shows it from `time` on. */
  async fight(replicate: number, time = 0): Promise<void> {
    this.asked?.abort()
    const asked = (this.asked = new AbortController())
    this.replicate.value = replicate
    this.fighting.value = true
    this.failure.value = undefined
    if (this.player.playing.value) this.player.toggle()
    try {
      const scene = await api.scene(this.id, replicate, asked.signal)
      if (asked.signal.aborted) return
      this.scene.value = scene
      this.player.duration.value = scene.duration
      if (scene.threats.every((one) => one.row !== this.threat.value)) this.threat.value = null
      this.player.seek(time)
    } catch (failure) {
      if (!asked.signal.aborted) this.failure.value = failure
    }
    if (!asked.signal.aborted) this.fighting.value = false
  }

  choose(row: number | null): void {
    this.threat.value = row
    if (row === null) this.following.value = false
    this.keep()
  }

  /** Chooses a threat and goes to a moment of it. */
  jump(row: number | null, time: number): void {
    if (this.player.playing.value) this.player.toggle()
    this.threat.value = row
    this.player.seek(time)
  }

  /** Takes over what somebody wrote into the address. */
  follow(): void {
    const replicate = number('replicate'), time = number('t'), threat = number('threat')
    if (threat !== undefined && threat !== this.threat.value) this.threat.value = threat
    if (replicate !== undefined && replicate !== this.replicate.value) void this.fight(replicate, time)
    else if (time !== undefined && Math.abs(time - this.player.time) > 0.2 && !this.player.playing.value) this.player.seek(time)
  }

  private keep(): void {
    if (this.scene.value === null || this.replicate.value === null) return
    restate({ replicate: this.replicate.value, t: Math.round(this.player.time * 10) / 10, threat: this.threat.value ?? undefined })
  }

  close(): void {
    this.asked?.abort()
    this.player.rested = () => {}
    if (this.player.playing.value) this.player.toggle()
  }
}
