import { randomBytes } from 'node:crypto'
import type { CredentialsAdapter } from './credentials.js'
import { checkLength, checkPassword, keyBytesOf, maxKeyBytes, minPasswordLength } from './password.js'
import { isPasswordKey } from './password-variable.js'

const isHexadecimal = /^(?:[0-9a-f]{2})+$/i

/** AuthorizationKey: 16 to 20 bytes, as hexadecimal digits (whitepaper §7.2). */
export const credentials: CredentialsAdapter = {
  isKey: true,
  check: (password, rules) => {
    if (typeof password !== 'string') return checkPassword(password, rules)
    checkPassword(password, { allowShort: true })
    checkLength(keyBytesOf(password).length, rules.allowShort ? 1 : minPasswordLength, maxKeyBytes, 'bytes')
  },
  wireOf: (password, { allowShort }) => {
    const key = keyBytesOf(password)
    checkLength(key.length, allowShort ? 1 : minPasswordLength, maxKeyBytes, 'bytes')
    return key.toString('hex').toUpperCase()
  },
  generate: () => randomBytes(maxKeyBytes),
  passwordsIn: (action, payload) => {
    const { key, value = '' } = payload as { readonly key?: unknown; readonly value?: unknown }
    if (action !== 'ChangeConfiguration' || typeof key !== 'string' || !isPasswordKey(key)) return []
    return [{ password: isHexadecimal.test(String(value)) ? Buffer.from(String(value), 'hex') : String(value) }]
  },
  statusesIn: (_action, response) => [(response as { readonly status?: unknown }).status],
}
