/** Every fight of a run, a page of them, each with its replay. */

import { useState } from 'preact/hooks'
import { api } from '../api'
import { amount, whole } from '../parts/format'
import { Failure, useLoaded } from '../parts/loading'
import { link } from '../route'
import type { ReplicatePage, RunPage } from '../types'

const PAGE = 20
const COLUMNS = [
  { sort: 'replicate', name: 'Fight' },
  { sort: 'leakers', name: 'Leakers' },
  { sort: 'armed_leakers', name: 'Armed leakers' },
  { sort: 'value_lost', name: 'Value lost' },
  { sort: 'shots', name: 'Rounds' },
] as const
type Sort = (typeof COLUMNS)[number]['sort']

export function Replicates({ run }: { run: RunPage }) {
  const [sort, setSort] = useState<Sort>('replicate')
  const [order, setOrder] = useState<'up' | 'down'>('up')
  const [offset, setOffset] = useState(0)
  const [last, setLast] = useState<ReplicatePage>()
  const { value, failure } = useLoaded(() => api.replicates(run.id, offset, PAGE, sort, order).then((page) => { setLast(page); return page }), [run.id, offset, sort, order])
  if (failure !== undefined) return <Failure failure={failure} />
  // The page before stays until the next one is there.
  const page = value ?? last
  if (page === undefined) return <p class="wait">Reading the fights …</p>
  const choose = (next: Sort): void => {
    setOrder(next === sort ? (order === 'up' ? 'down' : 'up') : next === 'replicate' ? 'up' : 'down')
    setSort(next)
    setOffset(0)
  }
  return (
    <div class="replicates" aria-busy={value === undefined}>
      <div class="scroll" tabIndex={0} role="region" aria-label="Fights of this run">
        <table>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column.sort} scope="col" class={column.sort === 'replicate' ? '' : 'number'} aria-sort={column.sort !== sort ? 'none' : order === 'up' ? 'ascending' : 'descending'}>
                  <button type="button" onClick={() => choose(column.sort)}>{column.name}<span aria-hidden="true">{column.sort !== sort ? '' : order === 'up' ? ' ▲' : ' ▼'}</span></button>
                </th>
              ))}
              <th scope="col"><span class="hidden">Replay</span></th>
            </tr>
          </thead>
          <tbody>{page.rows.map((row) => <Fight key={row.replicate} row={row} run={run} />)}</tbody>
        </table>
      </div>
      <Pager page={page} offset={offset} go={setOffset} />
    </div>
  )
}

function Fight({ row, run }: { row: ReplicatePage['rows'][number]; run: RunPage }) {
  const { typical, worst } = run.summary
  const kind = row.replicate === typical ? 'typical' : row.replicate === worst ? 'worst' : ''
  return (
    <tr>
      <th scope="row">{row.replicate} {kind === '' ? null : <small class="about">{kind}</small>}</th>
      <td class="number">{whole(row.leakers)}</td>
      <td class="number">{whole(row.armed_leakers)}</td>
      <td class="number">{amount(row.value_lost)}</td>
      <td class="number">{whole(row.shots)}</td>
      <td>{row.failure === null
        ? <a href={link(['runs', run.id, 'replay'], { replicate: row.replicate })} aria-label={`Replay of fight ${row.replicate}`}>Replay</a>
        : <span class="bad">failed: {row.failure}</span>}
      </td>
    </tr>
  )
}

function Pager({ page, offset, go }: { page: ReplicatePage; offset: number; go: (offset: number) => void }) {
  if (page.total <= PAGE) return null
  const end = Math.min(offset + PAGE, page.total)
  return (
    <p class="pager">
      <button type="button" disabled={offset === 0} onClick={() => go(Math.max(0, offset - PAGE))}>Earlier</button>{' '}
      <span role="status">{whole(offset + 1)} to {whole(end)} of {whole(page.total)}</span>{' '}
      <button type="button" disabled={end >= page.total} onClick={() => go(offset + PAGE)}>Later</button>
    </p>
  )
}
