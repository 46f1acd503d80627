import type { ConnectionOf, Protocol } from '@ocpp-kit/rpc'
import type { RawCallOptions, RawCallOutcome } from './commands/api.js'
import type { ConnectionAttempt } from './connection/attempt.js'
import type { ConnectionRecord } from './connection/connection-record.js'
import type { Diagnosis } from './connection/doctor.js'
import type { IdToken } from './features/authorization/token.js'
import type { ConnectorStatus } from './features/availability/store.js'
import type { Password, PasswordChangeResult } from './features/credentials/password.js'
import type { DataTransferMessage, DataTransferResult } from './features/data-transfer/data-transfer-message.js'
import type { ClearCacheResult, ListWish, LocalListState } from './features/local-list/list-state.js'
import type {
  DesiredValue,
  GetVariableResult,
  Reset,
  ResetResult,
  SetVariableResult,
  VariableName,
  VariableValue,
} from './features/provisioning/commands.js'
import type { NetworkProfileChange, SetNetworkProfile } from './features/provisioning/network-profile.js'
import type { Report, ReportContent, ReportRequest } from './features/provisioning/report.js'
import type { BootRecord, Registration, StationDescription, StationPut, StationRecord } from './features/provisioning/station-record.js'
import type { VariableQuery } from './features/provisioning/store.js'
import type { Variable } from './features/provisioning/variable.js'
import type {
  RemoteStart,
  RemoteStartResult,
  RemoteStop,
  RemoteStopResult,
  Trigger,
  TriggerResult,
} from './features/remote-control/commands.js'
import type { TransactionStatus } from './features/transactions/status.js'
import type { Transaction } from './features/transactions/transaction.js'
import type { KeptExchange, MessageQuery } from './observability/store.js'
import type { Page, PageQuery } from './store/page.js'

/**
 * A station by its identity, connected or not. Its commands are the same for all versions; each rejects with a CsmsError when it
 * cannot be sent, an OcppError when the station answers CALLERROR, a ConnectionError when no answer comes.
 */
export interface Station<P extends Protocol = Protocol> {
  readonly identity: string
  readonly isConnected: boolean
  /**
   * The connection now, for calls of the version itself; narrows by its literal `version`. What goes over it is between the program and the
   * station: a password that is set so is not known here, use {@link changePassword}.
   */
  readonly connection: ConnectionOf<P, 'csms'> | undefined

