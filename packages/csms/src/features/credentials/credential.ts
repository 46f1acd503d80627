/** One password that a station may have, as a digest. */
export interface PasswordDigest {
  /** Names it without telling anything of it. */
  readonly id: string
  /** Which key it was made with, so that one kept under another is recognised. */
  readonly keyId: string
  /** Base64. */
  readonly salt: string
  /** HMAC-SHA-256, base64. */
  readonly digest: string
  /** The same of the 1.6 key whose hexadecimal digits it is; missing where it is none. */
  readonly keyDigest?: string | undefined
  /** ISO 8601, UTC. */
  readonly since: string
  /** The station uses it, if it took it, from its next start (RebootRequired), or once it connects by the network profile that has it. */
  readonly awaitsRestart?: true | undefined
  /** Of the network profile that has it. */
  readonly slot?: number | undefined
  /** It was sent, or is about to be, and nobody knows whether the station took it. */
  readonly isProposed?: true | undefined
}

/**
 * The passwords that a station may have now. One, as a rule; more only while the outcome of a change is not known, until the next login
 * tells.
 */
export interface Credential {
  readonly passwords: readonly PasswordDigest[]
}

/** What happens to the password of a station. */
export type CredentialChange =
  /** An operator says what it is. */
  | { readonly type: 'set'; readonly password: PasswordDigest }
  /** It is about to be sent to the station. */
  | { readonly type: 'proposed'; readonly password: PasswordDigest }
  /** The station took it: only this one is good from now on (A01.FR.03). */
  | { readonly type: 'accepted'; readonly id: string }
  /** The station did not take it: what was good before stays so (A01.FR.04). */
  | { readonly type: 'refused'; readonly id: string }
  | { readonly type: 'awaitsRestart'; readonly id: string }
  /** A login with it has settled which one is good. */
  | { readonly type: 'used'; readonly id: string }
  | { readonly type: 'removed' }

/**
 * How a password came to be another one: `set` or `removed` by an operator, `taken` by the station, `awaitsRestart`: taken, and used from its
 * next start on, `settled`: a login told which of several it has.
 */
export type PasswordChange = 'set' | 'removed' | 'taken' | 'awaitsRestart' | 'settled'

/** Changes whose outcome may be open at one time; a station that answers none of them needs a person. */
const maxOpenPasswords = 4

/** @returns `undefined` where the change is not possible: too many are open already */
export function credentialAfter({ passwords }: Credential, change: CredentialChange): Credential | undefined {
  switch (change.type) {
    case 'set':
      return { passwords: [change.password] }
    case 'removed':
      return { passwords: [] }
    case 'proposed':
      return passwords.length >= maxOpenPasswords ? undefined : { passwords: [...passwords, { ...change.password, isProposed: true }] }
    case 'refused':
      return { passwords: passwords.filter(({ id }) => id !== change.id) }
    case 'awaitsRestart':
      return { passwords: passwords.filter(isNotOvertaken(passwords, change.id)).map((one) => (one.id === change.id ? toCome(one) : one)) }
    case 'accepted':
      return acceptedAs(passwords, change.id)
    case 'used':
      return usedWith(passwords, change.id)
  }
}

/** One that is not among them was overtaken by what an operator said. */
function acceptedAs(passwords: readonly PasswordDigest[], id: string): Credential {
  const accepted = passwords.find((one) => one.id === id)
  return { passwords: accepted === undefined ? passwords : [settled(accepted)] }
}

/** What was sent but waits for the next start is still to come, whichever one is used before. */
function usedWith(passwords: readonly PasswordDigest[], id: string): Credential {
  const used = passwords.find((one) => one.id === id)
  if (used === undefined) return { passwords }
  if (used.awaitsRestart === true) return { passwords: [settled(used)] }
  return { passwords: [settled(used), ...passwords.filter((one) => one.awaitsRestart === true)] }
}

const toCome = (one: PasswordDigest): PasswordDigest => ({
  ...settled(one),
  awaitsRestart: true,
  ...(one.slot !== undefined && { slot: one.slot }),
})

/** Of one slot only the profile that was written last is there to be used. */
const isNotOvertaken = (passwords: readonly PasswordDigest[], id: string) => {
  const slot = passwords.find((one) => one.id === id)?.slot
  return (one: PasswordDigest): boolean => one.id === id || slot === undefined || one.slot !== slot || one.awaitsRestart !== true
}

const settled = ({ awaitsRestart, isProposed, slot, ...password }: PasswordDigest): PasswordDigest => password

/** Whether it is not certain which password the station has: none of those that are kept, or one of several. */
export const isOpen = ({ passwords }: Credential): boolean =>
  passwords.length > 1 || passwords.some((one) => one.isProposed === true || one.awaitsRestart === true)
