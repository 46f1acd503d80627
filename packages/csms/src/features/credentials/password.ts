import { createHmac, timingSafeEqual } from 'node:crypto'
import { check } from '../../invalid-member.js'
import type { SetVariableResult } from '../provisioning/commands.js'
import type { Credential, PasswordDigest } from './credential.js'

/** Text as 2.x has it, or the bytes of a 1.6 AuthorizationKey; text of 32 to 40 hexadecimal digits is such a key written down. */
export type Password = string | Uint8Array

export interface PasswordRules {
  /** Whether fewer than 16 characters or bytes are enough. */
  readonly allowShort: boolean
}

/** The least that the specifications allow, characters in 2.x and bytes in 1.6 (A00.FR.205, in the whitepaper too). */
export const minPasswordLength = 16
/** The most that BasicAuthPassword may be (2.1 and 2.0.1 errata 2025-09, A00.FR.205). */
export const maxPasswordLength = 64
/** The most that AuthorizationKey holds, bytes (whitepaper §7.2). */
export const maxKeyBytes = 20

const hexKey = /^(?:[0-9a-f]{2}){16,20}$/i

// biome-ignore lint/suspicious/noControlCharactersInRegex: HTTP Basic has none (RFC 7617 §2)
const control = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Refuses what no station of any version may have; a version may be stricter.
 * @throws InvalidMember saying what it must be, and not what it was
 */
export function checkPassword(password: Password, { allowShort }: PasswordRules): void {
  const least = allowShort ? 1 : minPasswordLength
  if (typeof password !== 'string') {
    check(password instanceof Uint8Array, passwordName, 'a text, or the bytes of a 1.6 AuthorizationKey')
    checkLength(password.length, least, maxKeyBytes, 'bytes')
    return
  }
  check(!control.test(password), passwordName, 'without control characters')
  checkLength([...password].length, least, maxPasswordLength, 'characters')
}

/** @throws InvalidMember */
export const checkLength = (length: number, least: number, most: number, unit: 'bytes' | 'characters'): void =>
  check(length >= least && length <= most, passwordName, `${least} to ${most} ${unit}, not ${length}`)

export const passwordName = 'station.password'

const hexKeyBytes = (text: string): Buffer | undefined => (hexKey.test(text) ? Buffer.from(text, 'hex') : undefined)

/** The bytes that a password comes to in a 1.6 station. */
export const keyBytesOf = (password: Password): Buffer =>
  (typeof password === 'string' ? hexKeyBytes(password) : undefined) ?? Buffer.from(password)

const digestOf = (key: string, salt: string, bytes: Uint8Array): Buffer =>
  createHmac('sha256', key).update(Buffer.from(salt, 'base64')).update(bytes).digest()

export interface DigestParts {
  readonly key: string
  readonly keyId: string
  readonly id: string
  /** Base64. */
  readonly salt: string
  readonly since: string
}

/** HMAC and not a slow hash: passwords of the required length cannot be guessed from it, and a storm of logins must be cheap. */
export const digestPassword = (password: Password, { key, ...parts }: DigestParts): PasswordDigest => {
  const keyBytes = typeof password === 'string' ? hexKeyBytes(password) : undefined
  return {
    ...parts,
    digest: digestOf(key, parts.salt, Buffer.from(password)).toString('base64'),
    ...(keyBytes !== undefined && { keyDigest: digestOf(key, parts.salt, keyBytes).toString('base64') }),
  }
}

/** Names a key without telling anything of it. */
export const keyIdOf = (key: string): string => createHmac('sha256', key).update('key id').digest('base64url').slice(0, 8)

/** Compared with where a station has no password, so that its absence takes as long. */
const nobody: PasswordDigest = { id: '', keyId: '', salt: '', digest: Buffer.alloc(32).toString('base64'), since: '' }

/** What a station has sent, and how it is to be read. */
export interface Given {
  readonly password: Uint8Array
  /** Whether it may be a 1.6 AuthorizationKey: the key itself or, against the specification, its digits. Else each byte counts. */
  readonly isKey: boolean
}

/** The one of a station's passwords that was given. Looks at all of them, whichever it is. */
export function findPassword({ passwords }: Credential, { password, isKey }: Given, key: string): PasswordDigest | undefined {
  const decoded = isKey ? hexKeyBytes(Buffer.from(password).toString('latin1')) : undefined
  const forms = decoded === undefined ? [password] : [password, decoded]
  let found: PasswordDigest | undefined
  for (const one of passwords.length === 0 ? [nobody] : passwords) {
    const kept = isKey && one.keyDigest !== undefined ? [one.digest, one.keyDigest] : [one.digest]
    for (const form of forms) {
      const digest = digestOf(key, one.salt, form)
      for (const expected of kept.map((text) => Buffer.from(text, 'base64'))) {
        if (digest.length === expected.length && timingSafeEqual(digest, expected) && one !== nobody) found = one
      }
    }
  }
  return found
}

/** What may be wrong with a password that was not the right one, for the operator. Says nothing of how near it came. */
export function explainPassword(credential: Credential, given: Given | undefined, key: string): string {
  const { passwords } = credential
  if (passwords.length === 0) return 'no password is set for this station'
  if (passwords.every(({ keyId }) => keyId !== keyIdOf(key))) return 'its password was kept under another passwordKey'
  if (given === undefined || given.password.length === 0) return 'it sent an empty password'
  const { length } = given.password
  const text = Buffer.from(given.password).toString('utf8')
  if (text !== text.trim() && findPassword(credential, { ...given, password: Buffer.from(text.trim()) }, key) !== undefined) {
    return 'the password is right but for white space around it'
  }
  if (length < minPasswordLength) return `the password that it sent is too short: ${length} bytes`
  if (length > maxPasswordLength) return `the password that it sent is too long: ${length} bytes`
  return 'the password that it sent is another one'
}

export type PasswordChangeResult = Pick<SetVariableResult, 'status'>
