/** Keeping what was written: saving, saving under another name, a copy for oneself, and what to do when the file has changed. */

import { useSignal } from '@preact/signals'
import { api, Refused } from '../api'
import { link } from '../route'
import { keep } from '../take'
import type { Desk, Settled } from './desk'

/** As the server takes names of new files; a test holds the two together. */
const NAME = '[a-z0-9][a-z0-9_\\-]{0,59}(\\.yaml)?'

export function Keeping({ desk, edit, sound }: { desk: Desk; edit: boolean; sound: (what: string) => Promise<Settled | null> }) {
  const conflict = useSignal('')
  const naming = useSignal<string | null>(null)
  const failed = (failure: unknown): void => {
    if (failure instanceof Refused && failure.status === 409) conflict.value = failure.message
    else desk.say(failure)
  }
  const save = async (): Promise<void> => {
    const settled = await sound('saved')
    if (settled === null) return
    await desk.save(settled)
    conflict.value = ''
  }
  const take = async (): Promise<void> => {
    desk.adopt(await api.scenario(desk.page.id))
    conflict.value = ''
  }
  const overwrite = async (): Promise<void> => {
    desk.etag = (await api.scenario(desk.page.id)).etag
    await save()
  }
  const saveAs = async (name: string): Promise<void> => {
    const settled = await sound('saved')
    if (settled === null) return
    const id = await desk.saveAs(name.endsWith('.yaml') ? name : `${name}.yaml`, settled)
    naming.value = null
    conflict.value = ''
    location.hash = link(['scenarios', id])
  }
  return (
    <>
      <button type="button" class="save" disabled={!edit} title="Ctrl+S" onClick={() => { save().catch(failed) }}>Save</button>
      <button type="button" disabled={!edit} onClick={() => { naming.value = naming.value === null ? '' : null }} aria-expanded={naming.value !== null}>Save as …</button>
      <button type="button" onClick={() => keep(new Blob([desk.outward], { type: 'application/yaml' }), desk.page.name.split('/').at(-1) ?? 'scenario.yaml')}>Download</button>
      {naming.value === null ? null : (
        <form class="row naming" onSubmit={(event) => { event.preventDefault(); saveAs(naming.peek() ?? '').catch((failure: unknown) => desk.say(failure)) }}>
          <label>New name <input required pattern={NAME} title="Small letters, digits, dashes and underscores, at most 60, the first a letter or a digit" value={naming.value} placeholder="my-raid.yaml" onInput={(event) => { naming.value = event.currentTarget.value }} /></label>
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
