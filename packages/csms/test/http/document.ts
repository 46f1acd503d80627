import { Compile } from 'typebox/schema'

export interface Operation {
  /** Such as `GET /v1/users/{name}`. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly 'x-scope'?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: 'path' | 'query' | 'header'
    readonly description?: string
    readonly required?: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>> }
    >
  >
}

// biome-ignore lint/suspicious/noExplicitAny: a document is any JSON
type Document = any

/** All operations of an OpenAPI document, with what they refer to in its place. */
export const operationsOf = (document: Document): readonly Operation[] =>
  Object.entries<Record<string, object>>(resolved(document.paths, document) as Record<string, Record<string, object>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) =>
          ({ ...operation, name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path }) as Operation,
      ),
  )

/** A part of a document with what it refers to in its place; nothing refers to itself. */
export function resolved(node: unknown, document: Document): unknown {
  if (Array.isArray(node)) return node.map((one) => resolved(one, document))
  if (typeof node !== 'object' || node === null) return node
  const { $ref } = node as { readonly $ref?: unknown }
  if (typeof $ref === 'string') {
    const names = $ref.split('/').slice(1)
    return resolved(
      names.reduce((inside, name) => inside[name], document),
      document,
    )
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value, document)]))
}

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
    const wrong = misfit(schema, body)
    return wrong === undefined ? undefined : `${operation.name} answered ${status} against its schema: ${wrong}`
  }
}

/** What of a value its schema does not say; nothing where all is as it says. */
export function misfit(schema: object, value: unknown): string | undefined {
  const [isRight, errors] = Compile(closed(schema) as object).Errors(value)
  return isRight ? undefined : JSON.stringify(errors.slice(0, 3))
}

const matches = (template: string, pathname: string): boolean =>
  new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname)

/** A member that the document does not name is one that clients do not see. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === 'examples' ? value : closed(value)]))
  return 'properties' in inside && !('additionalProperties' in inside) ? { ...inside, additionalProperties: false } : inside
}
