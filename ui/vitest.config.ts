import { defineConfig } from 'vitest/config'

// Functions of the page that need no browser; pages are tested in one (tests/ui).
export default defineConfig({ test: { include: ['test/**/*.test.ts'], testTimeout: 120_000 } })
