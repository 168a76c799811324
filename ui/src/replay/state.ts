/** What is shown of a run: which fight, which moment, which threat; kept in the address. */

import { signal } from '@preact/signals'
import { api } from '../api'
import { restate, route, type Route } from '../route'
import type { RunPage, Scene } from '../types'
import { Player } from './player'

const number = (name: string): number | undefined => {
  const said = route.value.query.get(name)
  return said === null || said === '' || !Number.isFinite(Number(said)) ? undefined : Number(said)
}

/** How long the clock has to rest before the address says where it stands [ms]: browsers refuse addresses that change all the time. */
const REST = 300

export class Replay {
  readonly player = new Player()
  readonly run = signal<RunPage | null>(null)
  /** Why the run's summary is not there; its fights may be. */
  readonly runFailure = signal<unknown>(undefined)
  readonly scene = signal<Scene | null>(null)
  /** The fight that is shown. */
  readonly replicate = signal<number | null>(null)
  /** The fight that is asked for; null until it is known which is typical. */
  readonly wanted = signal<number | null>(number('replicate') ?? null)
  readonly fighting = signal(false)
  readonly failure = signal<unknown>(undefined)
  readonly threat = signal<number | null>(number('threat') ?? null)
  readonly following = signal(false)
  private asked: AbortController | null = null
  private resting: ReturnType<typeof setTimeout> | undefined
  /** The address that was written here: nobody else's wish. */
  private written: Route | null = null

  constructor(readonly id: string) {
    this.player.rested = () => {
      clearTimeout(this.resting)
      this.resting = setTimeout(() => this.keep(), REST)
    }
  }

  /** Loads the run and its fight; without a wish the typical one. */
  async open(): Promise<void> {
    if (this.wanted.value !== null) void this.fight(this.wanted.value, number('t'))
    try {
      this.run.value = await api.run(this.id)
      if (this.wanted.value === null) await this.fight(this.run.value.summary.typical, number('t'))
    } catch (failure) {
      this.runFailure.value = failure
      // Nobody says which fight to show.
      if (this.wanted.value === null) this.failure.value = failure
    }
  }

  /** Fights a replicate again, and shows it from `time` on. */
  async fight(replicate: number, time = 0): Promise<void> {
    this.asked?.abort()
    const asked = (this.asked = new AbortController())
    this.wanted.value = replicate
    this.fighting.value = true
    this.failure.value = undefined
    if (this.player.playing.value) this.player.toggle()
    try {
      const scene = await api.scene(this.id, replicate, asked.signal)
      if (!asked.signal.aborted) this.show(scene, replicate, time)
    } catch (failure) {
      if (asked.signal.aborted) return
      this.failure.value = failure
      this.wanted.value = this.replicate.value
    }
    if (!asked.signal.aborted) this.fighting.value = false
  }

  private show(scene: Scene, replicate: number, time: number): void {
    this.scene.value = scene
    this.replicate.value = replicate
    this.player.duration.value = scene.duration
    this.player.seek(time)
    this.choose(scene.threats.some((one) => one.row === this.threat.value) ? this.threat.value : null)
  }

  choose(row: number | null): void {
    this.threat.value = row
    if (row === null) this.following.value = false
    this.keep()
  }

  /** Chooses a threat, and goes to where it begins if it is not in the air. */
  visit(row: number): void {
    const times = this.scene.value?.threats.find((one) => one.row === row)?.course.t ?? []
    const begins = times[0] ?? 0, ends = times.at(-1) ?? Infinity
    if (this.player.time < begins || this.player.time > ends) this.jump(row, begins)
    else this.choose(row)
  }

  /** Chooses a threat and goes to a moment of it. */
  jump(row: number | null, time: number): void {
    if (this.player.playing.value) this.player.toggle()
    this.player.seek(time)
    this.choose(row)
  }

  /** Takes over what somebody wrote into the address. */
  follow(): void {
    if (route.value === this.written) return
    clearTimeout(this.resting)
    const replicate = number('replicate'), time = number('t'), threat = number('threat')
    if (threat !== undefined && threat !== this.threat.value) this.threat.value = threat
    if (replicate !== undefined && replicate !== this.wanted.value) void this.fight(replicate, time)
    else if (time !== undefined && Math.abs(time - this.player.time) > 0.2 && !this.player.playing.value) this.player.seek(time)
  }

  private keep(): void {
    clearTimeout(this.resting)
    if (this.scene.value === null || this.replicate.value === null) return
    restate({ replicate: this.replicate.value, t: Math.round(this.player.time * 10) / 10, threat: this.threat.value ?? undefined })
    this.written = route.value
  }

  close(): void {
    this.asked?.abort()
    this.player.rested = () => {}
    clearTimeout(this.resting)
    if (this.player.playing.value) this.player.toggle()
  }
}
