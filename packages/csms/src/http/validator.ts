import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import type { RawFinding } from './findings.js'

type Texts = Readonly<Record<string, unknown>>

/** Refuses what is not known, and takes no text for a number but in a URL; and there none for a whole number that is not one. */
export const compileValidator: FastifySchemaCompiler<TSchema> = (route) => {
  const compiled = TypeBoxValidatorCompiler(route) as (value: unknown) => { readonly error?: RawFinding[] }
  const validate = (value: unknown) => {
    const answer = compiled(value)
    return answer.error === undefined ? answer : { error: answer.error.map((one) => withKnown(one, route.schema)) }
  }
  if (route.httpPart !== 'querystring' && route.httpPart !== 'params') return validate
  const { properties = {} } = route.schema as { readonly properties?: Readonly<Record<string, { readonly type?: unknown }>> }
  const whole = Object.keys(properties).filter((name) => properties[name]?.type === 'integer')
  return (value: Texts) => {
    // 1.5 would be read as 1.
    const wrong = whole.find((name) => value?.[name] !== undefined && !/^[+-]?\d+$/.test(String(value[name])))
    if (wrong === undefined) return validate(value)
    return {
      error: [{ keyword: 'type', instancePath: `/${wrong}`, schemaPath: `#/properties/${wrong}`, params: {}, message: 'must be integer' }],
    }
  }
}

/** A member that is not known, with those that are: one of them may be meant. */
function withKnown(finding: RawFinding, schema: TSchema): RawFinding {
  if (finding.keyword !== 'additionalProperties') return finding
  const names = finding.schemaPath.split('/').slice(1)
  const place = names.reduce<unknown>((inside, name) => (inside as Texts | undefined)?.[name], schema)
  const { properties = {} } = (place ?? {}) as { readonly properties?: Texts }
  return { ...finding, params: { ...finding.params, known: Object.keys(properties) } }
}
