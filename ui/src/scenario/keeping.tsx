/** Keeping what was written: saving, saving under another name, a copy for oneself, and what to do when the file has changed. */

import { useSignal } from '@preact/signals'
import { api, Refused } from '../api'
import { link } from '../route'
import type { Desk } from './desk'

const NAME = '[A-Za-z0-9][A-Za-z0-9_.\\-]{0,60}'

export function Keeping({ desk, edit, sound }: { desk: Desk; edit: boolean; sound: (what: string) => Promise<boolean> }) {
  const conflict = useSignal('')
  const naming = useSignal<string | null>(null)
  const failed = (failure: unknown): void => {
    if (failure instanceof Refused && failure.status === 409) conflict.value = failure.message
    else desk.say(failure)
  }
  const save = async (): Promise<void> => { if (await sound('saved')) await desk.save().then(() => { conflict.value = '' }, failed) }
  const take = async (): Promise<void> => {
    const theirs = await api.scenario(desk.page.id)
    const mine = desk.text.peek()
    desk.load(theirs)
    // One's own text is one step back.
    desk.put(mine, desk.saved.peek())
    conflict.value = ''
  }
  const overwrite = async (): Promise<void> => {
    desk.etag = (await api.scenario(desk.page.id)).etag
    await save()
  }
  const saveAs = async (name: string): Promise<void> => {
    if (!(await sound('saved'))) return
    try {
      const file = /\.ya?ml$/.test(name) ? name : `${name}.yaml`
      const made = await api.save(file, desk.outward, '')
      desk.saved.value = desk.text.peek()
      naming.value = null
      conflict.value = ''
      const entry = (await api.index()).scenarios.find((one) => one.name === made.name)
      if (entry !== undefined) location.hash = link(['scenarios', entry.id])
    } catch (failure) {
      desk.say(failure)
    }
  }
  return (
    <>
      <button type="button" class="save" disabled={!edit} title="Ctrl+S" onClick={() => { void save() }}>Save</button>
      <button type="button" disabled={!edit} onClick={() => { naming.value = naming.value === null ? '' : null }} aria-expanded={naming.value !== null}>Save as …</button>
      <button type="button" onClick={() => download(desk)}>Download</button>
      {naming.value === null ? null : (
        <form class="row naming" onSubmit={(event) => { event.preventDefault(); void saveAs(naming.peek() ?? '') }}>
          <label>New name <input required pattern={NAME} title="Letters, digits, dots, dashes and underscores" value={naming.value} placeholder="my-raid.yaml" onInput={(event) => { naming.value = event.currentTarget.value }} /></label>
          <button type="submit">Save</button>
          <button type="button" onClick={() => { naming.value = null }}>Not now</button>
        </form>
      )}
      {conflict.value === '' ? null : (
        <div class="failure conflict" role="alert">
          <p><strong>Not saved.</strong> {conflict.value} Somebody else, or another window, has written {desk.page.name} since this page read it.</p>
          <p class="row">
            <button type="button" onClick={() => { take().catch(failed) }}>Take the file's text (mine stays one undo away)</button>
            <button type="button" onClick={() => { overwrite().catch(failed) }}>Save mine over it</button>
            <button type="button" onClick={() => { conflict.value = ''; naming.value = '' }}>Save mine under another name</button>
          </p>
        </div>
      )}
    </>
  )
}

function download(desk: Desk): void {
  const url = URL.createObjectURL(new Blob([desk.outward], { type: 'application/yaml' }))
  const way = document.createElement('a')
  way.href = url
  way.download = desk.page.name.split('/').at(-1) ?? 'scenario.yaml'
  way.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
