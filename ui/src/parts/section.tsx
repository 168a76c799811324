/** A page in parts that have addresses: `?part=ledger` scrolls to one, and so does its link, however often. */

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { link, route } from '../route'

export function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  const section = useRef<HTMLElement>(null)
  const here = route.value.query.get('part') === id
  useEffect(() => { if (here) section.current?.scrollIntoView() }, [here])
  return <section ref={section} id={id} class="part-of-page"><h2>{title}</h2>{children}</section>
}

export function PartList({ parts }: { parts: { id: string; title: string }[] }) {
  const { path, query } = route.value
  return (
    <nav class="jump" aria-label="On this page">
      {parts.map(({ id, title }) => (
        <a key={id} href={link(path, { part: id })} aria-current={query.get('part') === id} onClick={() => document.getElementById(id)?.scrollIntoView()}>{title}</a>
      ))}
    </nav>
  )
}

/** Names the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Vyuha' : `${title} · Vyuha`
    return () => { document.title = 'Vyuha' }
  }, [title])
}
