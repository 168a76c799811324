/** The panels beside the globe, which work without it: threats, the ledger, one threat's story. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { symbolUrl, threatCode } from '../globe/symbols'
import { watchFrom } from '../scene/moment'
import type { Scene, Threat } from '../types'
import { breaks, leakers, listed, type SortBy } from './rows'
import type { Replay } from './state'

// What became of it, as a sign as well as a word.
const SIGNS: Record<string, string> = { killed: '✕', hit: '●', stray: '○', 'in flight': '▷', left: '↗' }

function Symbol({ threat, size }: { threat: Threat; size: number }) {
  const url = useMemo(() => symbolUrl(threatCode(threat.class, threat.side), size), [threat.class, threat.side, size])
  return <img src={url} alt="" class="symbol" />
}

const COLUMNS: [SortBy, string][] = [['id', 'Threat'], ['type', 'Type'], ['outcome', 'Outcome'], ['link', 'Broken link']]

export function Threats({ replay, scene }: { replay: Replay; scene: Scene }) {
  const [words, setWords] = useState(''), [by, setBy] = useState<SortBy>('id'), [up, setUp] = useState(true)
  const rows = useMemo(() => listed(scene.threats, words, by, up), [scene, words, by, up])
  const sort = (column: SortBy): void => { setUp(column === by ? !up : true); setBy(column) }
  return (
    <div class="threats">
      <label class="find">Find <input type="search" value={words} onInput={(event) => setWords(event.currentTarget.value)} placeholder="name, type, outcome, link" /></label>
      <p class="about" role="status">{rows.length} of {scene.threats.length} threats</p>
      <table>
        <thead>
          <tr>{COLUMNS.map(([column, name]) => (
            <th scope="col" key={column} aria-sort={column === by ? (up ? 'ascending' : 'descending') : 'none'}>
              <button type="button" class="plain" onClick={() => sort(column)}>{name}{column === by ? (up ? ' ↑' : ' ↓') : ''}</button>
            </th>
          ))}</tr>
        </thead>
        <tbody>{rows.map((one) => <Row key={one.row} replay={replay} threat={one} />)}</tbody>
      </table>
    </div>
  )
}

function Row({ replay, threat }: { replay: Replay; threat: Threat }) {
  const chosen = replay.threat.value === threat.row
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <td><button type="button" class="plain" aria-pressed={chosen} onClick={() => { if (chosen) replay.choose(null); else replay.visit(threat.row) }}><Symbol threat={threat} size={11} /> {threat.id}</button></td>
      <td>{threat.type}</td>
      <td class={threat.link === null ? '' : 'bad'}>{SIGNS[threat.outcome] ?? ''} {threat.outcome}</td>
      <td>{threat.link ?? ''}</td>
    </tr>
  )
}

export function Ledger({ replay, scene }: { replay: Replay; scene: Scene }) {
  const links = replay.run.value?.links ?? []
  const groups = useMemo(() => leakers(scene.threats, links.map((link) => link.name)), [scene, links])
  if (groups.length === 0) return <p>Nothing came through in this fight.</p>
  return (
    <div class="ledger">
      <p class="about">What came through, by the first broken link. A button goes to shortly before its end.</p>
      {groups.map(([link, members]) => (
        <section key={link}>
          <h3>{link} <span class="count">{members.length}</span></h3>
          <p class="about">{links.find((one) => one.name === link)?.meaning}</p>
          <ul>{members.map((one) => (
            <li key={one.row}>
              <button type="button" aria-pressed={replay.threat.value === one.row} onClick={() => replay.jump(one.row, watchFrom(one))}>
                <Symbol threat={one} size={11} /> {one.id} <span class="about">{one.outcome}, {one.end.toFixed(0)} s</span>
              </button>
            </li>
          ))}</ul>
        </section>
      ))}
    </div>
  )
}

export function Story({ replay, scene, globe }: { replay: Replay; scene: Scene; globe: boolean }) {
  const threat = scene.threats.find((one) => one.row === replay.threat.value), place = useRef<HTMLElement>(null)
  // On a telephone the panels are one long sheet.
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [threat?.row])
  if (threat === undefined) return null
  const rounds = scene.rounds.filter((one) => one.threat === threat.row)
  const seek = (time: number): void => replay.jump(threat.row, time)
  return (
    <section class="story" ref={place} aria-label={`Story of ${threat.id}`}>
      <header>
        <Symbol threat={threat} size={16} />
        <h2>{threat.id}</h2>
        {globe ? (
          <label><input type="checkbox" checked={replay.following.value} onChange={(event) => { replay.following.value = event.currentTarget.checked }} /> follow</label>
        ) : null}
        <button type="button" aria-label="Close the story" title="Close (Escape)" onClick={() => replay.choose(null)}>✕</button>
      </header>
      <ol>{threat.story.map((line, n) => (
        <li key={n} class={breaks(line) ? 'broken' : ''}>
          {line.t === null ? <span class="when" /> : <button type="button" class="when" onClick={() => seek(line.t ?? 0)} aria-label={`Go to ${line.t.toFixed(1)} seconds: ${line.text}`}>{line.t.toFixed(1)} s</button>}
          <span>{line.text}</span>
        </li>
      ))}</ol>
      {rounds.length === 0 ? null : (
        <table>
          <caption>Rounds at it</caption>
          <thead><tr><th scope="col">Round</th><th scope="col">From</th><th scope="col">Launched</th><th scope="col">Ended</th><th scope="col">Result</th></tr></thead>
          <tbody>{rounds.map((one) => (
            <tr key={one.row}>
              <td>{one.missile}</td><td>{one.unit}</td>
              <td><button type="button" class="when" onClick={() => seek(one.course.t[0] ?? 0)}>{(one.course.t[0] ?? 0).toFixed(1)} s</button></td>
              <td><button type="button" class="when" onClick={() => seek(one.end)}>{one.end.toFixed(1)} s</button></td>
              <td>{one.result}</td>
            </tr>
          ))}</tbody>
        </table>
      )}
    </section>
  )
}
