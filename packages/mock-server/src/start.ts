import { type AnyConnection, type AnyMessage, Emitter, type ErrorPlace, Handlers, type Protocol } from '@ocpp-kit/rpc'
import { type Listener, type ListenOptions, listen } from '@ocpp-kit/rpc/ws'
import { Admission } from './admission.js'
import { AnswerTable } from './answer-table.js'
import { Answering } from './answering.js'
import { Schedule } from './commands/schedule.js'
import { type CommandResult, Sender } from './commands/send.js'
import { Connected } from './connected.js'
import { ConnectionLog } from './connection-log.js'
import type { Control } from './control/control.js'
import { Delays } from './delays.js'
import { MockServerError } from './errors.js'
import { Faults } from './faults.js'
import { MessageLog } from './message-log.js'
import type { MockServer, MockServerEvents } from './mock-server.js'
import { checkCommands, type MockServerSettings, registrations, resolveOptions } from './options.js'
import { Received } from './received.js'
import { openRecord } from './record.js'
import { RuleBook } from './rules/rule-book.js'
import { createNames, securityOptions } from './security.js'
import { StationStates } from './station-states.js'
import { VerdictLog } from './verdict-log.js'
import type { MockVersion, Registration, Scene } from './version.js'
import { watch } from './watch.js'
import { MockWorld } from './world.js'

/** WebSocket close code "going away". */
const goingAway = 1001

/**
 * A mock server that speaks the versions given, in order of preference.
 * @throws TypeError naming the option that is wrong
 * @throws MockServerError `PORT_TAKEN`
 */
