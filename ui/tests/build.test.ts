// The build stops where it would leave something that the server's content policy refuses.
import type { Plugin } from 'vite'
import { expect, test } from 'vitest'
import config from '../vite.config'

const within = () => {
  const plugin = (config.plugins as Plugin[]).find((one) => one.name === 'within-policy')!
  const { configResolved, transform, buildEnd } = plugin as unknown as Record<string, (...given: unknown[]) => unknown>
  return { configResolved: configResolved!, transform: transform!, buildEnd: buildEnd! }
}

test('a library whose files have moved is noticed, and one that has changed', () => {
  const plugin = within()
  plugin.configResolved({ command: 'build' })
  plugin.transform('export {}', '/engine/Core/Elsewhere.js')
  expect(() => plugin.buildEnd()).toThrow('FeatureDetection')
  // What went wrong before is the better message.
  expect(() => plugin.buildEnd(new Error('another'))).not.toThrow()
  expect(() => plugin.transform('canvas.style = ""', '/engine/Core/FeatureDetection.js')).toThrow('has changed')
  expect(plugin.transform('canvas.setAttribute("style", "a: b");', '/engine/Core/FeatureDetection.js')).toMatchObject({ code: 'canvas.style.cssText =  "a: b";' })
  expect(() => plugin.buildEnd()).not.toThrow()
})
