/** The frame around every page: where one is, what the folder holds, light or dark, and what to do when the server is gone. */

import { useEffect, useRef } from 'preact/hooks'
import { Guard } from './guard'
import { connection, type Connection } from './live'
import { HomePage } from './home'
import { Loaded, lazily } from './parts/loading'
import { link, route } from './route'
import { theme, toggleTheme } from './theme'

// The globe is large: it comes when somebody looks at it.
const ReplayPage = lazily(() => import('./replay/page'))
const ResultsPage = lazily(() => import('./results/page'))
const ComparePage = lazily(() => import('./results/compare'))
const PlanPage = lazily(() => import('./programme/page'))
const ScenarioPage = lazily(() => import('./scenario/page'))

export function Shell() {
  const place = useRef<HTMLElement>(null), path = route.value.path.join('/')
  useArrival(place, path)
  useEffect(() => { document.documentElement.dataset['theme'] = theme.value }, [theme.value])
  return (
    <>
      <header class="bar">
        <a class="brand" href={link([])}><img src="/icon.svg" alt="" width="24" height="24" /> Vyuha</a>
        <span class="notice">Simulation for analysis and teaching: notional sites, public figures.</span>
        <button type="button" onClick={toggleTheme} aria-label={`Use ${theme.value === 'dark' ? 'light' : 'dark'} colours`}>
          {theme.value === 'dark' ? '☀' : '☾'}
        </button>
      </header>
      {connection.value === 'open' ? null : <LostServer why={connection.value} />}
      <main id="page" ref={place} tabIndex={-1}><Guard key={path}>{page()}</Guard></main>
    </>
  )
}

/** Whoever follows a link begins at the top of the page that it leads to, with the keyboard too. */
function useArrival(place: { current: HTMLElement | null }, path: string): void {
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    scrollTo(0, 0)
    place.current?.focus({ preventScroll: true })
  }, [path])
}

function page() {
  const [room, id, part] = route.value.path
  if (room === 'runs' && id !== undefined) {
    return part === 'replay' ? <Loaded of={ReplayPage} id={id} key={id} /> : <Loaded of={ResultsPage} id={id} key={id} />
  }
  if (room === 'compare') return <Loaded of={ComparePage} id={id ?? ''} />
  if (room === 'plans' && id !== undefined) return <Loaded of={PlanPage} id={id} key={id} />
  if (room === 'scenarios' && id !== undefined) return <Loaded of={ScenarioPage} id={id} key={id} />
  return <HomePage />
}

function LostServer({ why }: { why: Connection }) {
  if (why === 'full') {
    return (
      <div class="lost" role="alert">
        <strong>The server speaks to as many pages as it can.</strong> This one shows what it reads, but no progress and nothing new
        by itself. Close other pages of Vyuha; it goes on by itself then.
      </div>
    )
  }
  if (why === 'unknown') {
    return <div class="lost" role="alert"><strong>The server was started again.</strong> It does not know this page any more: open the address that it prints now.</div>
  }
  return (
    <div class="lost" role="alert">
      <strong>The server does not answer.</strong> It was stopped, or its terminal was closed. Start it again with <code>vyuha serve</code>{' '}
      in the same folder and open the address that it prints; this page goes on by itself if the same server comes back.
    </div>
  )
}
