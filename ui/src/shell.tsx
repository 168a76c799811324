/** The frame around every page: where one is, what the folder holds, light or dark, and what to do when the server is gone. */

import { useEffect } from 'preact/hooks'
import { connected } from './live'
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
      {connected.value ? null : <LostServer />}
      <main id="page">{page()}</main>
    </>
  )
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

function LostServer() {
  return (
    <div class="lost" role="alert">
      <strong>The server does not answer.</strong> It was stopped, or its terminal was closed. Start it again with <code>vyuha serve</code>{' '}
      in the same folder and open the address that it prints; this page goes on by itself if the same server comes back.
    </div>
  )
}
