/** A file to take away: asked for first, so that a refusal is said in the page and not as a download that failed. */

import { useState } from 'preact/hooks'
import { download, inWords } from './api'

export function Take({ address, name }: { address: string; name: string }) {
  const [said, setSaid] = useState<{ text: string; bad: boolean }>()
  const take = async (): Promise<void> => {
    setSaid({ text: 'is being made …', bad: false })
    try {
      const { content, file } = await download(address)
      keep(content, file)
      setSaid(undefined)
    } catch (failure) {
      setSaid({ text: inWords(failure), bad: true })
    }
  }
  return (
    <>
      <a href={address} download onClick={(event) => { event.preventDefault(); void take() }}>{name}</a>{' '}
      {said === undefined ? null : <span class={said.bad ? 'bad' : 'about'} role={said.bad ? 'alert' : 'status'}>{said.text} </span>}
    </>
  )
}

/** Hands a file to the browser. */
export function keep(content: Blob, file: string): void {
  const url = URL.createObjectURL(content), way = document.createElement('a')
  way.href = url
  way.download = file
  way.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
