import { Type } from 'typebox'
import { CallError, oneOfTexts, open } from './rule-schemas.js'

export { Faults, Rule } from './rule-schemas.js'

const text = (description: string) => Type.String({ description })
const maybe = (description: string) => Type.Optional(text(description))
const direction = oneOfTexts(['in', 'out'], '`in` from the station, `out` to it')

export const Problem = Type.Object(
  {
    type: text('Names the kind of problem'),
    title: text('The kind of problem in words'),
    status: Type.Integer(),
    detail: text('What went wrong this time'),
    code: maybe('Code of a CALLERROR, or of an error around the wire'),
    details: Type.Optional(open('errorDetails of a CALLERROR')),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: text('JSON pointer'), detail: text('What was expected') }))),
  },
  { title: 'Problem', description: 'RFC 9457' },
)

export const Station = Type.Object(
  {
    identity: Type.String(),
    version: Type.String(),
    isConnected: Type.Boolean(),
    registration: maybe('What its last BootNotification was answered'),
    boots: Type.Integer(),
    vendor: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    firmwareVersion: Type.Optional(Type.String()),
    transactions: Type.Array(open('A transaction')),
    connectedAt: text('ISO 8601'),
    remoteAddress: Type.String(),
  },
  { title: 'Station' },
)

export const Message = Type.Object(
  {
    number: Type.Integer({ description: 'Counts all frames up, from 1' }),
    at: text('ISO 8601'),
    station: Type.String(),
    version: Type.String(),
    direction,
    kind: maybe('CALL, CALLRESULT, CALLERROR, CALLRESULTERROR or SEND'),
    action: maybe('Of a request, or of the one that an answer belongs to'),
    messageId: Type.Optional(Type.String()),
    status: text('What an answer says of itself'),
    tookMs: Type.Optional(Type.Number()),
    frame: text('The whole message, as it was on the wire'),
    verdict: open('What was made of it'),
  },
  { title: 'Message' },
)

export const Verdict = Type.Object(
  {
    at: text('ISO 8601'),
    station: Type.String(),
    version: Type.String(),
    by: Type.Union([Type.Literal('station'), Type.Literal('csms')], { description: 'Who broke it' }),
    action: Type.Optional(Type.String()),
    rule: text('Keyword of the schema, fault of framing, …'),
    pointer: maybe('JSON pointer into the payload'),
    code: maybe('The error code that is due'),
    message: text('What was expected'),
    messageNumber: Type.Optional(Type.Integer()),
  },
  { title: 'Verdict' },
)

export const Connection = Type.Object(
  {
    at: text('ISO 8601'),
    event: Type.Union([Type.Literal('connected'), Type.Literal('disconnected'), Type.Literal('refused')]),
    station: maybe('Missing where the URL of a refused one named none'),
    version: Type.Optional(Type.String()),
    remoteAddress: Type.Optional(Type.String()),
    reason: maybe('Of a close frame, or why it was refused'),
    cause: maybe('What TLS, HTTP or a hook had to say of a refusal'),
    code: Type.Optional(Type.Integer({ description: 'WebSocket close code' })),
    status: Type.Optional(Type.Integer({ description: 'HTTP status of a refusal' })),
    offered: Type.Optional(Type.Array(Type.String())),
  },
  { title: 'Connection' },
)

export const Command = Type.Object(
  {
    action: Type.String({ minLength: 1 }),
    payload: Type.Optional(open('Default: one that makes sense on a real station')),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Default: 30,000' })),
  },
  { title: 'Command', additionalProperties: false },
)

export const CommandResult = Type.Object(
  {
    station: Type.String(),
    version: Type.String(),
    action: Type.String(),
    request: open('The payload that was sent'),
    response: open('The payload of the answer'),
    tookMs: Type.Number(),
    oddity: maybe('What is odd about the answer'),
  },
  { title: 'CommandResult' },
)

export const Answer = Type.Object(
  {
    action: Type.String({ minLength: 1 }),
    version: maybe('Default: all versions'),
    answer: Type.Optional(open('Laid over the usual answer; null takes a member away')),
    wholeAnswer: Type.Optional(open('Given as it is')),
    callError: Type.Optional(CallError),
  },
  { title: 'Answer', additionalProperties: false },
)

export const AnswerBody = Type.Omit(Answer, ['action', 'version'], { title: 'AnswerBody', additionalProperties: false })

const query = { additionalProperties: false } as const
export const NoQuery = Type.Object({}, query)
export const ByStation = Type.Object({ station: maybe('Identity') }, query)
export const MessageQuery = Type.Object(
  {
    station: maybe('Identity'),
    action: maybe('Such as BootNotification'),
    direction: Type.Optional(direction),
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only those behind the message of this number' })),
    limit: Type.Optional(Type.Integer({ minimum: 0, description: 'With after the next ones behind it, else the newest. Default: all' })),
  },
  query,
)
export const StationPath = Type.Object({ station: text('Identity') })
export const NamePath = Type.Object({ name: text('Name of the rule') })
export const ActionPath = Type.Object({ action: text('Such as BootNotification') })
export const VersionQuery = Type.Object({ version: maybe('Default: all versions') }, query)
export const Nothing = Type.Null({ description: 'Done' })
