import { signal } from '@preact/signals'

export type Theme = 'light' | 'dark'
const KEY = 'vyuha-theme'

const kept = localStorage.getItem(KEY)
const wanted: Theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : wanted)

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark'
  localStorage.setItem(KEY, theme.value)
}
