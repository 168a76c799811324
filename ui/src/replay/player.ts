/** The replay's clock. `time` moves with every frame; `shown` follows it a few times a second, for what people read. */

import { signal } from '@preact/signals'

export const SPEEDS = [1, 2, 5, 10, 20, 30, 60, 120] as const
const SHOWN_EVERY = 100
// A page that was out of sight goes on as if it had been away for at most so long [ms]; slow frames are not held up.
const LONGEST = 2000

export class Player {
  readonly playing = signal(false)
  readonly speed = signal<number>(10)
  readonly shown = signal(0)
  readonly duration = signal(0)
  /** Called when the time was set or playing stopped: what an address may keep. */
  rested: () => void = () => {}
  private now = 0
  private last: number | null = null
  private lastShown = 0

  get time(): number {
    return this.now
  }

  seek(time: number): void {
    this.now = Math.min(Math.max(time, 0), this.duration.value)
    this.shown.value = this.now
    this.rested()
  }

  toggle(): void {
    if (!this.playing.value && this.now >= this.duration.value) this.now = 0
    this.playing.value = !this.playing.value
    this.last = null
    this.shown.value = this.now
    if (!this.playing.value) this.rested()
  }

  /** One speed up (1) or down (-1). */
  shift(by: 1 | -1): void {
    const next = by > 0 ? SPEEDS.find((s) => s > this.speed.value) : SPEEDS.findLast((s) => s < this.speed.value)
    if (next !== undefined) this.speed.value = next
  }

  /** A frame at `stamp` [ms]. */
  tick(stamp: number): void {
    if (!this.playing.value) return
    if (this.last !== null) this.now += (Math.min(stamp - this.last, LONGEST) / 1000) * this.speed.value
    this.last = stamp
    if (this.now >= this.duration.value) {
      this.now = this.duration.value
      this.toggle()
    } else if (stamp - this.lastShown > SHOWN_EVERY) {
      this.lastShown = stamp
      this.shown.value = this.now
    }
  }
}
