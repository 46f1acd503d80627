import { schemaExamples, textExamples } from './examples/answers.js'
import { bodyExamples } from './examples/requests.js'
import { problemResponses, problemsOf } from './problem-responses.js'
import { isMutating } from './request.js'

type Members = Readonly<Record<string, unknown>>
type Media = Readonly<Record<string, Members>>

interface Operation extends Members {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly parameters?: readonly Members[]
  readonly requestBody?: { readonly content: Media }
  readonly responses: Readonly<Record<string, Answer>>
}

interface Answer extends Members {
  readonly description: string
  readonly content?: Media
}

export interface Document extends Members {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Members
}

/**
 * The OpenAPI document as it leaves: schemas that have a title stand once, under their title; every operation names the problems that it may
 * answer with, and shows how it is used.
 */
export function finished({ paths, components, ...document }: Document): Members {
  const schemas = new Map<string, Members>()
  const operations = mapValues(paths, (methods) => mapValues(methods, finishedOperation))
  const referring = hoist({ paths: operations, responses: problemResponses }, schemas) as Members
  const byTitle = [...schemas].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return {
    ...document,
    paths: referring['paths'],
    components: {
      ...components,
      parameters: { IdempotencyKey: idempotencyKey },
      responses: referring['responses'],
      schemas: Object.fromEntries(byTitle.map(([title, schema]) => [title, withExample(title, schema)])),
    },
  }
}

const mapValues = <V, W>(object: Readonly<Record<string, V>>, map: (value: V, key: string) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))

function finishedOperation(operation: Operation, method: string): Operation {
  const { operationId, parameters = [], requestBody, responses } = operation
  const changes = isMutating({ method: method.toUpperCase() })
  const hasName = parameters.some((one) => one['in'] === 'path')
  const all = [...parameters, ...(takesKey(operation, changes) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [])]
  return {
    ...operation,
    ...(all.length > 0 && { parameters: all }),
    ...(requestBody !== undefined && { requestBody: withBodyExample(requestBody, bodyExamples[operationId]) }),
    responses: {
      ...(problemsOf({ changes, hasName }) as Operation['responses']),
      ...mapValues(responses, (answer, status) => finishedAnswer(answer, status, textExamples[operationId] ?? {})),
    },
  }
}

/** Some say themselves what they do with it. */
const takesKey = ({ security, parameters = [] }: Operation, changes: boolean): boolean =>
  changes && security !== undefined && !parameters.some((one) => String(one['name']).toLowerCase() === 'idempotency-key')

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: 'fleet-7-blocked-2026-03-02',
}

const withBodyExample = <B extends { readonly content: Media }>(body: B, example: unknown): B =>
  example === undefined ? body : { ...body, content: mapValues(body.content, (media) => ({ ...media, example })) }

/** What is no JSON has no schema to take an example from; and the generator has no words where a schema has none. */
function finishedAnswer(answer: Answer, status: string, texts: Readonly<Record<string, string>>): Answer {
  const { description, content } = answer
  return {
    ...answer,
    description: description === 'Default Response' ? (meanings[status] ?? 'The answer') : description,
    ...(content !== undefined && {
      content: mapValues(content, (media, type) => (texts[type] === undefined ? media : { ...media, example: texts[type] })),
    }),
  }
}

const meanings: Readonly<Record<string, string>> = {
  201: 'It is made',
  202: 'It is taken, and not done yet',
  503: 'The csms cannot do its work now',
}

/** Puts schemas that have a title aside, and references in their places. */
function hoist(node: unknown, schemas: Map<string, Members>): unknown {
  if (Array.isArray(node)) return node.map((one) => hoist(one, schemas))
  if (typeof node !== 'object' || node === null) return node
  const inside = mapValues(node as Members, (value, key) => (key === 'example' ? value : hoist(value, schemas)))
  const { title, ...schema } = inside
  if (typeof title !== 'string') return inside
  const known = schemas.get(title)
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`two schemas have the title ${title}`)
  schemas.set(title, schema)
  return { $ref: `#/components/schemas/${title}` }
}

const withExample = (title: string, schema: Members): Members =>
  title in schemaExamples ? { ...schema, examples: [schemaExamples[title]] } : schema
