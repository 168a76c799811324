/** Every state of the text, with undo and redo over typing, dragging and forms alike. */

/** Edits of one thing that follow each other within this time [ms] are one step. */
const TOGETHER = 1000
const MOST = 300

export interface History { past: string[]; now: string; future: string[]; key: string; at: number }

export const begin = (text: string): History => ({ past: [], now: text, future: [], key: '', at: 0 })

/** `key` says what was edited; an empty one stands alone. */
export function edited(history: History, text: string, key: string, at: number): History {
  if (text === history.now) return history
  const joins = key !== '' && key === history.key && at - history.at < TOGETHER && history.past.length > 0
  const past = joins ? history.past : [...history.past, history.now].slice(-MOST)
  return { past, now: text, future: [], key, at }
}

export function undone(history: History): History {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], key: '', at: 0 }
}

export function redone(history: History): History {
  const [next, ...future] = history.future
  return next === undefined ? history : { past: [...history.past, history.now], now: next, future, key: '', at: 0 }
}

/** Where the second text differs from the first, as a span of the second. */
export function changedSpan(before: string, after: string): [from: number, to: number] {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from += 1
  let back = 0
  while (back < most - from && before[before.length - 1 - back] === after[after.length - 1 - back]) back += 1
  return [from, after.length - back]
}
