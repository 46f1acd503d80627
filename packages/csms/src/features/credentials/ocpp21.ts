import type { CredentialsAdapter } from './credentials.js'
import { credentials as credentials201, textOf } from './ocpp201.js'
import { checkPassword } from './password.js'

/** 2.1 has passwordStrings of any character (Part 2 §2.1.4). */
export const credentials: CredentialsAdapter = {
  ...credentials201,
  wireOf: (password, rules) => {
    const text = textOf(password)
    checkPassword(text, rules)
    return text
  },
}
