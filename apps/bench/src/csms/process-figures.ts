import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/* What a process costs, as the system counts it. Linux; elsewhere there is no figure. */

/** Length of a tick of the counters below, ms. */
const tickMs = ((): number => {
  try {
    return 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  } catch {
    return 10
  }
})()

/** CPU time of a process so far, user and system, all its threads; NaN where it cannot be told. */
export function cpuMsOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program is in brackets, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * tickMs
  } catch {
    return Number.NaN
  }
}

/** Resident memory of a process; NaN where it cannot be told. */
export function rssBytesOf(pid: number): number {
  try {
    const [, kB] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kB === undefined ? Number.NaN : Number(kB) * 1024
  } catch {
    return Number.NaN
  }
}
