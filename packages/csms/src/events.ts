import type { ConnectionOf, ExchangeRecord, Protocol } from '@ocpp-kit/rpc'
import type { HandshakeRefusal, SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { Command } from './commands/command.js'
import type { Flapping } from './connection/flapping.js'
import type { Change, Token, TokenGroup } from './features/authorization/token.js'
import type { ConnectorStatus } from './features/availability/store.js'
import type { PasswordChange } from './features/credentials/credential.js'
import type { LocalListState } from './features/local-list/list-state.js'
import type { MeterSample } from './features/metering/sample.js'
import type { NetworkProfileChange } from './features/provisioning/network-profile.js'
import type { Report } from './features/provisioning/report.js'
import type { BootFacts, Registration, RequestedReset } from './features/provisioning/station-record.js'
import type { Variable } from './features/provisioning/variable.js'
import type { StoredEvent } from './features/transactions/event.js'
import type { Gap } from './features/transactions/gap.js'
import type { SeqRanges } from './features/transactions/seq-ranges.js'
import type { Transaction } from './features/transactions/transaction.js'
import type { Exchange } from './message-log.js'
import type { Station } from './station.js'

interface TransactionChange<P extends Protocol> {
  readonly station: Station<P>
  readonly transaction: Transaction
  readonly event: StoredEvent
}

interface GapChange<P extends Protocol> {
  readonly station: Station<P>
  readonly transaction: Transaction
  /** Ranges of numbers, from and to. */
  readonly missing: SeqRanges
  readonly isStartMissing: boolean
}

/** What happens, in the terms of 2.x for all versions. Facts are stored, and the station is answered, before they are told. */
export interface CsmsEvents<P extends Protocol = Protocol> {
  /** A station has connected; what it may be told depends on its version, and `csms.station(identity)` has commands for all. */
  station: ConnectionOf<P, 'csms'>
  /** One was not let in: `reason` says why, `offered` what it spoke; `identity` is missing where its URL had none. */
  'station.refused': HandshakeRefusal
  /** It has no connection any more. A connection that was replaced is not told of. */
  'station.disconnected': { readonly station: Station<P>; readonly code: number; readonly reason: string }
  /** Its connections keep replacing each other: two devices seem to have its identity. Told once for each time that it begins. */
  'station.flapping': { readonly station: Station<P> } & Flapping
  /** It has connected with a higher security profile than was kept of it, and must from now on (A05.FR.07). */
  'station.secured': { readonly station: Station<P>; readonly securityProfile: SecurityProfile }
  /** It has booted, and was told this. */
  'station.booted': { readonly station: Station<P>; readonly boot: BootFacts; readonly registration: Registration }
  /**
   * It is accepted and can be commanded: it was accepted when it connected, or its boot has just been answered. Told again for each
   * connection and each boot.
   */
  'station.ready': { readonly station: Station<P>; readonly version: string }
  /** Its password here is another one; nothing of it is told. */
  'station.passwordChanged': { readonly station: Station<P>; readonly how: PasswordChange }
  /** A token was added, replaced or deleted by a program or an operator here; a key code is a secret (C04.FR.04). */
  'token.changed': Change<Token>
  /** The same of a group of tokens. */
  'tokenGroup.changed': Change<TokenGroup>
  /** Something became known of a station's local authorization list: it is in sync, was refused, is not there … */
  'localList.changed': { readonly station: Station<P>; readonly list: LocalListState }
  /** It booted with another firmware than before. */
  'station.firmwareChanged': { readonly station: Station<P>; readonly from: string | undefined; readonly to: string | undefined }
  /** It came back after a reset that was asked for, or did not within ten minutes; `reset.bootReason` says why it booted (2.x). */
  'station.reset': { readonly station: Station<P>; readonly reset: RequestedReset; readonly state: 'booted' | 'overdue' }
  /** A change of its network profile came to its end, with `step` `done` or `failed`. */
  'station.networkProfile': { readonly station: Station<P>; readonly change: NetworkProfileChange }
  /**
   * Its clock is wrong by more than `clockDriftThresholdSeconds`: time of receipt less its own time, so above 0 it is behind. Told again
   * once it was right in between, or has connected anew.
   */
  'station.clockDrift': { readonly station: Station<P>; readonly driftMs: number }
  /**
   * It has come to have another value than the desired one, which it had before. Told once for each time that it begins; the csms sets it
   * right by itself.
   */
  'variable.drifted': { readonly station: Station<P>; readonly variable: Variable }
  /** A report that it was asked for is complete, or will not be; `repeatedAs` names the one that was asked for in its place. */
  'report.ended': { readonly station: Station<P>; readonly report: Report }
  /** A status of a connector, whether it changed or not. */
  'connector.status': { readonly station: Station<P>; readonly status: ConnectorStatus }
  /** The start of a transaction became known; late, where the station had been offline. */
  'transaction.started': TransactionChange<P>
  'transaction.updated': TransactionChange<P>
  /** The station has ended it, or the csms has (`event.eventType` is `Closed`); told once, an Ended after that is `transaction.updated`. */
  'transaction.ended': TransactionChange<P>
  /** Something is missing of a transaction: numbers between its events, or its start (G4). Told again when more is. */
  'transaction.gapFound': GapChange<P>
  /** What was missing has come. */
  'transaction.gapFilled': GapChange<P>
  /** The station has nothing more to send of a transaction of which something is missing: what never came is lost (G4). */
  'transaction.gapClosed': { readonly station: Station<P>; readonly gap: Gap }
  /** New samples, of a transaction or of a meter outside one. */
  'meter.values': {
    readonly station: Station<P>
    readonly evseId: number | undefined
    readonly transactionId: string | undefined
    readonly samples: readonly MeterSample[]
  }
  /** A message that needs no decision was acknowledged: reports, alarms, firmware and log status, security events and the like. */
  notification: { readonly station: Station<P>; readonly action: string; readonly request: object }
  /** A command is stored. */
  'command.created': { readonly station: Station<P>; readonly command: Command }
  /** A command is stored as sent, and its frame written. */
  'command.sent': { readonly station: Station<P>; readonly command: Command }
  /** A command is done, rejected, failed, expired, cancelled or ambiguous. */
  'command.ended': { readonly station: Station<P>; readonly command: Command }
  /** What the station told has settled a command that was ambiguous: it is done, rejected or failed after all. */
  'command.reconciled': { readonly station: Station<P>; readonly command: Command }
  /** A request, either way, with what came of it; costs nothing while nobody listens. */
  message: Exchange
  /** The same without payloads, for figures and traces: cheap, where `message` reads every frame anew. */
  exchange: ExchangeRecord
  /** A transaction message was answered, and waits in the spool for the store. */
  'message.spooled': { readonly station: Station<P>; readonly action: string; readonly messageId: string }
  /**
   * A transaction message was kept as it came, in quarantine: its handler throws each time, and it was answered as if it were known; or its
   * station is not accepted, or it breaks its schema, and it was refused. The same again is not told of.
   */
  'message.quarantined': { readonly station: Station<P>; readonly action: string; readonly messageId: string; readonly error: unknown }
  /** The store takes no transaction messages: they go to the spool. */
  'spool.started': { readonly error: unknown }
  /** All messages of the spool have been brought into the store. */
  'spool.drained': { readonly replayed: number }
  /** A transaction message could not be stored: the connection was closed, so that the station keeps it and sends it again. */
  'message.failed': { readonly station: Station<P>; readonly action: string; readonly messageId: string; readonly error: unknown }
}
