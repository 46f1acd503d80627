// For those who run or embed a csms

export type { CommandFilter, Commands, RawCallOptions, RawCallOutcome, SentTo } from './commands/api.js'
export {
  type Command,
  type CommandBehaviour,
  type CommandClass,
  type CommandError,
  type CommandReason,
  type CommandState,
  commandReasons,
  commandStates,
  type Evidence,
} from './commands/command.js'
export type { CommandOptions, VendorMessage } from './commands/options.js'
export type { ConnectionAttempt } from './connection/attempt.js'
export type { AttemptFigures } from './connection/attempt-log.js'
export type { ConnectionFacts, ConnectionRecord } from './connection/connection-record.js'
export type { Diagnosis, Finding, FindingCode } from './connection/doctor.js'
export type { Flapping } from './connection/flapping.js'
export type { ConnectionOptions, MessageLogOptions } from './connection/options.js'
export { type Csms, type CsmsFigures, createCsms } from './csms.js'
export { CsmsError, type CsmsErrorCode, csmsErrorCodes, isCsmsError } from './errors.js'
export type { CsmsEvents } from './events.js'
export type { Change as TokenChange, Place } from './features/authorization/token.js'
export {
  type Authorization,
  type AuthorizationStatus,
  authorizationStatuses,
  type DriverInfo,
  type IdToken,
  type PersonalMessage,
  type Token,
  type TokenGroup,
  type TokenStatus,
  tokenStatuses,
} from './features/authorization/token.js'
export type { TokenGroups, Tokens } from './features/authorization/tokens.js'
export type { Day, DayWindow, WeekTimes } from './features/authorization/week.js'
export type { ConnectorStatus } from './features/availability/store.js'
export type { PasswordChange } from './features/credentials/credential.js'
export type { Password, PasswordChangeResult } from './features/credentials/password.js'
export type { DataTransferHandler, DataTransferHandlers } from './features/data-transfer/data-transfer.js'
export type { DataTransferMessage, DataTransferResult } from './features/data-transfer/data-transfer-message.js'
export type { CacheResult } from './features/local-list/cache.js'
export type { ClearCacheResult, ListLimits, ListScope, ListStatus, ListWish, LocalListState } from './features/local-list/list-state.js'
export type { EnergyReading, NoReading } from './features/metering/energy.js'
export { type NormalisedSample, normaliseSample, type SampleMoment } from './features/metering/normalised.js'
export type { MeterSample, SampleSignature } from './features/metering/sample.js'
export type {
  DesiredValue,
  GetVariableResult,
  Reset,
  ResetResult,
  SetVariableResult,
  VariableName,
  VariableValue,
} from './features/provisioning/commands.js'
export type {
  NetworkProfile,
  NetworkProfileChange,
  NetworkProfileStep,
  SetNetworkProfile,
} from './features/provisioning/network-profile.js'
export type { Acceptance, BootingStation } from './features/provisioning/provisioning.js'
export type { Report, ReportContent, ReportedName, ReportRequest, ReportState } from './features/provisioning/report.js'
export type {
  BootFacts,
  BootRecord,
  ClockDrift,
  Inventory,
  Registration,
  RequestedReset,
  StationDescription,
  StationPut,
  StationRecord,
  StationSettings,
} from './features/provisioning/station-record.js'
export type { Applied, AppliedStatus, Mutability, ObservedVariable, Variable, VariableSource } from './features/provisioning/variable.js'
export type { Characteristics } from './features/provisioning/variable-value.js'
export {
  type RemoteStart,
  type RemoteStartResult,
  type RemoteStop,
  type RemoteStopResult,
  type Trigger,
  type TriggerName,
  type TriggerResult,
  triggers,
} from './features/remote-control/commands.js'
export type { ClosingPolicy, ClosingRule } from './features/transactions/closing.js'
export type { EnergyFlag } from './features/transactions/event-energy.js'
export {
  type Change,
  type ExplainedEvent,
  type ExplainedReading,
  type ExplainOptions,
  type Explanation,
  explainTransaction,
} from './features/transactions/explain.js'
export { explanationText } from './features/transactions/explain-text.js'
export type { EventSample, ExportFormat, ExportOptions } from './features/transactions/export.js'
export type { Gap } from './features/transactions/gap.js'
export type { GapFilter, TransactionFilter, TransactionRef, Transactions } from './features/transactions/ledger-access.js'
export type { MaxPower } from './features/transactions/recorder.js'
export type { TokenDisplay } from './features/transactions/redact.js'
export type { Register, Verdict } from './features/transactions/register.js'
export type { StationClock, TransactionTimes } from './features/transactions/station-clock.js'
export type { TransactionStatus } from './features/transactions/status.js'
export {
  type ClosedTransaction,
  energyWhOf,
  type FoldedTransaction,
  isClosedByCsms,
  isComplete,
  missingSeqNos,
  type Transaction,
  type TransactionFlag,
  timesOf,
} from './features/transactions/transaction.js'
export type { Wrap, Wrapper } from './handling.js'
export type { SpoolOptions } from './ledger/spool/options.js'
export type { SpoolFigures } from './ledger/spool/spool.js'
export type { Exchange } from './message-log.js'
export type { MessageLogFigures } from './observability/message-archive.js'
export type { KeptExchange, MessageQuery } from './observability/store.js'
export type { CsmsOptions } from './options.js'
export type { Station } from './station.js'

