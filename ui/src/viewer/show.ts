/** One replay in the report: the stage, the clock, the list of threats and the story of the one that is chosen. */

import type { Scene, Threat } from '../types'
import { Clock, spoken } from './clock'
import { Layers } from './layers'
import { KM, Stage } from './stage'

const SPEEDS = [1, 5, 10, 20, 60]
const TALLNESS = [1, 3, 6]
const NEAR = 18

export interface Shown { stop(): void; errors: string[] }

/** Shows a scene in `host`; without WebGL only its list and stories. */
export function show(host: HTMLElement, scene: Scene): Shown {
  return new Show(host, scene)
}

class Show implements Shown {
  readonly errors: string[] = []
  private readonly clock: Clock
  private stage: Stage | undefined
  private layers: Layers | undefined
  private extent = 0
  private chosen: Threat | undefined
  private running = true
  private readonly scrub = element('input', { type: 'range', min: '0', step: '0.1', 'aria-label': 'Time of the fight' })
  private readonly time = element('span', { class: 'v3-time' })
  private readonly play = element('button', { type: 'button' }, 'Play')
  private readonly said = element('div', { class: 'v3-said', 'aria-live': 'off' })
  private readonly story = element('div', { class: 'v3-story' })
  private readonly room = element('div', { class: 'v3-stage' })
  private readonly rows = new Map<number, HTMLButtonElement>()
  private readonly labels: { node: HTMLElement; at: readonly [number, number, number] }[] = []
  private readonly pointer: HTMLElement

  constructor(host: HTMLElement, private readonly scene: Scene) {
    this.clock = new Clock(restFrom(scene))
    this.scrub.max = String(this.clock.end)
    this.pointer = element('div', { class: 'v3-label' })
    host.replaceChildren(this.room, this.bar(), this.low())
    try {
      this.open()
    } catch (error) {
      this.errors.push(String(error))
      this.room.replaceChildren(element('p', { class: 'v3-said' }, 'This browser shows no three-dimensional pictures (WebGL is off). The stories below need none.'))
    }
    this.tell(undefined)
    this.room.addEventListener('keydown', (event) => this.key(event))
    this.frame(performance.now())
  }

  stop(): void {
    this.running = false
    this.stage?.leave()
  }

  private open(): void {
    const layers = new Layers(this.scene)
    this.extent = layers.extent()
    const stage = new Stage(this.room, { sky: '#0f151b', line: '#3b4a57', land: '#6f7d63' }, this.extent)
    stage.tall.add(layers.rings, layers.places, layers.tracks, layers.threats, layers.rounds)
    if (this.scene.relief !== null) stage.addRelief(this.scene.relief)
    stage.exaggerate(3)
    const canvas = stage.renderer.domElement
    canvas.tabIndex = 0
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', 'The fight in three dimensions. Space plays, arrows move the time; the list below names every threat.')
    canvas.addEventListener('click', (event) => this.pick(event))
    this.room.append(this.said, this.pointer)
    for (const site of this.scene.sites.filter((one) => one.course === null)) {
      const node = element('div', { class: 'v3-label' }, site.name === '' || site.kind !== 'asset' ? site.id : site.name)
      this.labels.push({ node, at: layers.siteAt(site.lat, site.lon, site.h) })
      this.room.append(node)
    }
    const edge = Math.min(this.extent, 60) / KM
    for (const [name, east, north] of [['N', 0, edge], ['E', edge, 0], ['S', 0, -edge], ['W', -edge, 0]] as const) {
      const node = element('div', { class: 'v3-label' }, name)
      this.labels.push({ node, at: [east, north, 0] })
      this.room.append(node)
    }
    this.stage = stage
    this.layers = layers
  }

  private bar(): HTMLElement {
    const speed = choice('Speed', SPEEDS.map((s) => [String(s), `${s}x`]), String(this.clock.speed), (value) => { this.clock.speed = Number(value) })
    const tall = choice('Heights', TALLNESS.map((s) => [String(s), s === 1 ? 'true' : `${s}x`]), '3', (value) => this.stage?.exaggerate(Number(value)))
    this.play.addEventListener('click', () => this.toggle())
    this.scrub.addEventListener('input', () => this.go(Number(this.scrub.value)))
    const home = element('button', { type: 'button' }, 'Whole view')
    home.addEventListener('click', () => this.stage?.home(this.extent))
    const layers = (['tracks', 'rounds', 'rings'] as const).map((name) => {
      const box = element('input', { type: 'checkbox' })
      box.checked = true
      box.addEventListener('change', () => {
        if (this.layers !== undefined) this.layers[name].visible = box.checked
        this.stage?.touch()
      })
      return element('label', {}, box, { tracks: 'Tracks', rounds: 'Interceptors', rings: 'Coverage and reach' }[name])
    })
    return element('div', { class: 'v3-bar' }, this.play, this.time, this.scrub, speed, tall, home, ...layers)
  }

