import type { ErrorCode, PayloadCheck, Protocol, Validation, Validators, Violation } from '../src/index.js'

/*
 * A version with three actions and hand-written checks: it keeps rpc honest about knowing no OCPP version.
 * A station sends Greet and Stream, a csms sends Ask.
 */

export interface GreetRequest {
  readonly name: string
  readonly count?: number
}
export interface GreetResponse {
  readonly greeting: string
}
export interface AskRequest {
  readonly question: string
}
export interface AskResponse {
  readonly answer?: string
}
export interface StreamRequest {
  readonly value: number
}

interface ToyActions {
  Greet: { request: GreetRequest; response: GreetResponse }
  Ask: { request: AskRequest; response: AskResponse }
  Stream: { request: StreamRequest }
}

type Rule = { readonly type: 'string' | 'number'; readonly required: boolean }
type Shape = Readonly<Record<string, Rule>>

const shapes: Readonly<Record<string, Shape>> = {
  'Greet request': { name: { type: 'string', required: true }, count: { type: 'number', required: false } },
  'Greet response': { greeting: { type: 'string', required: true } },
  'Ask request': { question: { type: 'string', required: true } },
  'Ask response': { answer: { type: 'string', required: false } },
  'Stream request': { value: { type: 'number', required: true } },
}

/** Unknown property, missing property, wrong type: one violation each, as a schema would name them. */
function violationsOf(shape: Shape, payload: unknown, spelling: (code: ErrorCode) => string): Violation[] {
  const values = payload as Record<string, unknown>
  const found: Violation[] = []
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(shape, name)) {
      found.push({ pointer: `/${name}`, keyword: 'additionalProperties', code: spelling('ProtocolError'), message: 'is not known here' })
    }
  }
  for (const [name, { type, required }] of Object.entries(shape)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) {
      if (required)
        found.push({ pointer: '', keyword: 'required', code: spelling('OccurrenceConstraintViolation'), message: `must have "${name}"` })
    } else if (typeof value !== type || Number.isNaN(value)) {
      found.push({ pointer: `/${name}`, keyword: 'type', code: spelling('TypeConstraintViolation'), message: `must be a ${type}` })
    }
  }
  return found
}

const canonical = (code: ErrorCode): string => code

function check(name: string): PayloadCheck {
  const shape = shapes[name] as Shape
  return (payload) => violationsOf(shape, payload, canonical).length === 0
}

const validators: Validators = {
  requests: { Greet: check('Greet request'), Ask: check('Ask request'), Stream: check('Stream request') },
  responses: { Greet: check('Greet response'), Ask: check('Ask response') },
}

function describe(spelling: (code: ErrorCode) => string) {
  const validate = (action: string, kind: 'request' | 'response', payload: unknown): Validation => {
    const violations = violationsOf(shapes[`${action} ${kind}`] as Shape, payload, spelling)
    return { valid: violations.length === 0, violations }
  }
  return () => Promise.resolve({ validate })
}

const actions = {
  Greet: { sentBy: 'station', kind: 'call', block: 'Toys' },
  Ask: { sentBy: 'csms', kind: 'call', block: 'Toys' },
  Stream: { sentBy: 'station', kind: 'send', block: 'Toys' },
} as const

const callActions = { Greet: actions.Greet, Ask: actions.Ask } as const

export interface Toy16 extends Protocol {
  readonly version: '1.6'
  readonly actions: typeof callActions
  readonly '~types'?: Pick<ToyActions, 'Greet' | 'Ask'>
}

export interface Toy201 extends Protocol {
  readonly version: '2.0.1'
  readonly actions: typeof callActions
  readonly '~types'?: Pick<ToyActions, 'Greet' | 'Ask'>
}

export interface Toy21 extends Protocol {
  readonly version: '2.1'
  readonly actions: typeof actions
  readonly '~types'?: Pick<ToyActions, 'Greet' | 'Ask' | 'Stream'>
}

const faults2x = {
  notJson: 'FormatViolation',
  unreadableId: 'RpcFrameworkError',
  malformed: 'RpcFrameworkError',
  idTooLong: 'RpcFrameworkError',
  idInUse: 'RpcFrameworkError',
  payloadNotObject: 'FormatViolation',
} as const

const oldSpelling: Readonly<Partial<Record<ErrorCode, string>>> = {
  FormatViolation: 'FormationViolation',
  OccurrenceConstraintViolation: 'OccurenceConstraintViolation',
}

/** Framing as in 1.6. */
export const toy16: Toy16 = {
  version: '1.6',
  subprotocol: 'ocpp1.6',
  messageTypes: [2, 3, 4],
  faults: {
    notJson: 'FormatViolation',
    unreadableId: 'ignore',
    malformed: 'FormatViolation',
    idTooLong: 'GenericError',
    idInUse: 'GenericError',
    unknownMessageType: 'ignore',
    payloadNotObject: 'FormatViolation',
  },
  errorCodes: oldSpelling,
  signedMessages: false,
  compression: false,
  oldTls: true,
  colonInIdentity: true,
  actions: callActions,
  validators: () => Promise.resolve(validators),
  describe: describe((code) => oldSpelling[code] ?? code),
}

/** Framing as in 2.0.1. */
export const toy201: Toy201 = {
  version: '2.0.1',
  subprotocol: 'ocpp2.0.1',
  messageTypes: [2, 3, 4],
  faults: { ...faults2x, unknownMessageType: 'MessageTypeNotSupported' },
  errorCodes: {},
  signedMessages: true,
  actions: callActions,
  validators: () => Promise.resolve(validators),
  describe: describe(canonical),
}

/** Framing as in 2.1, with a SEND. */
export const toy21: Toy21 = {
  version: '2.1',
  subprotocol: 'ocpp2.1',
  messageTypes: [2, 3, 4, 5, 6],
  faults: { ...faults2x, unknownMessageType: 'ignore' },
  errorCodes: {},
  signedMessages: true,
  actions,
  validators: () => Promise.resolve(validators),
  describe: describe(canonical),
}
