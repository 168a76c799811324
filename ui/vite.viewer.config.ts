import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The replay inside the report: one script, everything in it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, '../src/vyuha/outputs/viewer'),
    emptyOutDir: true,
    lib: { entry: resolve(import.meta.dirname, 'src/viewer/main.ts'), formats: ['iife'], name: 'vyuhaViewer', fileName: () => 'viewer.js' },
  },
})
