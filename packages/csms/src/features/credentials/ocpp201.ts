import { randomBytes } from 'node:crypto'
import { check } from '../../invalid-member.js'
import type { CredentialsAdapter } from './credentials.js'
import { checkLength, checkPassword, maxPasswordLength, minPasswordLength, type Password, passwordName } from './password.js'
import { isOfProfile, isPasswordVariable } from './password-variable.js'

/** Of a message that nobody has checked. */
interface Variable {
  readonly component?: { readonly name?: unknown } | null
  readonly variable?: { readonly name?: unknown } | null
}

/** What a list of a message says of the password, in its order. */
function aboutPassword<T extends Variable>(list: unknown): readonly T[] {
  if (!Array.isArray(list)) return []
  return list.filter((one: T | null) => {
    const [component, variable] = [one?.component?.name, one?.variable?.name]
    return typeof component === 'string' && typeof variable === 'string' && isPasswordVariable({ component, variable })
  })
}

/**
 * A passwordString of the edition that stations were certified against (2.0.1 Part 2 §2.1.4). The errata of 2025-09 allow any
 * character, but a station need not know them.
 */
const passwordString = /^[A-Za-z0-9*\-_=:+|@.]*$/

export const textOf = (password: Password): string => (typeof password === 'string' ? password : Buffer.from(password).toString('hex'))

/** BasicAuthPassword: 16 to 64 characters, sent as they are (A00.FR.205, A00.FR.304). */
export const credentials: CredentialsAdapter = {
  isKey: false,
  check: checkPassword,
  wireOf: (password, { allowShort }) => {
    const text = textOf(password)
    checkLength([...text].length, allowShort ? 1 : minPasswordLength, maxPasswordLength, 'characters')
    check(passwordString.test(text), passwordName, 'of letters, digits and * - _ = : + | @ . alone in OCPP 2.0.1')
    return text
  },
  // 32 characters: what a station must take at least is 40.
  generate: () => randomBytes(24).toString('base64url'),
  passwordsIn: (action, payload) => {
    if (action !== 'SetVariables') return []
    const { setVariableData } = payload as { readonly setVariableData?: unknown }
    return aboutPassword<Variable & { readonly attributeValue?: unknown }>(setVariableData).map(({ component, attributeValue = '' }) => ({
      password: String(attributeValue),
      isForProfile: isOfProfile(String(component?.name)),
    }))
  },
  statusesIn: (_action, response) => {
    const { setVariableResult } = response as { readonly setVariableResult?: unknown }
    return aboutPassword<Variable & { readonly attributeStatus?: unknown }>(setVariableResult).map(({ attributeStatus }) => attributeStatus)
  },
}
