// What forms make of the schema, and what undo does. The schema is a small one in the form of the published one; expected
// values are read off it by eye.
import { describe, expect, test } from 'vitest'
import { fitting, initial, label, members, options, resolved, shapeOf, words, type Schema } from '../src/parts/form-schema'
import { choices } from '../src/scenario/form-choices'
import { begin, changedSpan, edited, redone, undone } from '../src/scenario/history'

const ROOT: Schema = {
  $defs: {
    Order: { properties: { rule: { pattern: '^hold|tight|free$' }, from: { default: '0 s' } }, required: ['rule'] },
    Site: {
      properties: { id: { type: 'string' }, east: { examples: ['-6 km'] }, north: { examples: ['4 km'] }, lat: {}, lon: {}, value: { default: 100 }, load: { type: 'object', additionalProperties: { type: 'integer', minimum: 0 } } },
      required: ['id'],
      oneOf: [{ required: ['east', 'north'], properties: { lat: false, lon: false } }, { required: ['lat', 'lon'], properties: { east: false, north: false } }],
    },
  },
}
const nothing = (): undefined => undefined

describe('a schema', () => {
  const roe: Schema = { anyOf: [{ enum: ['hold', 'tight', 'free'] }, { $ref: '#/$defs/Order' }, { type: 'array', items: { $ref: '#/$defs/Order' } }] }
  test('has the way in which a value is written', () => {
    const ways = options(ROOT, roe)
    expect(['tight', { rule: 'tight' }, [{ rule: 'tight' }]].map((value) => shapeOf(fitting(ways, value)))).toEqual(['entry', 'fields', 'list'])
  })
  test('has few words for some', () => {
    expect(words({ pattern: '^hold|tight|free$' })).toEqual(['hold', 'tight', 'free'])
    expect(words({ enum: [true, false, 'yes', 'no'] })).toEqual(['true', 'false'])
    expect(words({ pattern: '^[A-Za-z][a-z]*$' })).toBeNull()
  })
  test('wants the keys of the way that is begun, and bars those of the others', () => {
    const site = resolved(ROOT, { $ref: '#/$defs/Site' })
    const found = members(site, { id: 'a', lat: '31 deg' })
    expect([found.shown, [...found.required].sort(), found.addable]).toEqual([['id', 'lat', 'lon'], ['id', 'lat', 'lon'], ['value', 'load']])
    expect(members(site, { id: 'a', odd: 'x' }).shown).toEqual(['id', 'odd', 'east', 'north'])
  })
  test('gives what an added field begins with', () => {
    expect(initial(ROOT, { $ref: '#/$defs/Site' }, [], nothing)).toEqual({ id: '', east: '-6 km', north: '4 km' })
    expect(initial(ROOT, { type: 'array', items: { $ref: '#/$defs/Order' } }, [], nothing)).toEqual([{ rule: 'hold' }])
    expect(initial(ROOT, { $ref: '#/$defs/Site' }, [], (path) => (path[0] === 'id' ? 'new' : undefined))).toMatchObject({ id: 'new' })
  })
  test('has fields where its alternatives only say which of them are needed', () => {
    const raid: Schema = { properties: { id: {}, count: { minimum: 1, type: 'integer' }, from: {}, paths: {} }, required: ['id'], anyOf: [{ required: ['count', 'from'] }, { required: ['paths'] }] }
    const value = { id: 'a', paths: 'b' }
    expect(options(ROOT, raid).map(shapeOf)).toEqual(['fields'])
    expect([...members(raid, value).required].sort()).toEqual(['id', 'paths'])
    expect(members(raid, value).addable).toEqual(['count', 'from'])
    expect(initial(ROOT, raid, [], nothing)).toEqual({ id: '', count: '1', from: '' })
  })
  test('is read aloud', () => expect(label('hits_to_kill')).toBe('Hits to kill'))
})

test('fields that name things offer what there is', () => {
  const missiles = ['a', 'b'].map((id) => ({ id, name: id, kind: 'x' }))
  const catalogue = { threats: [], systems: [{ id: 's', name: 'S', kind: 'battalion' }], missiles, fits: { s: ['b'] } }
  const tree = { assets: [{ id: 'base' }], defences: [{ id: 'one', system: 's' }, { id: 'two', system: 't' }] }
  const ids = (path: (string | number)[]) => choices(tree, catalogue, path)?.map((choice) => choice.id)
  expect(ids(['defences', 0, 'load', '*'])).toEqual(['b'])
  expect(ids(['defences', 0, 'command'])).toEqual(['two'])
  expect(ids(['raids', 0, 'target', 1])).toEqual(['base', 'one', 'two'])
  expect(ids(['raids', 0, 'count'])).toBeUndefined()
})

describe('undo', () => {
  test('goes back and forth over edits; those of one thing within a second are one', () => {
    let history = edited(edited(edited(begin('a'), 'ab', 'text', 1000), 'abc', 'text', 1500), 'abcd', 'drag', 1600)
    expect(history.past).toEqual(['a', 'abc'])
    history = undone(undone(history))
    expect([history.now, undone(history).now]).toEqual(['a', 'a'])
    expect(redone(redone(redone(history))).now).toBe('abcd')
    expect(edited(history, 'x', 'text', 9000).future).toEqual([])
    expect(edited(edited(begin('a'), 'b', 'text', 1000), 'c', 'text', 2500).past).toEqual(['a', 'b'])
  })
  test('shows what it changed', () => expect(changedSpan('east: 5 km', 'east: -12 km')).toEqual([6, 9]))
})
