// What goes into the address and comes out of it, and what the server is asked for because of it. The browser is played here.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Live, RunPage, Scene } from '../src/types'

const course = { t: [0, 100], lat: [10, 10], lon: [70, 71], h: [0, 0] }
const threats = [0, 1].map((row) => ({ row, id: `strike/${row + 1}`, end: 100, course }))
const scene = (replicate: number, rows = threats): Scene => ({ replicate, duration: 1000, threats: rows, events: [], title: 'A raid' }) as unknown as Scene
const run = { id: 'r', summary: { typical: 3 } } as unknown as RunPage

/** Addresses that the page wrote, and those that it asked for. */
let written: string[] = [], asked: string[] = []
let answers: (path: string) => unknown = () => ({})

const answer = (status: number, content: unknown): Response => new Response(JSON.stringify(content), { status })
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1)

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
  ;[written, asked] = [[], []]
  vi.stubGlobal('location', { hash: '#/runs/r/replay?replicate=2&t=5', host: 'here' })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, address: string) => { written.push(address); location.hash = address } })
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const said = answers(path)
    return said instanceof Error ? Promise.reject(said) : Promise.resolve(said instanceof Response ? said : answer(200, said))
  })
})
afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers() })

const fights = (path: string): unknown => {
  const found = /replicates\/(\d+)\/scene/.exec(path)?.[1]
  return found === undefined ? run : scene(Number(found))
}

describe('an address that somebody wrote', () => {
  test('is read, whatever stands in it', async () => {
    location.hash = '#/runs/a%20b/%zz'
    const { route } = await import('../src/route')
    expect(route.value.path).toEqual(['runs', 'a b', '%zz'])
  })

  test('asks for nothing but what it names', async () => {
    const { api } = await import('../src/api')
    for (const ask of [api.run, api.plan, api.scenario, api.envelopes, (id: string) => api.scene(id, 1)]) await ask('../index?x=1#y')
    expect(asked).toHaveLength(5)
    for (const path of asked) expect(path).toMatch(/^\/api\/(runs|plans|scenarios)\/\.\.%2Findex%3Fx%3D1%23y(\/|$)/)
  })
})

describe('what went wrong, in words', () => {
  test('has what to do about it', async () => {
    answers = () => answer(404, { error: 'It is not here.', remedy: 'Look elsewhere.' })
    const { api, inWords } = await import('../src/api')
    expect(await api.index().catch(inWords)).toBe('It is not here. Look elsewhere.')
    answers = () => new Error('no network')
    expect(await api.index().catch(inWords)).toBe('The server does not answer.')
  })

  test('a file is given with its name, or refused in words', async () => {
    answers = () => new Response('abc', { headers: { 'content-disposition': 'attachment; filename="fight.acmi"' } })
    const { download, inWords } = await import('../src/api')
    const { content, file } = await download('/api/x')
    expect([await content.text(), file]).toEqual(['abc', 'fight.acmi'])
    answers = () => answer(409, { error: 'Another machine fought it.' })
    expect(await download('/api/x').catch(inWords)).toBe('Another machine fought it.')
  })
})

