import { type TSchema, Type } from 'typebox'

/** What is answered where something is not done; the document names it with every operation. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'urn:ocpp-kit:problem:…' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.Optional(Type.String({ description: 'For programs' })),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String({ description: 'JSON pointer' }), detail: Type.String() }))),
    stations: Type.Optional(Type.Array(Type.String(), { description: 'Those that a name stands for' })),
    retryAfterSeconds: Type.Optional(Type.Integer({ description: 'As in the header Retry-After' })),
  },
  { title: 'Problem', description: 'RFC 9457' },
)

interface Description {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly response: object
}

/** An answer that is not JSON alone. */
interface AnswerContent {
  readonly description: string
  readonly content: Readonly<Record<string, { readonly schema: TSchema }>>
}

interface Words {
  /** Unique over all routes; the name of the call in clients. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
}

/**
 * The part of a route's schema that describes it: `schema: { ...described({ … }, { 200: Station }), params, querystring, body }`.
 * `answers` are schemas by status; problems need no mention.
 */
export const described = (
  { operationId, tag, summary, description }: Words,
  answers: Readonly<Record<number, TSchema | AnswerContent>>,
): Description => ({
  operationId,
  summary,
  ...(description !== undefined && { description }),
  tags: [tag],
  response: answers,
})

/** An answer in one of these media types, such as `text/csv`; JSON is described by its schema. */
export const contentOf = (description: string, types: Readonly<Record<string, TSchema>>): AnswerContent => ({
  description,
  content: Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }])),
})

/** The answer of what has nothing to tell, with 204. */
export const Nothing = Type.Null({ description: 'Done' })

/** A text, or null where there is none. */
export const orNull = <T extends TSchema>(schema: T, description: string) => Type.Union([schema, Type.Null()], { description })
