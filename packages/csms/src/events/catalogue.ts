import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Command } from '../commands/command.js'
import type { CsmsEvents } from '../events.js'
import type { Token, TokenGroup } from '../features/authorization/token.js'
import { isSecret } from '../features/provisioning/secret.js'
import type { StoredEvent } from '../features/transactions/event.js'
import type { SeqRanges } from '../features/transactions/seq-ranges.js'
import type { Transaction } from '../features/transactions/transaction.js'
import { viewOf } from '../features/transactions/view.js'
import { fold } from '../identifier.js'
import { eventIdOf, type PublicEvent, type PublicEventType } from './public-event.js'

/*
 * How what happens inside is told outside. Each function is pure: the same fact gives the same event, with the same id. Nothing that the
 * station or an operator was given as a secret is told.
 */

type Change = 'transaction.started' | 'transaction.updated' | 'transaction.ended'

export const ofTransaction = (type: Change, identity: string, transaction: Transaction, event: StoredEvent): PublicEvent => ({
  id: eventIdOf(event.station.tenantId, event.station.stationId, event.key, event.contentHash),
  type,
  at: event.receivedAt,
  station: identity,
  data: { transaction: viewOf(transaction, identity), event: eventView(event) },
  resource: transactionResource(transaction),
})

const eventView = ({ eventType, seqNo, timestamp, triggerReason, chargingState, offline, samples, flags }: StoredEvent) => ({
  eventType,
  seqNo: seqNo ?? null,
  timestamp,
  triggerReason: triggerReason ?? null,
  chargingState: chargingState ?? null,
  offline: offline ?? false,
  samples,
  flags,
})

/** What is told of something that no store keeps as an event; it gets an id of its own, and the time where it has none. */
export type Told = Pick<PublicEvent, 'station' | 'data' | 'resource'> & { readonly at?: string | undefined }

/** One kind of event: what it is told from, and how. */
export interface TellingRow {
  readonly type: PublicEventType
  readonly on: keyof CsmsEvents
  readonly tell: (event: never) => Told
  /** Whether this one is of the kind. Default: all are. */
  readonly isMeant?: ((event: never) => boolean) | undefined
}

const row = <Name extends keyof CsmsEvents>(
  type: PublicEventType,
  on: Name,
  tell: (event: CsmsEvents[Name]) => Told,
  isMeant?: (event: CsmsEvents[Name]) => boolean,
): TellingRow => ({ type, on, tell, isMeant })

const ofStation = ({ identity }: { readonly identity: string }, data: PublicEvent['data'], at?: string): Told => ({
  station: identity,
  data,
  resource: `station/${fold(identity)}`,
  at,
})

const transactionResource = ({ id }: Pick<Transaction, 'id'>): string => `transaction/${id}`

/** Everything that is told outside but transactions, which are kept together with their facts. */
export const tellings: readonly TellingRow[] = [
  row('station.connected', 'station', ({ identity, version }: AnyConnection) => ofStation({ identity }, { version })),
  row('station.disconnected', 'station.disconnected', ({ station, code, reason }) => ofStation(station, { code, reason })),
  row('station.booted', 'station.booted', ({ station, boot, registration }) => ofStation(station, { boot, registration })),
  row('station.firmwareChanged', 'station.firmwareChanged', ({ station, from, to }) =>
    ofStation(station, { from: from ?? null, to: to ?? null }),
  ),
  row('station.reset', 'station.reset', ({ station, reset, state }) =>
    ofStation(station, { state, type: reset.type, requestedAt: reset.requestedAt, bootReason: reset.bootReason ?? null }),
  ),
  row('station.clockDrift', 'station.clockDrift', ({ station, driftMs }) => ofStation(station, { driftMs })),
  row('station.flapping', 'station.flapping', ({ station, replacements, remoteAddresses }) =>
    ofStation(station, { replacements, remoteAddresses }),
  ),
  row('station.secured', 'station.secured', ({ station, securityProfile }) => ofStation(station, { securityProfile })),
  row('station.passwordChanged', 'station.passwordChanged', ({ station, how }) => ofStation(station, { how })),
  row('station.networkProfile', 'station.networkProfile', ({ station, change: { slot, step, status, reason } }) =>
    ofStation(station, { slot, step, status: status ?? null, reason: reason ?? null }),
  ),
  row('connector.status', 'connector.status', ({ station, status: { receivedAt, ...status } }) => ofStation(station, status, receivedAt)),
  row('variable.drifted', 'variable.drifted', ({ station, variable: { value, desired, driftSince, observedAt, source, ...variable } }) =>
    ofStation(
      station,
      {
        component: variable.component,
        componentInstance: variable.componentInstance ?? null,
        evseId: variable.evseId ?? null,
        connectorId: variable.connectorId ?? null,
        variable: variable.variable,
        instance: variable.instance ?? null,
        attribute: variable.attribute,
        value: value ?? null,
        desired: isSecret(variable, variable.mutability) ? null : (desired?.value ?? null),
        source: source ?? null,
      },
      driftSince,
    ),
  ),
  row('report.ended', 'report.ended', ({ station, report: { requestId, state, status, reason } }) =>
    ofStation(station, { requestId, state, status: status ?? null, reason: reason ?? null }),
  ),
  row('localList.synced', 'localList.changed', listOf, ({ list }) => list.status === 'inSync'),
  row('localList.failed', 'localList.changed', listOf, ({ list }) => ['failed', 'disabled', 'notSupported'].includes(list.status)),
  row('token.changed', 'token.changed', ofToken, ({ after }) => after !== undefined),
  row('token.removed', 'token.changed', ofToken, ({ after }) => after === undefined),
  row('tokenGroup.changed', 'tokenGroup.changed', ofGroup, ({ after }) => after !== undefined),
  row('tokenGroup.removed', 'tokenGroup.changed', ofGroup, ({ after }) => after === undefined),
  row('command.created', 'command.created', ofCommand),
  row('command.sent', 'command.sent', ofCommand),
  row('command.settled', 'command.ended', ofCommand),
  row('command.settled', 'command.reconciled', ofCommand),
  row('transaction.gapFound', 'transaction.gapFound', ofGap),
  row('transaction.gapFilled', 'transaction.gapFilled', ofGap),
  row(
    'transaction.gapLost',
    'transaction.gapClosed',
    ({ station, gap: { id, transactionId, lost, isStartLost } }) => ({
      station: station.identity,
      data: { transactionId, lost, isStartLost },
      resource: transactionResource({ id }),
    }),
    ({ gap }) => gap.state === 'lost',
  ),
  row('message.quarantined', 'message.quarantined', ({ station, action, messageId }) => ofStation(station, { action, messageId })),
  row(
    'meter.values',
    'meter.values',
    ({ station, evseId, samples }) => ofStation(station, { evseId: evseId ?? null, samples }),
    ({ transactionId }) => transactionId === undefined,
  ),
  row('spool.started', 'spool.started', () => ({ station: null, data: {}, resource: 'spool' })),
  row('spool.drained', 'spool.drained', ({ replayed }) => ({ station: null, data: { replayed }, resource: 'spool' })),
]

