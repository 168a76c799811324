/** Quantities as authors write them: a number and a unit. A new value keeps the unit and the space before it. */

const UNITS: Record<string, number> = {
  km: 1e3, m: 1, cm: 1e-2, mm: 1e-3, nmi: 1852, ft: 0.3048, mi: 1609.344,
  deg: Math.PI / 180, rad: 1, mrad: 1e-3,
}
const WRITTEN = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)(\s*)([A-Za-z]+)\s*$/

export interface Quantity { value: number; unit: string; space: string }

/** The SI value of a text; null where it is none (the server says what is wrong with it). */
export function quantity(text: string | undefined): Quantity | null {
  const found = WRITTEN.exec(text ?? '')
  const factor = UNITS[found?.[3] ?? '']
  if (!found || factor === undefined) return null
  return { value: Number(found[1]) * factor, unit: found[3] ?? '', space: found[2] ?? '' }
}

/** `value` (SI) in the unit of `like`, in steps of about `step` (SI) that are round in that unit. */
export function written(value: number, like: Quantity, step: number): string {
  const factor = UNITS[like.unit] ?? 1
  const digits = Math.round(Math.log10(factor / step))
  const size = 10 ** -digits
  const number = (Math.round(value / factor / size) * size).toFixed(Math.max(digits, 0))
  const short = number.includes('.') ? number.replace(/\.?0+$/, '') : number
  return `${short === '-0' ? '0' : short}${like.space}${like.unit}`
}

export const LENGTH_STEP = 100
export const ANGLE_STEP = Math.PI / 180
/** Of latitude and longitude: about a hundred metres on the ground. */
export const PLACE_STEP = ANGLE_STEP / 1000
export const KILOMETRES: Quantity = { value: 0, unit: 'km', space: ' ' }
export const DEGREES: Quantity = { value: 0, unit: 'deg', space: ' ' }
