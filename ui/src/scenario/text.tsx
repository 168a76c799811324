/** The text itself: line numbers, marks where something is wrong, and the words for the line that one is in. */

import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Problem } from '../types'
import type { Desk } from './desk'
import { lineAt, lineOffset } from './document'

/** Of a line, in pixels; the sheet has the same. */
const LINE = 21
const PAD = 8

export function TextView({ desk, visible }: { desk: Desk; visible: boolean }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const top = useSignal(0)
  const height = useSignal(600)
  const caret = useSignal(1)
  const text = desk.text.value
  const lines = text.split('\n').length
  const wrong = byLine(desk.problems.value)

  const shown = desk.shown.value
  // Before anybody can type into it: what is selected is what the next key replaces.
  useLayoutEffect(() => {
    const element = area.current
    if (element === null || shown === null || !visible) return
    element.setSelectionRange(shown[0], Math.min(shown[1], text.length))
    const line = lineAt(text, shown[0])
    caret.value = line
    const at = (line - 1) * LINE
    if (at < element.scrollTop || at > element.scrollTop + element.clientHeight - 3 * LINE) element.scrollTop = Math.max(at - element.clientHeight / 3, 0)
  }, [shown, visible])
  useEffect(() => {
    const element = area.current
    if (element === null) return
    const observer = new ResizeObserver(() => { height.value = element.clientHeight })
    observer.observe(element)
    // The browser's own undo knows typing only.
    const before = (event: InputEvent): void => {
      if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return
      event.preventDefault()
      if (event.inputType === 'historyUndo') desk.undo()
      else desk.redo()
    }
    element.addEventListener('beforeinput', before)
    return () => { observer.disconnect(); element.removeEventListener('beforeinput', before) }
  }, [desk])

  const first = Math.max(Math.floor((top.value - PAD) / LINE), 0)
  const last = Math.min(first + Math.ceil(height.value / LINE) + 2, lines)
  const numbers = Array.from({ length: Math.max(last - first, 0) }, (_, n) => first + n + 1)
  const here = wrong.get(caret.value)
  const moved = (): void => { if (area.current) caret.value = lineAt(text, area.current.selectionStart) }
  return (
    <div class="text-view">
      <div class="paper">
        <div class="gutter" aria-hidden="true">
          {numbers.map((number) => {
            const problems = wrong.get(number)
            return (
              <div key={number} class={problems === undefined ? '' : 'bad'} style={{ top: `${PAD + (number - 1) * LINE - top.value}px` }} title={problems?.map(worded).join('\n')}>
                {problems === undefined ? '' : '✕ '}{number}
              </div>
            )
          })}
        </div>
        <div class="marks" aria-hidden="true">
          {[...wrong.keys()].filter((line) => line > first && line <= last).map((line) => <div key={line} style={{ top: `${PAD + (line - 1) * LINE - top.value}px` }} />)}
        </div>
        <textarea ref={area} value={text} wrap="off" spellcheck={false} autocomplete="off" autocapitalize="off" aria-label="Text of the scenario (YAML)"
          aria-describedby="line-says" onInput={(event) => { desk.type(event.currentTarget.value); moved() }}
          onScroll={(event) => { top.value = event.currentTarget.scrollTop }} onSelect={moved} onClick={moved} onKeyUp={moved} />
      </div>
      <p id="line-says" class="line-says" aria-live="polite">
        Line {caret.value}{here === undefined ? null : <span class="bad">: {here.map(worded).join('; ')}</span>}
      </p>
    </div>
  )
}

export function worded(problem: Problem): string {
  return [spelt(problem.path), problem.value, problem.message].filter((part) => part !== '').join(': ')
}

/** `raids[0].from.range`, as the command line says it. */
export function spelt(path: Problem['path']): string {
  return path.map((step, n) => (typeof step === 'number' ? `[${step}]` : n === 0 ? step : `.${step}`)).join('')
}

function byLine(problems: Problem[]): Map<number, Problem[]> {
  const found = new Map<number, Problem[]>()
  for (const problem of problems) if (problem.line !== null) found.set(problem.line, [...(found.get(problem.line) ?? []), problem])
  return found
}

/** Shows a line of the text, to be written in. */
export function showLine(desk: Desk, line: number): void {
  const text = desk.text.peek()
  const from = lineOffset(text, line)
  const end = text.indexOf('\n', from)
  desk.shown.value = [from, end === -1 ? text.length : end]
  // Nothing that is hidden takes the keyboard: first its tab has to be drawn.
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.scenario .paper textarea')?.focus({ preventScroll: true }))
}
