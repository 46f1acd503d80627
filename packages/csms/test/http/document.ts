import { Compile } from 'typebox/schema'

export interface Operation {
  /** Such as `GET /v1/users/{name}`. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly operationId?: string
  readonly summary?: string
  readonly security?: readonly object[]
  readonly 'x-scope'?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required?: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>>
}

// biome-ignore lint/suspicious/noExplicitAny: a document is any JSON
type Document = any

/** All operations of an OpenAPI document. */
export const operationsOf = (document: Document): readonly Operation[] =>
  Object.entries<Record<string, object>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => ({ ...operation, name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path }) as Operation,
    ),
  )

interface Answered {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

/** Tells what of an answer the document does not say; nothing where all is as it says. */
export function createAnswerCheck(document: Document): (answer: Answered) => string | undefined {
  // A path without a name in it comes before one that has it, as in the router.
  const operations = operationsOf(document).toSorted((left, right) => left.path.split('{').length - right.path.split('{').length)
  return ({ method, path, status, type, body }) => {
    const [pathname = ''] = path.split('?')
    const operation = operations.find((one) => one.method === method && matches(one.path, pathname))
    if (operation === undefined) return undefined
    const response = operation.responses[status] ?? (status >= 400 ? operation.responses['default'] : undefined)
    if (response === undefined) return `${operation.name} is not documented to answer ${status}`
    const [mediaType = ''] = (type ?? '').split(';')
    const schema = response.content?.[mediaType]?.schema
    if (schema === undefined) return body === '' ? undefined : `${operation.name} is not documented to answer ${status} as ${mediaType}`
    const [isRight, errors] = Compile(closed(schema) as object).Errors(body)
    return isRight ? undefined : `${operation.name} answered ${status} against its schema: ${JSON.stringify(errors.slice(0, 3))}`
  }
}

const matches = (template: string, pathname: string): boolean =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname)

/** A member that the document does not name is one that clients do not see. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in inside && !('additionalProperties' in inside) ? { ...inside, additionalProperties: false } : inside
}