// For those who write a store

export { type CommandEffect, type CommandEvent, type Outcome, type Reduction, reduceCommand } from './commands/reduce.js'
export type { AnyCommandTable, CommandRow, ReadBack, StatusRule, Target } from './commands/rows.js'
export type { CommandQuery, CommandStore, DueCommand, Inserted, NewCommand } from './commands/store.js'
export { type ClosingFacts, type ConnectionChange, connectionAfter } from './connection/connection-record.js'
export type { AttemptQuery, AttemptStore, ConnectionQuery, ConnectionStore } from './connection/store.js'
export type { AuthorizationStore, TokenNews } from './features/authorization/store.js'
export type { AvailabilityStore } from './features/availability/store.js'
export { type Credential, type CredentialChange, credentialAfter, type PasswordDigest } from './features/credentials/credential.js'
export type { CredentialStore } from './features/credentials/store.js'
export type { HeldList, ListRecord, SentEntry } from './features/local-list/list-state.js'
export type { LocalListStore, StationTokens } from './features/local-list/store.js'
export type { MeteringStore, StationSample } from './features/metering/store.js'
export { addPart, endReport, type ReportEnd, type ReportPart } from './features/provisioning/report.js'
export type {
  AddedPart,
  ProvisioningStore,
  QuarantineCause,
  QuarantineDraft,
  QuarantinedMessage,
  QuarantineOutcome,
  QuarantineQuery,
  ReportStore,
  VariableQuery,
  VariableStore,
} from './features/provisioning/store.js'
export { changeVariable, type VariableChange, variableKey } from './features/provisioning/variable.js'
export { type Closing, compareEvents, type EventFlag, type StoredEvent, type TransactionEvent } from './features/transactions/event.js'
export type { Missing, QueueReport } from './features/transactions/gap.js'
export type { SeqRanges } from './features/transactions/seq-ranges.js'
export type { Appended, GapQuery, TransactionQuery, TransactionStore } from './features/transactions/store.js'
export { advance, foldTransaction, isInOrder } from './features/transactions/transaction.js'
export { fold, type StationKey, stationKey } from './identifier.js'
export type { QuarantineFigures } from './ledger/quarantine.js'
export type { QuarantineBounds, QuarantineOptions } from './ledger/quarantine-options.js'
export type { Told } from './ledger/receipt.js'
export type { SpoolFile, SpoolFiles } from './ledger/spool/files.js'
export type { MessageStore } from './observability/store.js'
export type { Page, PageQuery } from './store/page.js'
export { createMemoryStore } from './store/sql/memory.js'
export type { SqlStore } from './store/sql/open.js'
export type { SqlStoreOptions } from './store/sql/options.js'
export type { Store } from './store/store.js'
export { isStoreError, StoreError, type StoreErrorCode, storeErrorCodes } from './store/store-error.js'
export type { AnyVersion, FullVersion, VersionFeatures } from './version.js'
