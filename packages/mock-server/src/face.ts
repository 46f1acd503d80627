import type { Protocol } from '@ocpp-kit/rpc'
import type { Listener } from '@ocpp-kit/rpc/ws'
import type { MockServerOf, ReceivedOf } from './mock-server.js'
import type { Parts } from './parts.js'

export interface FaceDeps<P extends Protocol> {
  readonly parts: Parts
  readonly listener: Listener<P>
  readonly controlUrl: () => string | undefined
  /** Runs what the program sets at the start, after a reset too. */
  readonly setUp: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The parts of a server, as its user sees them. */
export function createFace<P extends Protocol>({ parts, listener, controlUrl, setUp, close }: FaceDeps<P>): MockServerOf<P> {
  const { own, memory, commander, answering, events, report } = parts
  const { connected, received, messages, verdicts, connections, rules, answers, faults } = memory
  return {
    get url() {
      return listener.url
    },
    get port() {
      return listener.port
    },
    get controlUrl() {
      return controlUrl()
    },
    seed: own.seed,
    get stations() {
      return connected.all()
    },
    station: (identity) => connected.find(identity),
    get received() {
      return received.list() as unknown as readonly ReceivedOf<P>[]
    },
    handle: (protocol, action, handler) => answering.handlers.handle(protocol as never, action as never, handler as never),
    implement: (protocol, map) => answering.handlers.implement(protocol as never, map as never),
    waitFor: (action, waitOptions = {}) => received.waitFor(action, waitOptions) as never,
    send: (station, action, payload, callOptions) => commander.send(station, action, payload as object | undefined, callOptions) as never,
    messages: (filter) => messages.list(filter),
    verdicts: (filter) => verdicts.list(filter),
    connections: (filter) => connections.list(filter),
    get rules() {
      return rules.list
    },
    putRule: (rule) => rules.put(rule),
    removeRule: (name) => rules.remove(name),
    get answers() {
      return answers.list
    },
    putAnswer: (answer) => answers.set(answer),
    removeAnswer: (action, version) => answers.remove(action, version),
    get faults() {
      return faults.rules
    },
    set faults(given) {
      faults.rules = given
    },
    reset: () => {
      memory.reset()
      answering.reset()
      commander.schedule.clear()
      setUp().catch((error: unknown) => report(error, { event: 'setup' }))
    },
    disconnect: async (station, closeOptions) => commander.connection(station).close(closeOptions),
    on: (name, on) => events.on(name, on),
    once: (name) => events.once(name),
    close,
    [Symbol.asyncDispose]: close,
  }
}
