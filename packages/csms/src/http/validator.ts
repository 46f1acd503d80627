import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'

type Texts = Readonly<Record<string, unknown>>

/** Refuses what is not known, and takes no text for a number but in a URL; and there none for a whole number that is not one. */
export const compileValidator: FastifySchemaCompiler<TSchema> = (route) => {
  const validate = TypeBoxValidatorCompiler(route)
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
