// For those who send and handle messages

// For those who build on the parts
export { type Clock, systemClock } from './clock.js'
export type {
  Answer,
  AnyConnection,
  AnyMessage,
  CallOptions,
  CloseOptions,
  Connection,
  ConnectionBase,
  ConnectionEvents,
  ConnectionOf,
  ExchangeRecord,
  FrameRecord,
  Handler,
  HandlerMap,
  Message,
  ReceivedAction,
  SignedPayload,
  UntypedCallOptions,
  Verdict,
} from './connection.js'
export { Deadlines, type Expiring } from './deadlines.js'
export { Emitter } from './emitter.js'
export { createEnd, createShared, type End, Endpoint } from './endpoint.js'
export { type ErrorCode, errorCodes, fromWireCode, isErrorCode, toWireCode } from './error-codes.js'
export {
  ConnectionError,
  type ConnectionErrorCode,
  type ConnectionErrorOptions,
  connectionErrorCodes,
  type ErrorContext,
  isConnectionError,
  isOcppError,
  OcppError,
  type OcppErrorOptions,
  toOcppError,
} from './errors.js'
export { matchesPattern } from './fault-matcher.js'
export type { FaultEvent, FaultOptions, FaultySocket } from './fault-options.js'
export type { Corruption, FaultAction, FaultCondition, FaultDirection, FaultKind, FaultMs, FaultRule, FrameKind } from './fault-rules.js'
export { checkFaultRules, faultKinds } from './fault-rules-check.js'
export { withFaults } from './faults.js'
export {
  CALL,
  CALLERROR,
  CALLRESULT,
  CALLRESULTERROR,
  type CallErrorFrame,
  type CallFrame,
  type CallResultErrorFrame,
  type CallResultFrame,
  decode,
  encode,
  type Frame,
  type FrameFault,
  faultAnswer,
  isFrameFault,
  maxMessageIdLength,
  SEND,
  type SendFrame,
} from './frame.js'
export { type CommonAction, Handlers } from './handlers.js'
export type { Shared, TraceChannel } from './internals.js'
export type { CallAction, Opposite, RequestOf, ResponseOf, SendAction, SentAction, TypesOf } from './messages.js'
export { nearest } from './nearest.js'
export type { Admission, ConnectionOptions, ErrorPlace, OwnRequest } from './options.js'
export { printable } from './printable.js'
export type {
  ActionFacts,
  FrameFaultKind,
  MessageTypes,
  PayloadCheck,
  Protocol,
  Role,
  Validate,
  Validation,
  Validators,
  Violation,
} from './protocol.js'
export { createRandom, type Random, randomInteger, randomSeed } from './random.js'
export type { RateLimit } from './rate-limit.js'
export { createRedactor, type Redactor, type RedactorOptions } from './redact.js'
export { defaultRedactionRules, type RedactionRules } from './redaction-rules.js'
export { replay } from './replay.js'
export { defaultCarried, defaultIgnored, type ReplayOptions } from './replay-options.js'
export type { ReplayDifference, ReplayReport } from './replay-report.js'
export type { SignatureHeader, Signer, VerifySignature } from './signed.js'
export type { SocketPort, SocketReceiver } from './socket.js'
export {
  createTranscript,
  type FrameSource,
  formatEntry,
  parseEntry,
  parseTranscript,
  type Transcript,
  type TranscriptEntry,
  TranscriptError,
  type TranscriptOptions,
} from './transcript.js'
export type { Normaliser, ValidationMode, ValidationModes, ValidationPolicy } from './validation.js'
