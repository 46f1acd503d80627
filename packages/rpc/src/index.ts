// For those who send and handle messages
export type {
  Answer,
  AnyConnection,
  CallOptions,
  CloseOptions,
  Connection,
  ConnectionBase,
  ConnectionEvents,
  ConnectionOf,
  FrameRecord,
  Handler,
  HandlerMap,
  Message,
  ReceivedAction,
  SignedPayload,
  Verdict,
} from './connection.js'
export { type ErrorCode, errorCodes, isErrorCode } from './error-codes.js'
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
export type { CallAction, Opposite, RequestOf, ResponseOf, SendAction, SentAction, TypesOf } from './messages.js'
export type { Admission, ConnectionOptions } from './options.js'
export type { IncomingRequest } from './incoming.js'
export type { RateLimit } from './rate-limit.js'
export type { Normaliser, ValidationMode, ValidationModes, ValidationPolicy } from './validation.js'
export type { SignatureHeader, Signer, VerifySignature } from './signed.js'

// For those who build on the parts
export { type Clock, systemClock } from './clock.js'
export { Deadlines, type Expiring } from './deadlines.js'
export { Emitter } from './emitter.js'
export { createEnd, createShared, type End, Endpoint, type Shared, type TraceChannel } from './endpoint.js'
export { fromWireCode, toWireCode } from './error-codes.js'
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
export type { SocketPort, SocketReceiver } from './socket.js'
