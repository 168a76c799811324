/** What this browser can draw with. Knows nothing of the globe, so that a page can ask before it loads one. */

export type Drawing = 'none' | 'software' | 'hardware'

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

export function drawing(): Drawing {
  const context = document.createElement('canvas').getContext('webgl2')
  if (context === null) return 'none'
  const about = context.getExtension('WEBGL_debug_renderer_info')
  const name = String(context.getParameter(about === null ? context.RENDERER : about.UNMASKED_RENDERER_WEBGL))
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return SOFTWARE.test(name) ? 'software' : 'hardware'
}
