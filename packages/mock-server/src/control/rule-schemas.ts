import { errorCodes, faultKinds } from '@ocpp-kit/rpc'
import { type TSchema, Type } from 'typebox'

/* Rules and faults as OpenAPI describes them. What is wrong with one is told by the rules' own check, which comes first. */

const maxMs = 2_147_483_647
const ms = (description: string) => Type.Integer({ minimum: 0, maximum: maxMs, description })
const oneOrMore = <T extends TSchema>(item: T, description: string) =>
  Type.Union([item, Type.Array(item, { minItems: 1 })], { description })
const closed = { additionalProperties: false } as const
export const open = (description: string) => Type.Object({}, { additionalProperties: true, description })
const maybe = Type.Optional
const names = Type.String({ minLength: 1 })
const closeCode = Type.Integer({ minimum: 1000, maximum: 4999, description: '1000 to 1003, 1007 to 1014 or 3000 to 4999' })
const closeReason = Type.String({ description: 'At most 123 bytes' })

export const oneOfTexts = <const T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description })

export const CallError = Type.Object(
  {
    code: oneOfTexts(errorCodes, 'Goes out as the version spells it'),
    description: maybe(Type.String()),
    details: maybe(open('errorDetails')),
  },
  closed,
)

const Condition = Type.Object(
  {
    action: maybe(oneOrMore(names, 'Of these actions; * stands for any characters')),
    station: maybe(oneOrMore(names, 'Of these stations; * stands for any characters')),
    version: maybe(oneOrMore(Type.String(), 'In these versions')),
    payload: maybe(open('What the payload must hold, member by member')),
    nth: maybe(oneOrMore(Type.Integer({ minimum: 1 }), 'That one alone of the messages of a station that satisfy all else, or those')),
  },
  { ...closed, description: 'Which messages of stations the rule is for; all of what is given must hold' },
)

const FollowUp = Type.Object(
  { action: names, payload: maybe(open('Default: that of the table')), delayMs: maybe(ms('After the answer')) },
  closed,
)

const Effect = Type.Object(
  {
    answer: maybe(open('Laid over the usual answer; null takes a member away')),
    wholeAnswer: maybe(open('Given as it is')),
    callError: maybe(CallError),
    silence: maybe(Type.Boolean({ description: 'Nothing is answered' })),
    delayMs: maybe(ms('Before the answer')),
    close: maybe(Type.Object({ code: maybe(closeCode), reason: maybe(closeReason) }, closed)),
    command: maybe(oneOrMore(FollowUp, 'Sent once the answer is on the wire')),
  },
  { ...closed, minProperties: 1, description: 'What happens; at most one of answer, wholeAnswer, callError and silence' },
)

export const Rule = Type.Object(
  { name: maybe(Type.String({ minLength: 1, description: 'Default: rule-1, rule-2, …' })), when: maybe(Condition), then: Effect },
  { ...closed, title: 'Rule' },
)

const faultMs = Type.Union([Type.Number({ minimum: 0 }), Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 2 })], {
  description: 'ms, or from and to',
})
const times = Type.Integer({ minimum: 1, maximum: 1_000 })
const frameKinds = ['CALL', 'CALLRESULT', 'CALLERROR', 'CALLRESULTERROR', 'SEND']

const FaultCondition = Type.Object(
  {
    direction: maybe(oneOfTexts(['in', 'out'], '`in` from the station, `out` to it')),
    action: maybe(oneOrMore(names, '* stands for any characters')),
    messageType: maybe(
      oneOrMore(Type.Union([oneOfTexts(frameKinds, 'By name'), Type.Integer({ minimum: 2, maximum: 6 })]), 'Kinds of frame'),
    ),
    station: maybe(oneOrMore(names, '* stands for any characters')),
    after: maybe(Type.Integer({ minimum: 0 })),
    nth: maybe(Type.Integer({ minimum: 1 })),
    every: maybe(Type.Integer({ minimum: 1 })),
    limit: maybe(Type.Integer({ minimum: 1 })),
    probability: maybe(Type.Number({ minimum: 0, maximum: 1 })),
  },
  closed,
)

/** Which of the members a fault takes is told by `do`; see the README of rpc. */
const Fault = Type.Object(
  {
    do: oneOfTexts(faultKinds, 'What is done to the frame'),
    name: maybe(Type.String()),
    when: maybe(FaultCondition),
    ms: maybe(faultMs),
    times: maybe(times),
    frames: maybe(times),
    how: maybe(oneOrMore(oneOfTexts(['truncate', 'flip', 'wrongType'], 'Ways to spoil a text'), 'For corrupt')),
    id: maybe(Type.String({ minLength: 1, maxLength: 36 })),
    direction: maybe(oneOfTexts(['in', 'out', 'both'], 'For halfOpen')),
    pass: maybe(Type.Boolean({ description: 'Whether the frame itself still arrives' })),
    code: maybe(closeCode),
    reason: maybe(closeReason),
  },
  { ...closed, title: 'Fault' },
)

export const Faults = Type.Array(Fault, { title: 'Faults' })
