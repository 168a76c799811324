/** Parts of the map between two meridians and two parallels [deg]. What goes on over the date line reaches beyond 180 degrees. */

export interface Extent { west: number; east: number; south: number; north: number }

/** An extent as something sees it that has gone round the world once more, or once less. */
export const turns = (of: Extent): Extent[] => [0, -360, 360].map((by) => ({ ...of, west: of.west + by, east: of.east + by }))

export const meets = (a: Extent, b: Extent): boolean => a.west <= b.east && a.east >= b.west && a.south <= b.north && a.north >= b.south
