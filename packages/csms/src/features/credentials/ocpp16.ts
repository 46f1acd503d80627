import { randomBytes } from 'node:crypto'
import type { CredentialsAdapter } from './credentials.js'
import { checkLength, keyBytesOf, maxKeyBytes, minPasswordLength } from './password.js'

/** AuthorizationKey: 16 to 20 bytes, as hexadecimal digits (whitepaper §7.2). */
export const credentials: CredentialsAdapter = {
  wireOf: (password, { allowShort }) => {
    const key = keyBytesOf(password)
    checkLength(key.length, allowShort ? 1 : minPasswordLength, maxKeyBytes, 'bytes')
    return key.toString('hex').toUpperCase()
  },
  generate: () => randomBytes(maxKeyBytes),
}
