import { createHash, timingSafeEqual } from 'node:crypto'

/** The token of `Authorization: Bearer …`; `undefined` where there is none. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]

/** How a secret is kept and compared: secrets made here are random and long, so that one round is enough. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Takes the same time wherever they differ. */
export const isSameHash = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
