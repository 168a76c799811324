import { cpSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const ENGINE = resolve(import.meta.dirname, 'node_modules/@cesium/engine')

/** Cesium fetches its workers and textures by address while it runs. */
function cesiumFiles(): Plugin {
  return {
    name: 'cesium-files',
    apply: 'build',
    writeBundle({ dir }) {
      for (const [from, to] of [['Build/Workers', 'Workers'], ['Build/ThirdParty', 'ThirdParty'], ['Source/Assets', 'Assets']] as const)
        // Sky, sea and lens are not drawn: their textures would be a third of the whole page.
        cpSync(resolve(ENGINE, from), resolve(dir ?? '', 'cesium', to), { recursive: true, filter: (file) => !file.endsWith('/Textures') })
    },
  }
}

/**
 * Two places of the engine that the server's content policy does not allow: a style given as an attribute, and the decoder of a
 * model format that nothing here uses, which compiles WebAssembly as soon as it is loaded.
 */
function withinPolicy(): Plugin {
  let mended = false, building = false
  const ATTRIBUTE = /canvas\.setAttribute\(\s*"style",([^)]*?),?\s*\)/
  return {
    name: 'within-policy',
    enforce: 'pre',
    configResolved: ({ command }) => { building = command === 'build' },
    resolveId: (source) => (source === 'meshoptimizer' ? '\0no-meshoptimizer' : null),
    load: (id) => (id === '\0no-meshoptimizer' ? 'export const MeshoptDecoder = undefined' : null),
    transform(code, id) {
      if (!id.endsWith('/Core/FeatureDetection.js')) return null
      if (!ATTRIBUTE.test(code)) throw new Error(`${id} has changed: see withinPolicy in vite.config.ts`)
      mended = true
      return { code: code.replace(ATTRIBUTE, 'canvas.style.cssText = $1'), map: null }
    },
    buildEnd(error) {
      if (building && !mended && error === undefined) throw new Error('the engine has no Core/FeatureDetection.js any more: see withinPolicy in vite.config.ts')
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  define: { CESIUM_BASE_URL: JSON.stringify('/cesium/') },
  plugins: [withinPolicy(), cesiumFiles()],
  build: {
    // Beside the server that serves it; the wheel carries it.
    outDir: resolve(import.meta.dirname, '../src/vyuha/server/page'),
    emptyOutDir: true,
    // Nothing inline: the content policy of the server forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
    rollupOptions: { input: { index: resolve(import.meta.dirname, 'index.html'), login: resolve(import.meta.dirname, 'login.html') } },
  },
})
