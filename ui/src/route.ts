/** The address's fragment says which page is shown, so that every view has an address that can be kept. */

import { signal } from '@preact/signals'

export interface Route { path: string[]; query: URLSearchParams }

function read(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  return { path: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) }
}

/** A part of an address; one that no page has written stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Whether it is the address that the server prints, opened where its page is already. */
const printed = (): boolean => location.hash.startsWith('#token=')

// Who sees the page has entered: the token need not be looked at by whoever passes by.
if (printed()) history.replaceState(null, '', location.pathname)
export const route = signal<Route>(read())
addEventListener('hashchange', () => {
  // The server may be another one by now; it lets in who comes anew.
  if (printed()) location.reload()
  else route.value = read()
})

/** The address of a page: `link(['runs', id], {replicate: 3})`. */
export function link(path: string[], query: Record<string, string | number | undefined> = {}): string {
  const known = Object.entries(query).filter(([, value]) => value !== undefined)
  const asked = new URLSearchParams(known.map(([key, value]) => [key, String(value)])).toString()
  return `#/${path.map(encodeURIComponent).join('/')}${asked === '' ? '' : `?${asked}`}`
}

/** Changes the query of the page that is shown without a new entry in the history. */
export function restate(query: Record<string, string | number | undefined>): void {
  const next = new URLSearchParams(route.value.query)
  for (const [key, value] of Object.entries(query)) value === undefined ? next.delete(key) : next.set(key, String(value))
  history.replaceState(null, '', link(route.value.path, Object.fromEntries(next)))
  route.value = read()
}
