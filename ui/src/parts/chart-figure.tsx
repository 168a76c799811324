/** What every chart shares: a title, a sentence, the same numbers as a table, and marks that tell their figures to pointer and keyboard. */

import type { ComponentChildren, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import './figure.css'

export interface Table { header: string[]; rows: ComponentChildren[][] }

/** A table of text and figures; all columns but the first are figures unless `text` names them. */
export function DataTable({ table, caption, text = [] }: { table: Table; caption: string; text?: number[] }) {
  const side = (column: number): string => (column === 0 || text.includes(column) ? '' : 'number')
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <thead><tr>{table.header.map((name, i) => <th key={i} scope="col" class={side(i)}>{name}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((row, r) => (
            <tr key={r}>{row.map((cell, i) => (i === 0 ? <th key={i} scope="row">{cell}</th> : <td key={i} class={side(i)}>{cell}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export interface FigureProps { title: string; lead?: ComponentChildren; table: Table; text?: number[]; children: ComponentChildren }

/** The frame of a chart, with a switch to its table. */
export function Figure({ title, lead, table, text, children }: FigureProps) {
  const [asTable, setAsTable] = useState(false)
  const other = asTable ? 'Show as chart' : 'Show as table'
  return (
    <figure class="figure">
      <figcaption>
        <span class="title">{title}</span>
        <button type="button" class="switch" onClick={() => setAsTable(!asTable)} aria-label={`${other}: ${title}`}>{other}</button>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </figcaption>
      {asTable ? <DataTable table={table} caption={title} {...(text === undefined ? {} : { text })} /> : children}
    </figure>
  )
}

export interface DrawingProps {
  /** The chart in words. */
  label: string
  height: number
  /** What each mark tells, in the order of the keys; the drawing gives its marks `data-mark`. */
  marks: string[]
  draw: (width: number, active: number) => ComponentChildren
}

const NARROWEST = 260

/** A drawing that is as wide as its place. Arrow keys go from mark to mark, Escape leaves them. */
export function Drawing({ label, height, marks, draw }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [active, setActive] = useState(-1)
  const keys = (event: TargetedKeyboardEvent<SVGSVGElement>): void => {
    const next = step(event.key, active, marks.length)
    if (next === undefined) return
    event.preventDefault()
    setActive(next)
  }
  const point = (event: TargetedPointerEvent<SVGSVGElement>): void => {
    const mark = (event.target as Element).closest('[data-mark]')
    setActive(mark === null ? -1 : Number(mark.getAttribute('data-mark')))
  }
  return (
    <div class="drawing" ref={box}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label} Arrow keys tell the figures.`} tabIndex={0}
        onKeyDown={keys} onPointerMove={point} onPointerDown={point} onPointerLeave={() => setActive(-1)}
        onFocus={(event) => { if (event.currentTarget.matches(':focus-visible')) setActive(0) }} onBlur={() => setActive(-1)}>
        {draw(width, active)}
      </svg>
      <Tip box={box} mark={active} text={marks[active] ?? ''} />
    </div>
  )
}

/** The mark that a key leads to; undefined if it leads nowhere. */
export function step(key: string, active: number, count: number): number | undefined {
  if (key === 'Escape') return -1
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(active + 1, count - 1)
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(active - 1, 0)
  return undefined
}

function Tip({ box, mark, text }: { box: { current: HTMLDivElement | null }; mark: number; text: string }) {
  const tip = useRef<HTMLOutputElement>(null)
  useLayoutEffect(() => {
    const around = box.current
    const at = around?.querySelector(`[data-mark="${mark}"]`)
    if (around === null || at === null || at === undefined || tip.current === null) return
    const frame = around.getBoundingClientRect()
    const place = at.getBoundingClientRect()
    const middle = place.left + place.width / 2 - frame.left
    const size = tip.current.getBoundingClientRect()
    tip.current.style.left = `${Math.max(0, Math.min(frame.width - size.width, middle - size.width / 2))}px`
    tip.current.style.top = `${place.top - frame.top - size.height - 6}px`
  })
  return <output ref={tip} class="tip" hidden={mark < 0 || text === ''} aria-live="polite">{text}</output>
}

function useWidth(box: { current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(640)
  useLayoutEffect(() => {
    const around = box.current
    if (around === null) return undefined
    const measure = (): void => setWidth(Math.max(NARROWEST, Math.round(around.clientWidth)))
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(around)
    return () => watch.disconnect()
  }, [])
  return width
}