  remoteStart(start: RemoteStart): Promise<RemoteStartResult>
  remoteStop(stop: RemoteStop): Promise<RemoteStopResult>
  trigger(trigger: Trigger): Promise<TriggerResult>
  reset(reset: Reset): Promise<ResetResult>
  /** Results in the order of the names. */
  getVariables(names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  /**
   * Results in the order of the values.
   * @throws CsmsError `PASSWORD_CHANGE` where one of them is the password of the station: nothing is sent; use changePassword
   */
  setVariables(values: readonly VariableValue[]): Promise<readonly SetVariableResult[]>
  /**
   * What the station says of one of its transactions, or, where none is named, whether it has anything to deliver of any (2.x, E14).
   * `NOT_SUPPORTED` in 1.6.
   */
  transactionStatus(transactionId?: string): Promise<TransactionStatus>
  /**
   * What is known of its variables (1.6: configuration keys, as the component `Configuration`), connected or not, page by page. A component
   * and a variable together may also be those that a key of 1.6 has in 2.x.
   */
  variables(query?: VariableQuery): Promise<Page<Variable>>
  /**
   * Keeps what variables are wanted to be, and brings the station there: now if it is connected and accepted, else when it is. What it does
   * not take is tried again after a minute, then four times as long each time, a day at most. Resolves once that is stored.
   * @throws TypeError for a value that is no text, and for secrets, which are not kept: use setVariables
   * @throws CsmsError `PASSWORD_CHANGE` for the password of the station: use changePassword
   */
  setDesired(values: readonly DesiredValue[]): Promise<readonly Variable[]>
  /** Sends now what the station has not, without waiting for the pause to end; resolves with all that is wanted, and what came of it. */
  applyDesired(): Promise<readonly Variable[]>
  /**
   * Wants of the variables that were sent last what they were before; where that was not known, nothing any more. Resolves with these
   * variables. Reverting again undoes it.
   */
  revertDesired(): Promise<readonly Variable[]>
  /**
   * Asks for a report: by default a full one. More names than one request may have make several reports. Resolves when the station has
   * answered; `report.ended` tells when all parts have come.
   * @throws TypeError for a request that asks for two kinds at once, or for nothing
   */
  requestReport(request?: ReportRequest): Promise<readonly Report[]>
  /** Newest first. */
  reports(query?: PageQuery): Promise<Page<Report>>
  /** With what its parts say. */
  report(requestId: number): Promise<ReportContent | undefined>
  /**
   * Writes a network profile into a slot (2.x), and if wanted makes it the first and resets the station. Resolves after the last step that
   * could be taken; `networkProfiles()` and `station.networkProfile` tell how it went on.
   * @throws TypeError naming what is wrong
   */
  setNetworkProfile(set: SetNetworkProfile): Promise<NetworkProfileChange>
  /** What was last sent of each slot, and what came of it, by slot; without secrets. */
  networkProfiles(query?: PageQuery): Promise<Page<NetworkProfileChange>>
  /** Its boots that told something new, newest first. */
  boots(query?: PageQuery): Promise<Page<BootRecord>>
  dataTransfer(message: DataTransferMessage): Promise<DataTransferResult>
  /**
   * Puts a message on the wire exactly as it is given: nothing is checked, added, reordered or left out, and whether the station is accepted
   * is not asked. Resolves with the answer as it came, a CALLERROR and silence included.
   * A password in it is kept as that of {@link changePassword}, so that the station is let in with it afterwards.
   * @throws CsmsError `UNKNOWN_STATION` or `NOT_CONNECTED`
   * @throws ConnectionError `CLOSED` and others: the connection ended before the answer
   */
  callRaw(action: string, payload: object, options?: RawCallOptions): Promise<RawCallOutcome>
  /** Has it forget what it remembers of tokens; its local list is another matter. */
  clearCache(): Promise<ClearCacheResult>

  /** Its local authorization list: what it should hold, what it holds, and why they differ. */
  localList(): Promise<LocalListState>
  /** Decides what its list is to hold; what is not given stays. It is told as soon as it can be. */
  setLocalList(wish: ListWish): Promise<LocalListState>
  /** Brings its list in order now, though it failed a moment ago; `isFull` sends all of it, whatever is known. */
  syncLocalList(options?: { readonly isFull?: boolean | undefined }): Promise<LocalListState>
  /**
   * Keeps a token off its list for good, after its customer's data was cleared there (N10.FR.02). A CustomerInformation that is sent as a
   * command and clears does this by itself.
   */
  customerCleared(token: IdToken): Promise<LocalListState>

  /** What is kept of the station; `undefined` if it never booted here and nobody put it in, or if it was deleted. */
  record(): Promise<StationRecord | undefined>
  /**
   * Puts the station in, before it first connects or later; settings that are not given go. A profile holds from its next connection on.
   * @throws TypeError naming what is wrong
   */
  put(settings?: StationPut): Promise<StationRecord>
  /**
   * Deletes the station: what was decided and set, and its password, are forgotten, and its connection ends; its transactions stay. One
   * that comes again is unknown. Resolves with `false` where there is none.
   */
  delete(): Promise<boolean>
  /**
   * Says what the password of the station is: the one that it sends from now on. The station is not told.
   * @throws TypeError where no station may have such a password
   */
  setPassword(password: Password): Promise<void>
  /** Forgets its password: the station can no longer prove itself with one. Its connection stays, and the station is not told. */
  removePassword(): Promise<void>
  /**
   * Gives the station a new password over its connection (A01); by default a random one, which nobody else learns. After `Accepted` only
   * the new one is good, after any other answer only the old; `RebootRequired` keeps the old one until it logs in with the new. Where the
   * answer is not known (the promise is rejected) both are, until the next login settles it.
   * @throws TypeError where its version has no such passwords
   */
  changePassword(password?: Password): Promise<PasswordChangeResult>
  /** The newest connection of the station at whatever node, open or closed; last seen some seconds late. */
  lastConnection(): Promise<ConnectionRecord | undefined>
  /** Its attempts to connect that were refused, newest first. */
  attempts(query?: PageQuery): Promise<Page<ConnectionAttempt>>
  /** Why it does not show up, or does not work, and what to do. */
  doctor(): Promise<Diagnosis>
  /** Its messages, newest first, as far as `messageLog` keeps them. */
  messages(query?: Omit<MessageQuery, 'station'>): Promise<Page<KeptExchange>>
  /**
   * Decides what the station is told when it boots next; the rule of `acceptance` no longer applies to it.
   * `Pending` and `Rejected` hold from now on, `Accepted` from its next BootNotification: trigger one to hasten it. What `Accepted` lets into
   * the ledger at once are the transaction messages that the station was refused before.
   */
  decide(registration: Registration): Promise<void>
  /** Keeps labels, and the types of its connectors; what is not given stays. Tokens may be limited to them. */
  describe(description: StationDescription): Promise<void>
  /** Status of each connector as last received. */
  connectors(): Promise<readonly ConnectorStatus[]>
  /** Newest first. */
  transactions(filter?: { readonly isActive?: boolean | undefined }): Promise<readonly Transaction[]>
}
