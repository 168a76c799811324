/** Around a page: if it cannot be drawn, this says so and how to go on, instead of a page that stays broken without a word. */

import { Component, type ComponentChildren } from 'preact'
import { inWords } from './api'

export class Guard extends Component<{ children: ComponentChildren }, { failure?: unknown }> {
  static override getDerivedStateFromError(failure: unknown): { failure: unknown } {
    return { failure }
  }

  override componentDidCatch(failure: unknown): void {
    console.error(failure)
  }

  override render() {
    if (!('failure' in this.state)) return this.props.children
    return (
      <section class="failure" role="alert">
        <h1>This page cannot be shown</h1>
        <p>It has stopped with: {inWords(this.state.failure)}</p>
        <p><button type="button" onClick={() => location.reload()}>Load it again</button> <a href="#/">To the start page</a></p>
        <p class="about">If it happens again, the files of this page may be damaged, or Vyuha has a fault; nothing was changed.</p>
      </section>
    )
  }
}
