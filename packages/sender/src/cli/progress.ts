import type { Environment } from './environment.js'

/** One line at the bottom of a terminal that says how far a run is. Nothing where there is no terminal. */
export interface ProgressBar {
  readonly update: (done: number) => void
  /** Removes the line. */
  readonly end: () => void
}

const width = 30
const eraseLine = '\r\u001b[2K'

export function progressBar({ hasTerminal, drawProgress, options }: Environment, count: number): ProgressBar {
  if (!hasTerminal || options.json) return { update: () => {}, end: () => {} }
  let drawn = -1
  return {
    update: (done) => {
      const percent = Math.floor((done * 100) / count)
      if (percent === drawn) return
      drawn = percent
      const filled = Math.round((percent * width) / 100)
      drawProgress(`${eraseLine}[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${percent} % ${done}/${count}`)
    },
    end: () => {
      if (drawn >= 0) drawProgress(eraseLine)
      drawn = -1
    },
  }
}
