/** The clock of a replay: seconds of the fight, which run while it plays. */

export class Clock {
  time = 0
  speed = 20
  playing = false
  private last = 0

  constructor(readonly end: number) {}

  /** Moves on to the moment `now` [ms] of the screen; whether the time has changed. */
  step(now: number): boolean {
    const passed = Math.min((now - this.last) / 1000, 0.25)
    this.last = now
    if (!this.playing) return false
    this.time = Math.min(this.time + passed * this.speed, this.end)
    if (this.time >= this.end) this.playing = false
    return true
  }

  go(time: number): void {
    this.time = Math.min(Math.max(time, 0), this.end)
  }

  /** Plays or stops; from the end it begins again. */
  toggle(): void {
    if (!this.playing && this.time >= this.end) this.time = 0
    this.playing = !this.playing
  }
}

/** Minutes and seconds: 4:05. */
export function spoken(time: number): string {
  const whole = Math.floor(time)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
