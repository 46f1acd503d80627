import type { ChargePoint } from '@ocpp-kit/charge-point'
import { createFakeClock, type FakeClock } from '@ocpp-kit/rpc/testing'

/** Time that a test moves, for a csms and its stations alike; the sockets between them are real. */
export interface SharedTime {
  readonly clock: FakeClock
  /** Watches what is under way at a station, from before it is switched on. */
  watch(station: ChargePoint): void
  /** Lets time pass, a step after the other; what is said in a step has been answered before the next. */
  pass(ms: number): Promise<void>
  /** Lets time pass until something has happened, and resolves with it. */
  until<T>(happens: Promise<T>): Promise<T>
  /** Resolves when everything that was said is answered, and nobody has more to say. */
  quiet(): Promise<void>
}

/** Turns of the event loop without a message, after which nobody has more to say. */
const quietTurns = 20
/** …and after which a connection that is on its way would be there. */
const patientTurns = 200
/** A day. */
const maxSteps = 4_320
/** Less than any message waits for its answer: what is said within a step is answered only after it. */
const stepMs = 20_000

export function createSharedTime(): SharedTime {
  const clock = createFakeClock(Date.now())
  const stations: ChargePoint[] = []
  const open = new Set<string>()
  let said = 0
  /** Of those that are open: dropped on their way by a fault of the wire, or their answers were. */
  let lost = 0

  const watch = (station: ChargePoint): void => {
    stations.push(station)
    station.on('message', ({ messageId, kind }) => {
      said += 1
      if (kind === 'request') open.add(messageId)
      else open.delete(messageId)
    })
    station.on('fault', (fault) => {
      if (fault.do === 'drop') lost += 1
    })
    // What was under way when the connection went is not answered any more.
    station.on('disconnected', () => {
      open.clear()
      lost = 0
    })
  }

  /** What is queued behind something that was lost waits until that is given up. */
  const isBusy = (): boolean =>
    open.size > lost || (lost === 0 && stations.some(({ state }) => state.isConnected && state.queuedMessages > 0))

  const quiet = async (wanted = quietTurns): Promise<void> => {
    let last = said
    for (let turns = 0; turns < wanted; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      if (said !== last || isBusy()) turns = 0
      last = said
    }
  }

  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.advance(Math.min(stepMs, left))
      await quiet()
    }
  }

  const until = async <T>(happens: Promise<T>): Promise<T> => {
    let isOver = false
    const over = (): void => {
      isOver = true
    }
    happens.then(over, over)
    for (let steps = 0; !isOver; steps += 1) {
      if (steps === maxSteps) throw new Error(`it did not happen within ${(maxSteps * stepMs) / 3_600_000} h`)
      await quiet(patientTurns)
      if (!isOver) await clock.advance(stepMs)
    }
    await quiet()
    return happens
  }

  return { clock, watch, pass, until, quiet }
}
