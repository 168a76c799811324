/** Quantities as authors write them: a number and a unit. A new value keeps the unit and the space before it. */

const UNITS = new Map(Object.entries({
  km: 1e3, m: 1, cm: 1e-2, mm: 1e-3, nmi: 1852, ft: 0.3048, mi: 1609.344,
  deg: Math.PI / 180, rad: 1, mrad: 1e-3,
}))
/** In metres or radians; the sums of a map, which would not hold more, go far beyond any place on the earth. */
const MOST = 1e12
const WRITTEN = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)(\s*)([A-Za-z]+)\s*$/

export interface Quantity { value: number; unit: string; space: string }

/** The SI value of a text; null where it is none (the server says what is wrong with it). */
export function quantity(text: string | undefined): Quantity | null {
  const found = WRITTEN.exec(text ?? '')
  const factor = UNITS.get(found?.[3] ?? '')
  if (!found || factor === undefined) return null
  const value = Number(found[1]) * factor
  return Math.abs(value) <= MOST ? { value, unit: found[3] ?? '', space: found[2] ?? '' } : null
}

/** `value` (SI) in the unit of `like`, in steps of at most `step` (SI) that are round in that unit: a step is never lost. */
export function written(value: number, like: Quantity, step: number): string {
  const factor = UNITS.get(like.unit) ?? 1
  // Logarithms of whole powers of ten are not always whole.
  const digits = Math.ceil(Math.log10(factor / step) - 1e-9)
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