export async function startMockServer<V extends MockVersion>(
  versions: readonly V[],
  options: MockServerSettings = {},
): Promise<MockServer<V['protocol']>> {
  type P = V['protocol']
  const { own, door } = resolveOptions(options)
  checkCommands(own.commands, versions)
  const { clock } = own
  const protocols = versions.map(({ protocol }) => protocol)
  const events = new Emitter<MockServerEvents>((error, event) => report(error, { event }))
  const report = (error: unknown, where: ErrorPlace): void => {
    if (own.onError !== undefined) own.onError(error, where)
    else if (!events.has('error')) console.error('ocpp-mock-server:', error)
    // A listener of this very event that throws must not be told of that in turn.
    if (where.event !== 'error') events.emit('error', { error, where })
  }

  const world = new MockWorld(own)
  const states = new StationStates()
  const connected = new Connected(states, own.maxKept)
  const messages = new MessageLog(own.maxKept)
  const verdicts = new VerdictLog(
    own.maxKept,
    () => world.now(),
    (breach) => events.emit('verdict', breach),
  )
  const connections = new ConnectionLog(own.maxKept, () => world.now())
  events.on('connected', (station) => connections.connected(station))
  events.on('disconnected', (end) => connections.disconnected(end))
  events.on('handshakeRefused', (refusal) => connections.refused(refusal))
  const received = new Received(own.maxKept, clock)
  const rules = new RuleBook(own.rules)
  const answers = new AnswerTable(protocols)
  const faults = new Faults({ initial: own.faults, seed: own.seed, clock, onFault: (event) => events.emit('fault', event) })
  const delays = new Delays(clock)
  const admission = new Admission(states)
  let handlers = new Handlers<Protocol, 'csms'>(protocols, 'csms')

  const sceneOf = (station: string): Scene => ({ world, station: states.of(station) })
  const versionOf = ({ version }: Protocol): MockVersion => versions.find(({ protocol }) => protocol.version === version) as MockVersion
  const sender = new Sender({
    clock,
    find: (station) => connected.connection(station),
    versionOf: ({ protocol }) => versionOf(protocol),
    sceneOf,
    onError: (error) => report(error, { event: 'command' }),
  })

  const send = async (station: string, action: string, payload?: object, callOptions?: object): Promise<CommandResult> => {
    try {
      admission.commanded(sender.connection(station).identity)
      const result = await sender.send(station, action, payload, callOptions)
      events.emit('command', result)
      if (result.oddity !== undefined) verdicts.oddAnswer(result, result.oddity)
      return result
    } catch (error) {
      events.emit('commandFailed', { station, action, error })
      throw error
    }
  }
  /** For commands that nobody waits for; how they ended is told as an event. */
  const sendAlone = (
    station: string,
    { action, payload }: { readonly action: string; readonly payload?: object | undefined },
  ): Promise<void> => send(station, action, payload).then(ignore, ignore)

  const schedule = new Schedule({
    clock,
    plans: own.commands,
    send: sendAlone,
    isKnown: (station, action) => {
      const connection = connected.connection(station)
      return connection !== undefined && sender.isKnown(connection, action)
    },
    onLacking: (station, action) => {
      const version = connected.find(station)?.version ?? ''
      events.emit('commandLacking', { station, version, action })
    },
  })

  const answering = new Answering({
    rules,
    answers: answers.book,
    handlers: () => handlers,
    versionOf,
    sceneOf,
    delays,
    onRule: ({ name }, { identity, action }) => events.emit('rule', { station: identity, action, rule: name }),
    followUp: (station, command) => void sendAlone(station, command),
  })

  const note = (message: AnyMessage): void => events.emit('received', received.add(message))

  /** Remembers what a boot was answered, whoever chose it. */
  const booted = (message: AnyMessage, response: object | undefined): object | undefined => {
    const { identity: station, version } = message
    const { status } = (response ?? {}) as { readonly status?: Registration }
    if (status === undefined || !registrations.includes(status)) return response
    states.of(station).registration = status
    admission.booted(station)
    message.afterAnswer(() => {
      events.emit('booted', { station, version, registration: status })
      if (status === 'Accepted' && connected.connection(station) !== undefined) schedule.booted(station)
      else schedule.gone(station)
    })
    return response
  }

  const hooks: Partial<ListenOptions<P>> = {
    admit: (message) => {
      admission.check(message)
      const admitted = answering.admit(message)
      if (admitted === 'ignore') note(message)
      return admitted
    },
    fallback: (request, message) => {
      note(message)
      const answer = answering.answer(request, message)
      if (message.action !== 'BootNotification') return answer
      return answer instanceof Promise ? answer.then((late) => booted(message, late)) : booted(message, answer)
    },
    wrapSocket: faults.wrap,
    identityFor: createNames(),
    onError: report,
  }
  const { record } = own
  const file =
    record === undefined
      ? undefined
      : await openRecord({ path: record, redact: own.redact, onError: (error) => report(error, { event: 'record' }) })
  let listener: Listener<P>
  try {
    listener = await listen<P>({ ...door, ...securityOptions(own, door.tls), ...hooks, versions: protocols } as ListenOptions<P>)
  } catch (error) {
    await file?.close()
    throw portTaken(error)
  }
  file?.attach(listener)
  watch(listener, { events, messages, verdicts, isChosen: (error) => answering.isChosen(error) })
  listener.on('station', (station) => {
    const connection = station as unknown as AnyConnection
    faults.opened(connection)
    connected.opened(connection, world.now(), listener.handshakeOf(connection)?.remoteAddress ?? '')
    events.emit('connected', connected.find(connection.identity) as never)
    if (states.find(connection.identity)?.registration === 'Accepted') schedule.present(connection.identity)
  })
  listener.on('disconnected', ({ connection, code, reason }) => {
    const ended = connection as unknown as AnyConnection
    faults.closed(ended)
    // A newer connection has taken its place.
    if (!connected.isNewest(ended)) return
    schedule.gone(ended.identity)
    events.emit('disconnected', { station: ended.identity, code, reason })
    connected.closed()
  })

  let closing: Promise<void> | undefined
  const shutDown = async (): Promise<void> => {
    schedule.clear()
    delays.end()
    received.end()
    await control?.close()
    await listener.close({ code: goingAway })
    await file?.close()
  }
  const close = (): Promise<void> => {
    closing ??= shutDown()
    return closing
  }

  let control: Control | undefined
  const server: MockServer<P> = {
    get url() {
      return listener.url
    },
    get port() {
      return listener.port
    },
    get controlUrl() {
      return control?.url
    },
    seed: own.seed,
    get stations() {
      return connected.all()
    },
    station: (identity) => connected.find(identity),
    get received() {
      return received.list()
    },
    handle: (protocol, action, handler) => handlers.handle(protocol as never, action as never, handler as never),
    implement: (protocol, map) => handlers.implement(protocol as never, map as never),
    waitFor: (action, waitOptions = {}) => received.waitFor(action, waitOptions) as never,
    send: (station, action, payload, callOptions) => send(station, action, payload as object | undefined, callOptions) as never,
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
      handlers = new Handlers<Protocol, 'csms'>(protocols, 'csms')
      for (const part of [world, connected, rules, answers, faults]) part.reset()
      for (const part of [connections, received, messages, verdicts, states, schedule, admission]) part.clear()
      setUp().catch((error: unknown) => report(error, { event: 'setup' }))
    },
    disconnect: async (station, closeOptions) => sender.connection(station).close(closeOptions),
    on: (name, on) => events.on(name, on),
    once: (name) => events.once(name),
    close,
    [Symbol.asyncDispose]: close,
  }
  const { controlPort: port, controlHost: host } = own
  const setUp = async (): Promise<void> => void (await own.setup?.(server as unknown as MockServer))
  try {
    await setUp()
    if (port !== undefined) {
      const { startControl } = await import('./control/control.js')
      control = await startControl(server as unknown as MockServer, { port, host, onError: (error) => report(error, { event: 'control' }) })
    }
  } catch (error) {
    await close()
    throw portTaken(error)
  }
  return server
}

const ignore = (): void => {}

/** Tells a port that is taken from whatever else may go wrong. */
function portTaken(error: unknown): unknown {
  const { code, port, address } = error as { code?: unknown; port?: unknown; address?: unknown }
  if (code !== 'EADDRINUSE') return error
  return new MockServerError('PORT_TAKEN', `another program listens on ${String(address)}:${String(port)}`, { cause: error })
}
