import type { Scene } from '../types'

/** A scene from what the report holds: JSON, compressed by gzip, in base64. */
export async function unpack(packed: string): Promise<Scene> {
  const bytes = Uint8Array.from(atob(packed.trim()), (c) => c.charCodeAt(0))
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return (await new Response(opened).json()) as Scene
}
