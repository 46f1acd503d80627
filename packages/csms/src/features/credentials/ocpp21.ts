import type { CredentialsAdapter } from './credentials.js'
import { credentials as credentials201, textOf } from './ocpp201.js'
import { checkPassword } from './password.js'

interface NetworkProfile {
  readonly connectionData?: { readonly identity?: unknown; readonly basicAuthPassword?: unknown } | null
}

/** 2.1 has passwordStrings of any character (Part 2 §2.1.4), and passwords in network profiles (B09.FR.14). */
export const credentials: CredentialsAdapter = {
  ...credentials201,
  wireOf: (password, rules) => {
    const text = textOf(password)
    checkPassword(text, rules)
    return text
  },
  passwordsIn: (action, payload) => {
    if (action !== 'SetNetworkProfile') return credentials201.passwordsIn(action, payload)
    const { identity, basicAuthPassword: password } = (payload as NetworkProfile).connectionData ?? {}
    if (password === undefined) return []
    return [{ password: String(password), isForProfile: true, identity: identity === undefined ? undefined : String(identity) }]
  },
  statusesIn: (action, response) =>
    action === 'SetNetworkProfile' ? [(response as { readonly status?: unknown }).status] : credentials201.statusesIn(action, response),
}
