import { type Connection, type ConnectionOptions, createEnd, type End, type Protocol, type Role } from '../src/index.js'
import { createFakeClock, createSocketPair, type FakeClock, type MemorySocket } from '../src/testing/index.js'

/** A station and a csms joined in memory, with everything a test may want to touch. */
export interface Pair<P extends Protocol> {
  readonly clock: FakeClock
  readonly station: Connection<P, 'station'>
  readonly csms: Connection<P, 'csms'>
  readonly stationEnd: End<P, 'station'>
  readonly csmsEnd: End<P, 'csms'>
  readonly stationSocket: MemorySocket
  readonly csmsSocket: MemorySocket
}

export interface PairOptions {
  readonly station?: ConnectionOptions
  readonly csms?: ConnectionOptions
}

/** Errors of a test's own handlers are looked for in events, not on the console. */
const quiet = (): void => {}

export async function createPair<P extends Protocol>(protocol: P, options: PairOptions = {}): Promise<Pair<P>> {
  const clock = createFakeClock()
  const stationEnd = await createEnd(protocol, 'station', { clock, onError: quiet, ...options.station })
  const csmsEnd = await createEnd(protocol, 'csms', { clock, onError: quiet, ...options.csms })
  const [stationSocket, csmsSocket] = createSocketPair()
  return {
    clock,
    stationEnd,
    csmsEnd,
    stationSocket,
    csmsSocket,
    station: stationEnd.connect(stationSocket, 'CP1'),
    csms: csmsEnd.connect(csmsSocket, 'CP1'),
  }
}

/** One real end against a bare socket: the test writes the other side's text by hand. */
export async function createHalf<P extends Protocol, R extends Role>(protocol: P, role: R, options: ConnectionOptions = {}) {
  const clock = createFakeClock()
  const end = await createEnd(protocol, role, { clock, onError: quiet, ...options })
  const [socket, far] = createSocketPair()
  const connection = end.connect(socket, 'CP1')
  const received: string[] = []
  let closedWith: number | undefined
  far.attach({ receive: (text) => received.push(text), closed: (code) => (closedWith = code) })
  return {
    clock,
    end,
    connection,
    far,
    /** What the end has sent, parsed. */
    received: () => received.map((text) => JSON.parse(text) as unknown[]),
    /** The same as it stood on the wire. */
    receivedTexts: () => [...received],
    closedWith: () => closedWith,
    /** Delivers text to the end and lets everything that follows from it happen. */
    deliver: async (text: string) => {
      far.send(text)
      await clock.advance(0)
    },
    settle: () => clock.advance(0),
  }
}