  private low(): HTMLElement {
    const list = element('div', { class: 'v3-list', role: 'group', 'aria-label': 'Threats' })
    const order = [...this.scene.threats].sort((a, b) => Number(b.link !== null) - Number(a.link !== null) || a.row - b.row)
    for (const threat of order) {
      const fate = threat.link === null ? threat.outcome : `${threat.outcome}: ${threat.link}`
      const row = element('button', { type: 'button', 'aria-pressed': 'false' }, element('span', {}, threat.id), element('i', {}, fate))
      row.addEventListener('click', () => this.tell(threat))
      this.rows.set(threat.row, row)
      list.append(row)
    }
    return element('div', { class: 'v3-low' }, list, this.story)
  }

  private tell(threat: Threat | undefined): void {
    this.chosen = threat
    for (const [row, node] of this.rows) node.setAttribute('aria-pressed', String(row === threat?.row))
    if (threat === undefined) {
      this.story.replaceChildren(element('p', {}, 'Choose a threat, here or in the picture, to read its story. Those that came through stand first.'))
      return
    }
    this.rows.get(threat.row)?.scrollIntoView({ block: 'nearest' })
    const lines = threat.story.map((line) => {
      if (line.t === null) return element('li', {}, line.text)
      const jump = element('button', { type: 'button' }, spoken(line.t))
      jump.addEventListener('click', () => this.go(line.t!))
      return element('li', {}, jump, line.text)
    })
    this.story.replaceChildren(element('ol', {}, ...lines))
    this.stage?.touch()
  }

  private toggle(): void {
    this.clock.toggle()
    this.update()
  }

  private go(time: number): void {
    this.clock.go(time)
    this.update()
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: -5, ArrowRight: 5, Home: -Infinity, End: Infinity }
    const step = steps[event.key]
    if (event.key === ' ') this.toggle()
    else if (step !== undefined) this.go(this.clock.time + step)
    else if (event.key === 'Escape') this.tell(undefined)
    else return
    event.preventDefault()
  }

  private pick(event: MouseEvent): void {
    const box = this.room.getBoundingClientRect()
    let best: Threat | undefined
    let least = NEAR
    for (const threat of this.scene.threats) {
      const at = this.seen(threat)
      const away = at === null ? Infinity : Math.hypot(at.x - event.clientX + box.left, at.y - event.clientY + box.top)
      if (away < least) [best, least] = [threat, away]
    }
    if (best !== undefined) this.tell(best)
  }

  private seen(threat: Threat): { x: number; y: number } | null {
    const at = this.layers?.whereIs(threat.row, this.clock.time) ?? null
    return at === null ? null : (this.stage?.onScreen(at[0] / KM, -at[2] / KM, at[1] / KM) ?? null)
  }

  private update(): void {
    const t = this.clock.time
    this.layers?.show(t)
    this.scrub.value = String(t)
    this.time.textContent = `${spoken(t)} of ${spoken(this.clock.end)}`
    this.play.textContent = this.clock.playing ? 'Pause' : 'Play'
    this.said.textContent = this.scene.events.filter((event) => event.t <= t && event.t > t - 8).slice(-3).map((event) => event.text).join(' · ')
    this.stage?.touch()
  }

  private frame(now: number): void {
    if (!this.running) return
    if (this.clock.step(now) || this.time.textContent === '') this.update()
    try {
      if (this.stage?.draw() === true) this.label()
    } catch (error) {
      this.errors.push(String(error))
    }
    requestAnimationFrame((next) => this.frame(next))
  }

  private label(): void {
    const taken: { x: number; y: number }[] = []
    for (const { node, at } of this.labels) {
      const seen = this.stage?.onScreen(...at) ?? null
      // Of labels that would lie on each other the first is shown; coming closer shows the others.
      const free = seen !== null && taken.every((other) => Math.abs(other.x - seen.x) > 64 || Math.abs(other.y - seen.y) > 15)
      if (free) taken.push(seen)
      put(node, free ? seen : null)
    }
    const at = this.chosen === undefined ? null : this.seen(this.chosen)
    this.pointer.textContent = this.chosen === undefined ? '' : `◂ ${this.chosen.id}`
    put(this.pointer, at)
  }
}

/** From when on nothing moves or happens any more. */
function restFrom(scene: Scene): number {
  const ends = [...scene.threats, ...scene.rounds, ...scene.tracks].map((mover) => mover.end)
  return Math.max(1, ...ends, ...scene.events.map((event) => event.t + 5))
}

function put(node: HTMLElement, at: { x: number; y: number } | null): void {
  node.hidden = at === null
  if (at !== null) node.style.transform = `translate(${at.x + 9}px, ${at.y - 9}px)`
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K, attributes: Record<string, string> = {}, ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...inside)
  return made
}

function choice(label: string, options: [string, string][], value: string, chosen: (value: string) => void): HTMLElement {
  const list = element('select', {}, ...options.map(([key, said]) => element('option', { value: key }, said)))
  list.value = value
  list.addEventListener('change', () => chosen(list.value))
  return element('label', {}, label, list)
}