describe('the address of a replay', () => {
  const opened = async () => {
    answers = fights
    const { Replay } = await import('../src/replay/state')
    const replay = new Replay('r')
    await replay.open()
    await settled()
    return replay
  }

  test('is written once when the clock has come to rest, however much it was moved', async () => {
    const replay = await opened(), before = written.length
    for (let time = 10; time < 510; time++) { replay.player.seek(time); replay.follow() }
    expect(written.length).toBe(before)
    expect(replay.player.time).toBe(509)
    await vi.advanceTimersByTimeAsync(1000)
    expect(written.slice(before)).toEqual(['#/runs/r/replay?replicate=2&t=509'])
  })

  test('that the page wrote itself is nobody\'s wish; one that somebody wrote is', async () => {
    const replay = await opened(), { restate } = await import('../src/route')
    replay.player.seek(50)
    await vi.advanceTimersByTimeAsync(1000)
    replay.player.seek(60)
    replay.follow()
    expect(replay.player.time).toBe(60)
    restate({ t: 70, threat: 1 })
    replay.follow()
    expect([replay.player.time, replay.threat.value]).toEqual([70, 1])
  })

  test('is not written any more once the page is left', async () => {
    const replay = await opened(), before = written.length
    replay.player.seek(50)
    replay.close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(written.length).toBe(before)
  })

  test('names the fight that is shown, not one that could not be fought', async () => {
    const replay = await opened()
    answers = () => answer(409, { error: 'Another machine fought it.' })
    await replay.fight(9)
    replay.player.seek(70)
    await vi.advanceTimersByTimeAsync(1000)
    expect([replay.replicate.value, replay.wanted.value, replay.scene.value?.replicate, replay.fighting.value]).toEqual([2, 2, 2, false])
    expect(written.at(-1)).toBe('#/runs/r/replay?replicate=2&t=70')
    answers = fights
    await replay.fight(9)
    expect([replay.replicate.value, replay.scene.value?.replicate]).toEqual([9, 9])
  })

  test('a fight without the threat that was followed follows nothing', async () => {
    const replay = await opened()
    replay.choose(1)
    replay.following.value = true
    answers = () => scene(4, threats.slice(0, 1))
    await replay.fight(4)
    expect([replay.threat.value, replay.following.value]).toEqual([null, false])
  })

  test('a fight is shown although its run cannot be read, and the reason is kept', async () => {
    answers = (path) => (path.endsWith('scene') ? fights(path) : answer(500, { error: 'The summary is damaged.' }))
    const { Replay } = await import('../src/replay/state'), { inWords } = await import('../src/api')
    const replay = new Replay('r')
    await replay.open()
    await settled()
    expect([replay.scene.value?.replicate, replay.failure.value, inWords(replay.runFailure.value)]).toEqual([2, undefined, 'The summary is damaged.'])
  })
})

describe('the server\'s word', () => {
  const sockets: { onclose?: () => void; onmessage?: (said: { data: string }) => void }[] = []
  const opened = async () => {
    sockets.length = 0
    vi.stubGlobal('WebSocket', class { constructor() { sockets.push(this) } })
    const live = await import('../src/live')
    live.listen()
    const say = (said: Live): void => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(said) })
    return { live, say }
  }
  const job = { id: 'j', kind: 'blame', title: '', state: 'running', done: 1, total: 2, left: null, message: '', run: 'r' } as const

  test('after it was away the folder is read again, and jobs of another server are forgotten', async () => {
    const { live, say } = await opened()
    say({ type: 'hello' })
    say({ type: 'job', job })
    expect([live.changes.value, live.jobs.value.size]).toEqual([0, 1])
    answers = () => new Error('no network')
    sockets[0]?.onclose?.()
    await settled()
    expect(live.connection.value).toBe('gone')
    await vi.advanceTimersByTimeAsync(2000)
    expect(sockets).toHaveLength(2)
    say({ type: 'hello' })
    expect([live.connection.value, live.changes.value, live.jobs.value.size]).toEqual(['open', 1, 0])
  })

  test('why it does not speak is told apart', async () => {
    const { live } = await opened()
    answers = () => []
    sockets[0]?.onclose?.()
    await settled()
    expect(live.connection.value).toBe('full')
    answers = () => answer(401, { error: 'This server does not know you.' })
    sockets[0]?.onclose?.()
    await settled()
    expect(live.connection.value).toBe('unknown')
  })
})

describe('the atlas', () => {
  const world = { type: 'Topology', arcs: [], objects: { countries: { type: 'GeometryCollection', geometries: [] }, land: { type: 'GeometryCollection', geometries: [] } } }

  test('that could not be fetched is fetched again', async () => {
    const { atlas } = await import('../src/globe/atlas')
    answers = () => answer(503, {})
    await expect(atlas(true)).rejects.toThrow('503')
    answers = () => world
    expect((await atlas(true)).coasts).toEqual([])
    await atlas(true)
    expect(asked).toHaveLength(2)
  })
})
