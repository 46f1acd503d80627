import { Type } from 'typebox'
import { orNull } from '../http/described.js'
import { commandReasons, commandStates } from './command.js'

export const AnyObject = Type.Object({}, { additionalProperties: true })
export const identity = Type.String({ minLength: 1, maxLength: 255, description: 'Identity of the station, whatever its case' })
export const action = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'As OCPP has it in the version of the station, e.g. `ClearCache`',
})
const payload = Type.Object(
  {},
  {
    additionalProperties: true,
    description: 'As the schema of the version has it; what is left out stays absent, members keep their order',
  },
)
export const timeoutMs = Type.Integer({ minimum: 1, maximum: 600_000, description: 'Time for the answer. Default: that of the csms' })

export const wanted = {
  action,
  payload,
  notBefore: Type.Optional(Type.String({ maxLength: 64, description: 'ISO 8601. Default: at once' })),
  expiresInMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 2_592_000_000,
      description: 'In which it may be sent. Default 300,000; 86,400,000 for what is repeated until the station is as wanted',
    }),
  ),
  whenOffline: Type.Optional(
    Type.Enum(['refuse', 'keep'], {
      description:
        'Default `keep` for what is repeated until the station is as wanted; what is never repeated is kept with `expiresInMs` alone',
    }),
  ),
  timeoutMs: Type.Optional(timeoutMs),
  vendor: Type.Optional(
    Type.Object(
      { behaves: Type.Enum(['read', 'converging', 'oneShot']), supersedeKey: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) },
      { additionalProperties: false, description: 'What may be done with a DataTransfer that is not answered. Default: nothing' },
    ),
  ),
}

export const ErrorView = Type.Object({ code: Type.String(), description: Type.String(), details: AnyObject })

export const CommandView = Type.Object(
  {
    id: Type.String({ description: 'UUIDv7' }),
    stationId: Type.String(),
    version: orNull(Type.String(), 'That it was made for; null while it is not known'),
    action: Type.String(),
    payload: AnyObject,
    class: Type.Enum(['read', 'converging', 'oneShot', 'vendor'], { description: 'What is done when no answer comes' }),
    state: Type.Enum([...commandStates], { description: '`queued`, `sent` and `checking` go on; it ends in exactly one of the others' }),
    reason: orNull(Type.Enum([...commandReasons]), 'Why, where the state alone does not say it'),
    result: orNull(AnyObject, 'The answer as it came; null without one'),
    error: orNull(ErrorView, 'CALLERROR, or what is wrong with a payload'),
    attempt: Type.Integer({ description: 'How often it was sent' }),
    messageId: orNull(Type.String(), 'Of the last attempt'),
    requestId: orNull(Type.Integer(), 'Of the last attempt, where a report was asked for anew under a number of its own'),
    idempotencyKey: orNull(Type.String(), 'Null without one'),
    createdAt: Type.String({ description: 'ISO 8601, UTC' }),
    notBefore: orNull(Type.String(), 'ISO 8601, UTC'),
    expiresAt: Type.String({ description: 'ISO 8601, UTC' }),
    sentAt: orNull(Type.String(), 'ISO 8601, UTC; of the last attempt'),
    endedAt: orNull(Type.String(), 'ISO 8601, UTC; null while it goes on'),
    reconciledAt: orNull(Type.String(), 'When what the station told settled what was ambiguous'),
    supersededBy: orNull(Type.String(), 'The command that took its place'),
    actor: orNull(Type.String(), 'Who asked for it'),
  },
  { title: 'Command' },
)

export const OneOfMany = Type.Object(
  {
    stationId: Type.String(),
    command: orNull(CommandView, 'Null where there is none'),
    problem: orNull(AnyObject, 'Why there is none, as RFC 9457 has it'),
  },
  { title: 'SentCommand' },
)

export const tag = 'commands'
export const stationParams = Type.Object({ stationId: identity })
