import type { AnyConnection, Protocol } from '@ocpp-kit/rpc'
import type { Listener } from '@ocpp-kit/rpc/ws'
import type { Parts } from './parts.js'

/** Follows who comes and who leaves. */
export function attend<P extends Protocol>(listener: Listener<P>, { memory, commander, events }: Parts): void {
  const { connected, faults, states, world } = memory
  listener.on('station', (station) => {
    const connection = station as unknown as AnyConnection
    const { identity } = connection
    faults.opened(connection)
    connected.opened(connection, world.now(), listener.handshakeOf(station)?.remoteAddress ?? '')
    events.emit('connected', connected.find(identity) as never)
    // One that was accepted by another csms, or before this one was started, need not boot again.
    const registration = states.find(identity)?.registration ?? 'Accepted'
    if (registration === 'Accepted') commander.schedule.present(identity)
  })
  listener.on('disconnected', ({ connection, code, reason }) => {
    const ended = connection as unknown as AnyConnection
    faults.closed(ended)
    commander.schedule.gone(ended.identity)
    events.emit('disconnected', { station: ended.identity, code, reason })
    const forgotten = connected.closed()
    if (forgotten === undefined) return
    memory.forget(forgotten)
    commander.schedule.forget(forgotten)
  })
}
