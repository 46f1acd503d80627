import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../src/redact.js'

/*
 * Goes through every field of every message and asks of each with a suspicious name whether redaction hides it.
 * A field that a new version brings turns up here, and is either covered by a rule or named as harmless below.
 */

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly maxLength?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

const suspicious = /passw|secret|token|idtag|emaid|credential|private|pin$|^key$|exi(Request|Response)|pspRef|customerIdentifier/i

/** Suspicious by name alone. */
const harmless = new Set([
  'ChangeConfiguration/key', // names of configuration keys
  'GetConfiguration/key',
  'GetConfiguration/configurationKey/key',
])

interface Field {
  readonly path: string
  readonly payload: object
  readonly maxLength: number
}

const planted = 'Planted'

/** Every text field below a message, each with the smallest payload that has it. */
function* fields(
  schemas: Readonly<Record<string, Schema>>,
  schema: Schema,
  path: string[],
  wrap: (value: unknown) => object,
): Generator<Field> {
  if (path.length > 12) return
  if (schema.$ref !== undefined) return yield* fields(schemas, schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, path, wrap)
  if (schema.items !== undefined) return yield* fields(schemas, schema.items, path, (value) => wrap([value]))
  if (schema.properties !== undefined) {
    for (const [name, inner] of Object.entries(schema.properties)) {
      yield* fields(schemas, inner, [...path, name], (value) => wrap({ [name]: value }))
    }
  } else if (schema.type === 'string' && schema.enum === undefined) {
    yield { path: path.join('/'), payload: wrap(planted), maxLength: schema.maxLength ?? Number.POSITIVE_INFINITY }
  }
}

async function suspiciousFields(version: string): Promise<Field[]> {
  const bundle = await readFile(new URL(`../../../schemas/ocpp-${version}.json`, import.meta.url), 'utf8')
  const { definitions } = JSON.parse(bundle) as { definitions: Record<string, Schema> }
  const messages = Object.keys(definitions).filter((name) => /(Request|Response)$|^NotifyPeriodicEventStream$/.test(name))
  const all = messages.flatMap((message) => {
    const action = message.replace(/(Request|Response)$/, '')
    return [...fields(definitions, definitions[message] ?? {}, [action], (value) => value as object)]
  })
  return all.filter(({ path }) => suspicious.test(path.split('/').at(-1) ?? '') && !harmless.has(path))
}

describe.each([
  ['1.6', ['Authorize/idTag', 'Authorize/idTagInfo/parentIdTag', 'SendLocalList/localAuthorizationList/idTag']],
  ['2.0.1', ['SetNetworkProfile/connectionData/vpn/key', 'SetNetworkProfile/connectionData/apn/apnPassword', 'Authorize/idToken/idToken']],
  ['2.1', ['SetNetworkProfile/connectionData/basicAuthPassword', 'NotifySettlement/pspRef', 'GetTariffs/tariffAssignments/idTokens']],
])('the messages of %s', (version, known) => {
  it('have no field of a suspicious name that redaction lets through, or makes too long', async () => {
    const redactor = createRedactor()
    const found = await suspiciousFields(version)
    expect(found.map(({ path }) => path)).toEqual(expect.arrayContaining(known))
    const leaking = found.filter(({ path, payload, maxLength }) => {
      const redacted = JSON.stringify(redactor.payload(payload, path.split('/')[0]))
      const [hidden = ''] = /(?:"\*[a-z2-7]{17}"|"\*\*\*")/.exec(redacted) ?? []
      return redacted.includes(planted) || hidden === '' || hidden.length - 2 > maxLength
    })
    expect(leaking.map(({ path }) => path)).toEqual([])
  })
})
