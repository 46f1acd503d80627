import { actionsOf } from './actions.mjs'

/*
 * Writes one boolean function per type of a bundle. A check answers yes or no and allocates nothing; what exactly is wrong
 * is found by the schema walker behind `/validate`, once a check has said no.
 */

const refName = (schema) => schema.$ref.replace('#/definitions/', '')
const isIdentifier = /^[A-Za-z_$][\w$]*$/
const functionName = (name) => (isIdentifier.test(name) ? name : `_${name.replace(/\W/g, '_')}`)
const literal = (value) => JSON.stringify(value)

/** An expression that is true when `value` is wrong. */
function isWrong(schema, value) {
  if (schema.$ref !== undefined) return `!${functionName(refName(schema))}(${value})`
  if (schema.enum !== undefined) return schema.enum.map((item) => `${value} !== ${literal(item)}`).join(' && ')
  switch (schema.type) {
    case 'string':
      return [`typeof ${value} !== 'string'`, ...stringFaults(schema, value)].join(' || ')
    case 'integer':
      return [`!Number.isInteger(${value})`, ...rangeFaults(schema, value)].join(' || ')
    case 'number':
      return [`!Number.isFinite(${value})`, ...rangeFaults(schema, value)].join(' || ')
    case 'boolean':
      return `typeof ${value} !== 'boolean'`
    case 'array':
      return `!isList(${value}, ${schema.minItems ?? 0}, ${schema.maxItems ?? 'Infinity'}, ${itemCheck(schema.items)})`
    case undefined:
      return 'false'
    default:
      throw new Error(`no check for ${literal(schema)}`)
  }
}

const formats = { 'date-time': 'isDateTime', uri: 'isUri' }

function stringFaults({ minLength, maxLength, format }, value) {
  const faults = []
  if (maxLength !== undefined) faults.push(`(${value}.length > ${maxLength} && codePoints(${value}) > ${maxLength})`)
  if (minLength !== undefined) faults.push(`codePoints(${value}) < ${minLength}`)
  if (format !== undefined) {
    if (formats[format] === undefined) throw new Error(`no check for format "${format}"`)
    faults.push(`!${formats[format]}(${value})`)
  }
  return faults
}

function rangeFaults({ minimum, maximum, multipleOf }, value) {
  const faults = []
  if (minimum !== undefined) faults.push(`${value} < ${minimum}`)
  if (maximum !== undefined) faults.push(`${value} > ${maximum}`)
  if (multipleOf !== undefined) faults.push(`!isMultiple(${value}, ${multipleOf})`)
  return faults
}

const itemCheck = (items) => (items.$ref !== undefined ? functionName(refName(items)) : `(item) => !(${isWrong(items, 'item')})`)

/**
 * What `isObject` of the runtime asks, written out: a function of its own meets few shapes of object, so that reading `toJSON` tells
 * the engine the shape, and with it the prototype. Through a shared function it costs half as much again as the whole check.
 */
const isNoObject = `typeof d !== 'object' || d === null || typeof d.toJSON === 'function' || !isPlain(prototypeOf(d))`

/**
 * One pass over the keys, which are the object's own: each known key is checked, each required one ticked off, any other ends it.
 */
function objectCheck(name, { properties = {}, required = [], additionalProperties }) {
  const bits = new Map(required.map((key, index) => [key, index]))
  if (required.length > 31) throw new Error(`${name}: more required properties than bits`)
  const all = required.length === 0 ? 0 : 2 ** required.length - 1
  const cases = Object.entries(properties).map(([key, schema]) => {
    const tick = bits.has(key) ? `seen |= ${2 ** bits.get(key)}; ` : ''
    const fault = isWrong(schema, 'v')
    const test = fault === 'false' ? '' : `if (${fault}) return false; `
    return `      case ${literal(key)}: ${test}${tick}break`
  })
  const other = additionalProperties === false ? '      default: return false' : '      default: break'
  return `function ${functionName(name)}(d) {
  if (${isNoObject}) return false
${all === 0 ? '' : '  let seen = 0\n'}  for (const k in d) {
    const v = d[k]
    if (v === undefined) continue
    switch (k) {
${[...cases, other].join('\n')}
    }
  }
  return ${all === 0 ? 'true' : `seen === ${all}`}
}`
}

const valueCheck = (name, schema) => `function ${functionName(name)}(v) {\n  return !(${isWrong(schema, 'v')})\n}`

/** The source of the checks module: `requests` and `responses` by action. */
export function checksModule(bundle) {
  const functions = Object.entries(bundle.definitions).map(([name, schema]) =>
    schema.type === 'object' ? objectCheck(name, schema) : valueCheck(name, schema),
  )
  const actions = [...actionsOf(bundle)]
  const requests = actions.map(([action, { request }]) => `  ${action}: ${request},`)
  const responses = actions
    .filter(([, { response }]) => response !== undefined)
    .map(([action, { response }]) => `  ${action}: ${response},`)
  return `// @ts-nocheck: written by codegen; one boolean function per type
import { codePoints, isDateTime, isList, isMultiple, isPlain, isUri } from './runtime/values.js'

const prototypeOf = Object.getPrototypeOf

${functions.join('\n\n')}

export const requests = {
${requests.join('\n')}
}

export const responses = {
${responses.join('\n')}
}
`
}
