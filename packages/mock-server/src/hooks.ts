import type { AnyMessage, Protocol } from '@ocpp-kit/rpc'
import type { ListenOptions } from '@ocpp-kit/rpc/ws'
import { registrations } from './options.js'
import type { Parts } from './parts.js'
import { createNames } from './security.js'
import type { Registration } from './version.js'

/** What `listen()` asks the server: who may say what, and what is answered. */
export function hooksOf(parts: Parts): Partial<ListenOptions<Protocol>> {
  const { memory, answering, events, report } = parts
  const note = (message: AnyMessage): void => events.emit('received', memory.received.add(message))
  return {
    admit: (message) => {
      memory.admission.check(message)
      const admitted = answering.admit(message)
      if (admitted === 'ignore') note(message)
      return admitted
    },
    fallback: (request, message) => {
      note(message)
      const answer = answering.answer(request, message)
      if (message.action !== 'BootNotification') return answer
      return answer instanceof Promise ? answer.then((late) => booted(parts, message, late)) : booted(parts, message, answer)
    },
    wrapSocket: memory.faults.wrap,
    identityFor: createNames(),
    onError: report,
  }
}

/** Remembers what a boot was answered, whoever chose it. */
function booted({ memory, commander, events }: Parts, message: AnyMessage, response: object | undefined): object | undefined {
  const { identity: station, version } = message
  const { status } = (response ?? {}) as { readonly status?: Registration }
  if (status === undefined || !registrations.includes(status)) return response
  memory.states.of(station).registration = status
  memory.admission.forget(station)
  message.afterAnswer(() => {
    events.emit('booted', { station, version, registration: status })
    if (status === 'Accepted' && memory.connected.connection(station) !== undefined) commander.schedule.booted(station)
    else commander.schedule.gone(station)
  })
  return response
}
