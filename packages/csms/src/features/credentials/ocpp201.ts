import { randomBytes } from 'node:crypto'
import { check } from '../../invalid-member.js'
import type { CredentialsAdapter } from './credentials.js'
import { checkLength, maxPasswordLength, minPasswordLength, type Password, passwordName } from './password.js'

/**
 * A passwordString of the edition that stations were certified against (2.0.1 Part 2 §2.1.4). The errata of 2025-09 allow any
 * character, but a station need not know them.
 */
const passwordString = /^[A-Za-z0-9*\-_=:+|@.]*$/

export const textOf = (password: Password): string => (typeof password === 'string' ? password : Buffer.from(password).toString('hex'))

/** BasicAuthPassword: 16 to 64 characters, sent as they are (A00.FR.205, A00.FR.304). */
export const credentials: CredentialsAdapter = {
  wireOf: (password, { allowShort }) => {
    const text = textOf(password)
    checkLength([...text].length, allowShort ? 1 : minPasswordLength, maxPasswordLength, 'characters')
    check(passwordString.test(text), passwordName, 'of letters, digits and * - _ = : + | @ . alone in OCPP 2.0.1')
    return text
  },
  // 32 characters: what a station must take at least is 40.
  generate: () => randomBytes(24).toString('base64url'),
}
