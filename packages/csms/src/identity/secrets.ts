import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a secret is for stands at its beginning, so that people, and programs that look for leaked secrets, know it. */
export type SecretKind = 'session' | 'key' | 'first'

const prefixes: Readonly<Record<SecretKind, string>> = { session: 'ocpps_', key: 'ocppk_', first: 'ocppf_' }

/** 256 random bits. */
export const createSecret = (kind: SecretKind): string => prefixes[kind] + randomBytes(32).toString('base64url')

export const kindOf = (secret: string): SecretKind | undefined =>
  (Object.keys(prefixes) as SecretKind[]).find((kind) => secret.startsWith(prefixes[kind]))

/** How a secret is kept and compared: those made here are random and long, so that one round is enough. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Takes the same time wherever they differ. */
export const isSameHash = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
