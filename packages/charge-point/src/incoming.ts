import { type Admission, type AnyMessage, type ConnectionOptions, OcppError } from '@ocpp-kit/rpc'
import type { Core } from './core.js'
import type { ResolvedOptions } from './options.js'
import type { AnyStationHandler } from './transport.js'

type Fallback = NonNullable<ConnectionOptions['fallback']>

/** What becomes of requests of the csms: let in or not, and answered by the station's handlers, or as its quirks will have it. */
export function connectionOptions(
  { connection, version }: ResolvedOptions,
  core: Core,
  handlerOf: (action: string) => AnyStationHandler | undefined,
): ConnectionOptions {
  return {
    ...connection,
    admit: (message) => admit(core, version.boot.whileRejected, message),
    fallback: (request, message) => {
      const { action } = message
      const { quirks } = core.link
      if (quirks?.lacks(action) === true) throw new OcppError('NotImplemented', `this station knows no ${action}`)
      const handler = handlerOf(action) as Fallback | undefined
      if (handler === undefined) throw new OcppError('NotSupported', `${action} is not supported by this station`)
      const answer = handler(request, message)
      return quirks === undefined ? answer : quirks.answer(action, answer)
    },
    onError: (error, { action, event }) => core.events.emit('error', { error, during: action ?? `a listener of ${event}` }),
  }
}

/** Requests find a deaf station until the csms has answered its boot, and while it is rejected (B03.FR.08, 1.6 §4.2). */
function admit(core: Core, whileRejected: 'SecurityError' | 'ignore', { action }: AnyMessage): Admission | Promise<Admission> {
  const { link } = core
  if (link.isManual || link.registration === 'Accepted' || link.registration === 'Pending') return 'admit'
  return decideLater()

  // An acceptance that came just before this request may still be on its way through promises.
  async function decideLater(): Promise<Admission> {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    if (link.registration === 'Accepted' || link.registration === 'Pending') return 'admit'
    if (link.registration === 'Rejected' && whileRejected === 'ignore') return 'ignore'
    throw new OcppError('SecurityError', `${action}: the csms has not accepted this station`)
  }
}
