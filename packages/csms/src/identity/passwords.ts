import { hash, verify } from '@node-rs/argon2'

/** argon2id, the default of the library, at what OWASP's cheat sheet asks for at least: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const minPasswordLength = 12
/** What is longer costs time and adds nothing. */
export const maxPasswordLength = 256

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let nobodys: Promise<string> | undefined

/** Whether it is the password; where there is none to compare it with, the answer takes as long. */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobodys ??= hashPassword('the password of nobody')
  const isRight = await verify(passwordHash ?? (await nobodys), password)
  return isRight && passwordHash !== undefined
}
