import type { Threat } from '../types'

/** So long before the end of a threat one begins to watch, to see it come [s]. */
const LEAD = 15

/** The moment from which to watch the end of a threat [s]. */
export const watchFrom = (threat: Threat): number => Math.max(threat.course.t[0] ?? 0, threat.end - LEAD)
