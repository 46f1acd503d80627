import type { TimeWindow } from './log-file.js'

/** The window that a request names, in the words of its version. */
export const windowOf = (from: string | undefined, to: string | undefined): TimeWindow => ({
  fromMs: from === undefined ? undefined : Date.parse(from),
  toMs: to === undefined ? undefined : Date.parse(to),
})
