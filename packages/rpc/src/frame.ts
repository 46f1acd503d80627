import type { ErrorCode } from './error-codes.js'
import type { FrameFaultKind, Protocol } from './protocol.js'

/** Message type numbers of OCPP-J; 5 and 6 exist in 2.1 only (Part 4 §4.1.3). */
export const CALL = 2
export const CALLRESULT = 3
export const CALLERROR = 4
export const CALLRESULTERROR = 5
export const SEND = 6

/** Longest message id (OCPP-J 1.6 §4.1.4, 2.x Part 4 §4.1.4). */
export const maxMessageIdLength = 36

export type CallFrame = readonly [type: typeof CALL, messageId: string, action: string, payload: object]
export type CallResultFrame = readonly [type: typeof CALLRESULT, messageId: string, payload: object]
export type CallErrorFrame = readonly [type: typeof CALLERROR, messageId: string, code: string, description: string, details: object]
export type CallResultErrorFrame = readonly [
  type: typeof CALLRESULTERROR,
  messageId: string,
  code: string,
  description: string,
  details: object,
]
export type SendFrame = readonly [type: typeof SEND, messageId: string, action: string, payload: object]

/** The five kinds of frame, as they stand on the wire. */
export type Frame = CallFrame | CallResultFrame | CallErrorFrame | CallResultErrorFrame | SendFrame

/** Text that is no frame, and what could still be read of it. */
export interface FrameFault {
  readonly fault: FrameFaultKind
  readonly reason: string
  readonly messageId?: string
  /** The message type number, where it could be read. */
  readonly messageType?: number
}

export const isFrameFault = (decoded: Frame | FrameFault): decoded is FrameFault => !Array.isArray(decoded)

/** The answer that a fault earns in this version; `undefined` where silence is due. */
export function faultAnswer(protocol: Protocol, { fault, messageType }: FrameFault): ErrorCode | undefined {
  // Answers and SENDs are never answered by CALLERROR (OCPP-J 1.6 §4.2.3, 2.1 Part 4 §4.2.4).
  if (messageType !== undefined && messageType !== CALL && protocol.messageTypes.includes(messageType)) return undefined
  const code = protocol.faults[fault]
  return code === 'ignore' ? undefined : code
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

const elementCount: Readonly<Record<number, number>> = { [CALL]: 4, [CALLRESULT]: 3, [CALLERROR]: 5, [CALLRESULTERROR]: 5, [SEND]: 4 }

/** Text that starts like a frame; enough of it to recover the message id of broken JSON. */
const frameStart = /^\s*\[\s*(-?\d{1,9})\s*,\s*"((?:[^"\\]|\\.){0,200})"/

function brokenJson(text: string): FrameFault {
  const match = frameStart.exec(text.length > 300 ? text.slice(0, 300) : text)
  if (match === null) return { fault: 'unreadableId', reason: 'the text is not JSON and no message id could be read' }
  const messageType = Number(match[1])
  try {
    const messageId = JSON.parse(`"${match[2]}"`) as string
    return { fault: 'notJson', reason: 'the text is not JSON', messageId, messageType }
  } catch {
    return { fault: 'unreadableId', reason: 'the text is not JSON and its message id could not be read', messageType }
  }
}

/**
 * Reads one message. Total: any text yields a frame or a named fault, and nothing is thrown.
 * A payload of `null` is read as `{}`, since both notations are legal on the wire (Part 4 §4.1.5).
 */
export function decode(text: string, protocol: Pick<Protocol, 'messageTypes'>): Frame | FrameFault {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return brokenJson(text)
  }
  if (!Array.isArray(parsed)) return { fault: 'unreadableId', reason: 'the message is not a JSON array' }
  return readFrame(parsed, protocol)
}

function readFrame(elements: unknown[], protocol: Pick<Protocol, 'messageTypes'>): Frame | FrameFault {
  const fault = findFault(elements, protocol)
  if (fault !== undefined) return fault
  const last = elements.length - 1
  if (elements[last] === null) elements[last] = {}
  return elements as unknown as Frame
}

function findFault(elements: readonly unknown[], { messageTypes }: Pick<Protocol, 'messageTypes'>): FrameFault | undefined {
  const [messageType, messageId, third, fourth] = elements
  if (typeof messageType !== 'number' || !Number.isInteger(messageType)) {
    return typeof messageId === 'string'
      ? { fault: 'malformed', reason: 'the message type is not an integer', messageId }
      : { fault: 'unreadableId', reason: 'the message has neither type nor id' }
  }
  if (typeof messageId !== 'string') return { fault: 'unreadableId', reason: 'the message id is not a string', messageType }
  if (!messageTypes.includes(messageType)) {
    return { fault: 'unknownMessageType', reason: `message type ${messageType} is not defined in this version`, messageId, messageType }
  }
  if (messageId.length > maxMessageIdLength) {
    return { fault: 'idTooLong', reason: `the message id is longer than ${maxMessageIdLength} characters`, messageId, messageType }
  }
  const count = elementCount[messageType]
  if (elements.length !== count) {
    return {
      fault: 'malformed',
      reason: `message type ${messageType} has ${count} elements, not ${elements.length}`,
      messageId,
      messageType,
    }
  }
  if (messageType !== CALLRESULT && typeof third !== 'string') {
    return { fault: 'malformed', reason: 'the third element (action or error code) is not a string', messageId, messageType }
  }
  if (count === 5 && typeof fourth !== 'string') {
    return { fault: 'malformed', reason: 'the error description is not a string', messageId, messageType }
  }
  const payload = elements[elements.length - 1]
  if (payload !== null && !isObject(payload)) {
    return { fault: 'payloadNotObject', reason: 'the payload is not a JSON object', messageId, messageType }
  }
  return undefined
}

/** Writes one frame. Throws what JSON.stringify throws on values JSON has no form for, such as bigint or a cycle. */
export const encode = (frame: Frame): string => JSON.stringify(frame)
