import { signal } from '@preact/signals'

/** Grows whenever a question that was asked of a run has been answered, so that its page is read again. */
export const asked = signal(0)