function listOf({ station, list }: CsmsEvents['localList.changed']): Told {
  const { status, reason, actual, reportedVersion, failures, nextAttemptAt, updatedAt } = list
  const data = {
    status,
    reason: reason ?? null,
    version: actual?.version ?? reportedVersion ?? null,
    entries: actual?.entries ?? null,
    failures,
    nextAttemptAt: nextAttemptAt ?? null,
  }
  return ofStation(station, data, updatedAt)
}

function ofToken({ before, after }: CsmsEvents['token.changed']): Told {
  const { type, idToken } = after ?? before ?? { idToken: '' }
  return {
    station: null,
    data: { before: tokenView(before), after: tokenView(after) },
    resource: `token/${eventIdOf(type ?? '', fold(idToken))}`,
  }
}

/** A key code is a secret (C04.FR.04). */
const tokenView = (token: Token | undefined) =>
  token === undefined
    ? null
    : {
        type: token.type ?? null,
        idToken: token.type === 'KeyCode' ? null : token.idToken,
        status: token.status ?? 'Accepted',
        group: token.group?.idToken ?? null,
        validFrom: token.validFrom ?? null,
        expiresAt: token.expiresAt ?? null,
      }

function ofGroup({ before, after }: CsmsEvents['tokenGroup.changed']): Told {
  const { groupId } = after ?? before ?? { groupId: '' }
  return { station: null, data: { before: groupView(before), after: groupView(after) }, resource: `tokenGroup/${fold(groupId)}` }
}

const groupView = (group: TokenGroup | undefined) =>
  group === undefined ? null : { groupId: group.groupId, name: group.name ?? null, status: group.status ?? 'Accepted' }

/** Without what it says and what was answered: that is for those who may send commands. */
function ofCommand({ station, command }: { readonly station: { readonly identity: string }; readonly command: Command }): Told {
  const { id, action, state, reason, attempt, actor, createdAt, sentAt, endedAt, reconciledAt, supersededBy } = command
  const data = {
    id,
    action,
    class: command.class,
    state,
    reason: reason ?? null,
    attempt,
    actor: actor ?? null,
    createdAt,
    sentAt: sentAt ?? null,
    endedAt: endedAt ?? null,
    reconciledAt: reconciledAt ?? null,
    supersededBy: supersededBy ?? null,
  }
  return { station: station.identity, data, resource: `command/${id}` }
}

interface GapEvent {
  readonly station: { readonly identity: string }
  readonly transaction: Transaction
  readonly missing: SeqRanges
  readonly isStartMissing: boolean
}

function ofGap({ station, transaction, missing, isStartMissing }: GapEvent): Told {
  const { transactionId } = transaction
  return { station: station.identity, data: { transactionId, missing, isStartMissing }, resource: transactionResource(transaction) }
}
