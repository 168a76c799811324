import { render } from 'preact'
import { listen } from './live'
import { Shell } from './shell'

const root = document.getElementById('app')
if (root !== null) {
  root.textContent = ''
  render(<Shell />, root)
  listen()
}
