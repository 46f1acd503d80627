import type { ConnectionOf, Protocol } from '@ocpp-kit/rpc'
import { type Disconnection, type Listener, type ListenOptions, listen } from '@ocpp-kit/rpc/ws'
import type { Parts } from './assembly.js'
import { OnDemand } from './connection/on-demand.js'
import { tellIfReady } from './connection/ready.js'
import { waitAtMost } from './deadline.js'
import { CsmsError } from './errors.js'
import type { CsmsEvents } from './events.js'
import { Handling } from './handling.js'
import { Lifecycle } from './lifecycle.js'
import { MessageLog } from './message-log.js'
import { createMessages } from './observability/messages.js'
import { openPort } from './open-port.js'
import type { CsmsOptions } from './options.js'

/** Adds a listener; the returned function removes it. */
type On<P extends Protocol> = <Name extends keyof CsmsEvents<P>>(name: Name, listener: (event: CsmsEvents<P>[Name]) => void) => () => void

/** How long the end waits for what is being written. */
const stopMs = 1_000
/** WebSocket close code "service restart". */
const serviceRestart = 1012

/** Joins the parts of a csms to its port: what comes and goes there is told to them, and they begin and end with it. */
export function createService<P extends Protocol>(options: CsmsOptions<P>, parts: Parts<P>) {
  const { own, door, versions, handlers, core, webhooks, features, facts, asksAcceptance, arrivals, commands, replay, admission } = parts
  const { sessions, events, failed } = core
  const { clock, callTimeoutMs } = own
  const messageLog = new MessageLog({ tell: (exchange) => events.emit('message', exchange), clock, callTimeoutMs })

  const lifecycle = new Lifecycle<Listener<P>>()
  const handling = new Handling<P>({ core, versions, features, facts, handlers, listener: () => lifecycle.running })
  const running = (): Listener<P> => {
    if (lifecycle.running !== undefined) return lifecycle.running
    throw new CsmsError('WRONG_STATE', 'the csms is not started')
  }
  const frames = new OnDemand<Listener<P>>(
    () => events.has('message'),
    (listener) => {
      const off = listener.on('frame', (record) => messageLog.see(record))
      return () => {
        off()
        messageLog.clear()
      }
    },
  )
  const exchanges = new OnDemand<Listener<P>>(
    () => events.has('exchange'),
    (listener) => listener.on('exchange', (record) => events.emit('exchange', record)),
  )
  const watch = (listener: Listener<P> | undefined): void => {
    frames.check(listener)
    exchanges.check(listener)
  }

  const on: On<P> = (name, listener) => {
    const off = events.on(name as keyof CsmsEvents, listener as never)
    watch(lifecycle.running)
    return () => {
      off()
      watch(lifecycle.running)
    }
  }

  const messages = createMessages(core, { options: own.connection.messageLog, asksAcceptance, listen: (see) => on('message', see) })

  const opened = (connection: ConnectionOf<P, 'csms'>): void => {
    sessions.opened(connection)
    features.connections.opened(connection, lifecycle.running?.handshakeOf(connection))
    admission.watch(connection)
    events.emit('station', connection as never)
    commands.connected(connection.identity)
    arrivals.opened(connection, () => {
      commands.reachable(connection.identity)
      tellIfReady(core, connection).catch((error: unknown) => failed(error, 'station.ready'))
    })
  }
  const closed = ({ connection, code, reason }: Disconnection<ConnectionOf<P, 'csms'>>, isReplaced: boolean): void => {
    messageLog.closed(connection.identity)
    features.connections.closed(connection, { code, reason })
    // A newer connection takes its place: the station is not gone (G10).
    if (isReplaced) return features.connections.replaced(connection)
    const session = sessions.closed(connection)
    if (session === undefined) return
    events.emit('station.disconnected', { station: core.station(session.identity), code, reason })
  }
  const attach = (listener: Listener<P>): void => {
    features.localList.start()
    for (const version of versions) {
      for (const [action, handler] of handlers.of(version)) listener.handle(version, action as never, handler as never)
    }
    listener.on('station', opened)
    listener.on('disconnected', (gone) => {
      const newest = listener.station(gone.connection.identity)
      closed(gone, newest !== undefined && newest !== gone.connection)
    })
    listener.on('handshakeRefused', (refusal) => {
      features.connections.refused(refusal)
      events.emit('station.refused', refusal)
    })
    features.connections.start(listener.port)
    commands.listening()
    messages.start()
    watch(listener)
    features.transactions.upkeep.start()
  }

  const openDoor = async (): Promise<Listener<P>> => {
    await features.tokenSeed.start()
    const { admit, permit } = options
    const letIn: NonNullable<typeof admit> = (message) => {
      features.provisioning.seen(message)
      return admit === undefined ? 'admit' : admit(message)
    }
    const both: typeof admit = (message) => {
      features.connections.seen(message.connection)
      arrivals.seen(message)
      const admitted = admission.admit(message)
      return admitted === 'admit' ? letIn(message) : admitted.then(() => letIn(message))
    }
    const permitBoth: NonNullable<typeof permit> = (request) => {
      features.credentials.permit(request)
      permit?.(request)
    }
    await facts.open().catch((error: unknown) => {
      features.tokenSeed.stop()
      throw error
    })
    // A hook that is given takes the place of the csms's own; the profile is asked of both.
    const hooks = { ...features.connections.hooks, ...door, securityProfile: features.connections.hooks.securityProfile }
    try {
      commands.start()
      replay.start()
      const listener = await openPort(() => listen({ ...hooks, admit: both, permit: permitBoth } as ListenOptions<P>))
      // Those who wait for news hear it, though whatever they are told from may fail.
      webhooks.start().catch((error: unknown) => failed(error, 'webhooks'))
      return listener
    } catch (error) {
      features.tokenSeed.stop()
      commands.halt()
      await commands.stop()
      await facts.close()
      throw error
    }
  }

  return {
    start: (): Promise<void> => lifecycle.start(openDoor, attach),
    stop: (drainMs: number): Promise<void> =>
      lifecycle.stop(async (listener) => {
        commands.halt()
        features.tokenSeed.stop()
        features.transactions.upkeep.stop()
        const atRest = features.localList.stop()
        await listener.close({ code: serviceRestart, drainMs })
        // A store that says nothing must not hold up the end.
        await waitAtMost(own.clock, stopMs, Promise.all([commands.stop(), replay.stop(), atRest]))
        await facts.close()
        watch(undefined)
        await messages.stop()
        await features.connections.stop()
        await webhooks.stop()
      }),
    get isStarted() {
      return lifecycle.running !== undefined
    },
    running,
    handling,
    messages,
    on,
  }
}
