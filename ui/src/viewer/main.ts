/** Finds the replays of the report and shows each when the reader comes to it. */

import { type Shown, show } from './show'
import { unpack } from './unpack'
import css from './viewer.css?inline'

declare global {
  interface Window { vyuhaViewer?: { ready: boolean; errors: string[] } }
}

const state = { ready: false, errors: [] as string[] }
window.vyuhaViewer = state

function begin(place: HTMLElement): void {
  const packed = [...place.querySelectorAll<HTMLScriptElement>('script[data-scene]')]
  const host = document.createElement('div')
  host.className = 'v3'
  const ways = document.createElement('p')
  let shown: Shown | undefined, asked: HTMLScriptElement | undefined
  const open = (one: HTMLScriptElement): void => {
    for (const button of ways.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button.dataset['scene'] === one.dataset['scene']))
    asked = one
    unpack(one.textContent ?? '').then(
      (scene) => {
        // Another one was asked for meanwhile.
        if (asked !== one) return
        shown?.stop()
        shown = show(host, scene)
        state.errors = shown.errors
        state.ready = true
      },
      (error: unknown) => { if (asked === one) host.textContent = `The replay cannot be opened: ${String(error)}` },
    )
  }
  if (packed.length > 1) {
    for (const one of packed) {
      const button = document.createElement('button')
      button.type = 'button'
      button.dataset['scene'] = one.dataset['scene'] ?? ''
      button.textContent = one.dataset['label'] ?? ''
      button.addEventListener('click', () => open(one))
      ways.append(button, ' ')
    }
    ways.className = 'v3-bar'
    host.setAttribute('aria-live', 'off')
    place.append(ways)
  }
  place.append(host)
  const first = packed[0]
  if (first !== undefined) open(first)
}

const sheet = document.createElement('style')
sheet.textContent = css
document.head.append(sheet)
const watch = new IntersectionObserver((seen) => {
  for (const entry of seen) {
    if (!entry.isIntersecting) continue
    watch.unobserve(entry.target)
    begin(entry.target as HTMLElement)
  }
}, { rootMargin: '200px' })
for (const place of document.querySelectorAll<HTMLElement>('[data-replay]')) watch.observe(place)
