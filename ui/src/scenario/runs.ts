/** Which runs were made of a scenario, as far as names tell. */

import type { Index, RunEntry } from '../types'

const last = (path: string): string => path.split('/').at(-1) ?? path
const stemOf = (file: string): string => last(file).replace(/\.ya?ml$/, '')

/** The names of scenarios that a run of this name may be of: runs are called as the file is, with a number from the second on. */
function stems(run: string): string[] {
  const numbered = /^(.+)-([2-9]|[1-9]\d+)$/.exec(last(run))
  return numbered?.[1] === undefined ? [last(run)] : [last(run), numbered[1]]
}

/** The latest run of a scenario. `raid-2` is no run of raid.yaml where there is a raid-2.yaml: it may be of either. */
export function latest({ runs, scenarios }: Pick<Index, 'runs' | 'scenarios'>, file: string): RunEntry | null {
  const owners = new Map<string, string[]>()
  for (const { name } of scenarios) owners.set(stemOf(name), [...(owners.get(stemOf(name)) ?? []), name])
  const own = (run: RunEntry): boolean => stems(run.name).includes(stemOf(file)) && stems(run.name).flatMap((stem) => owners.get(stem) ?? []).every((name) => name === file)
  return runs.filter((run) => run.whole && own(run)).sort((a, b) => (a.created < b.created ? 1 : -1))[0] ?? null
}
