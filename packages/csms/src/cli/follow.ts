import { createRedactor, type Protocol, type Redactor } from '@ocpp-kit/rpc'
import type { Logger } from 'pino'
import type { Csms } from '../csms.js'
import { energyWhOf } from '../features/transactions/transaction.js'
import type { Exchange } from '../message-log.js'
import { messageOf } from './log.js'
import { describeRefusal } from './refusal.js'

const arrow = { in: '→', out: '←' } as const

/** Time and station stand before it: direction as the csms sees it, action, status, ms. */
function describeExchange({ direction, action, status, isError, latencyMs }: Exchange): string {
  const outcome = isError ? `✗ ${status}` : status
  const took = latencyMs === undefined ? '' : `${latencyMs} ms`
  return `${arrow[direction]} ${action.padEnd(24)} ${outcome.padEnd(14)} ${took}`.trimEnd()
}

interface FollowOptions {
  readonly log: Logger
  /** The versions of the csms, for stations that offer others. */
  readonly spoken: readonly string[]
  readonly redactor?: Redactor | undefined
}

/** Follows a csms and writes down what happens to it; id tokens and secrets are left out. */
export function follow<P extends Protocol>(csms: Csms<P>, { log, spoken, redactor = createRedactor() }: FollowOptions): void {
  const info = (event: string, identity: string, text: string, data?: object): void => log.info({ event, identity, ...data }, text)
  csms.on('station', ({ identity, version }) => info('station', identity, `connected, OCPP ${version}`, { version }))
  csms.on('station.refused', (refusal) => {
    const { reason, status, identity, offered, remoteAddress } = refusal
    const data = { reason, status, offered, remoteAddress }
    info('station.refused', identity ?? remoteAddress ?? '', describeRefusal(refusal, spoken), data)
  })
  csms.on('station.disconnected', ({ station, code, reason }) =>
    info('station.disconnected', station.identity, `disconnected (${code}${reason && ` ${reason}`})`, { code, reason }),
  )
  csms.on('station.flapping', ({ station, replacements, remoteAddresses }) => {
    const text = `its connection was replaced ${replacements} times within two minutes: two devices seem to have its identity`
    log.warn({ event: 'station.flapping', identity: station.identity, remoteAddresses }, text)
  })
  csms.on('station.secured', ({ station, securityProfile }) =>
    info('station.secured', station.identity, `uses security profile ${securityProfile} from now on`, { securityProfile }),
  )
  csms.on('station.booted', ({ station, boot, registration }) =>
    info('station.booted', station.identity, `${boot.vendor} ${boot.model} booted: ${registration}`, { registration }),
  )
  csms.on('transaction.started', ({ station, transaction }) => {
    const { transactionId, evseId, idToken } = transaction
    const place = evseId === undefined ? '' : ` on EVSE ${evseId}`
    // Of type NoAuthorization it is empty.
    const token = idToken === undefined || idToken.idToken === '' ? '' : ` by ${redactor.token(idToken.idToken)}`
    info('transaction.started', station.identity, `transaction ${transactionId} started${place}${token}`, {
      transactionId,
      evseId,
    })
  })
  csms.on('transaction.ended', ({ station, transaction }) => {
    const { transactionId, stoppedReason, flags } = transaction
    const energyWh = energyWhOf(transaction)
    const energy = energyWh === null ? 'no energy known' : `${(energyWh / 1000).toFixed(3)} kWh`
    const data = { transactionId, stoppedReason, energyWh, flags }
    info('transaction.ended', station.identity, `transaction ${transactionId} ended (${stoppedReason}), ${energy}`, data)
  })
  csms.on('message.failed', ({ station, action, messageId, error }) => {
    const text = `${action} could not be stored: ${messageOf(error)}`
    log.error({ event: 'message.failed', identity: station.identity, messageId }, text)
  })
  csms.on('message.quarantined', ({ station, action, messageId, error }) => {
    const text = `${action} is in quarantine: ${messageOf(error)}`
    log.error({ event: 'message.quarantined', identity: station.identity, messageId }, text)
  })
  csms.on('spool.started', ({ error }) => {
    log.error({ event: 'spool.started' }, `the store takes no transaction messages, they go to the spool: ${messageOf(error)}`)
  })
  csms.on('spool.drained', ({ replayed }) =>
    log.info({ event: 'spool.drained', replayed }, `the spool is empty, ${replayed} messages stored`),
  )
  // Nobody reads every frame for a log that does not show them.
  if (!log.isLevelEnabled('info')) return
  csms.on('message', (exchange) => {
    const { identity, messageId, direction, action, status, isError, latencyMs, request, response } = exchange
    info('message', identity, describeExchange(exchange), { messageId, direction, action, status, isError, latencyMs })
    if (!log.isLevelEnabled('debug')) return
    const payloads = {
      request: redactor.payload(request, action),
      ...(response !== undefined && { response: redactor.payload(response) }),
    }
    log.debug({ event: 'payload', identity, messageId, ...payloads }, JSON.stringify(payloads))
  })
}
