/** What is drawn in which colour, on the globe and in the report: Okabe and Ito's, which people with colour-blindness tell apart. */

export const COLOURS = {
  hostile: '#d55e00', neutral: '#009e73', own: '#56b4e9', round: '#0072b2', track: '#cc79a7', detection: '#e69f00',
  // What is defended, and what is lost.
  asset: '#009e73', lost: '#e5383b',
  linked: '#009e73', cut: '#e5383b', search: '#56b4e9', engagement: '#e69f00', missile: '#d55e00', zone: '#cc79a7',
} as const

/** Colour of the reach of a radar or a missile. */
export const ringColour = (kind: string): string =>
  kind === 'missile' ? COLOURS.missile : kind.includes('engagement') ? COLOURS.engagement : COLOURS.search
