import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './passwords.js'

test('a password is kept as argon2id with its parameters, and compared with it alone', async () => {
  const hash = await hashPassword('correct horse battery')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await isPassword(hash, 'correct horse battery')).toBe(true)
  expect(await isPassword(hash, 'correct horse batterY')).toBe(false)
  expect(await isPassword(undefined, 'the password of nobody')).toBe(false)
})

test('where there is no password to compare with, the answer takes as long, so that nobody learns names by the clock', async () => {
  const hash = await hashPassword('correct horse battery')
  const least = async (of: string | undefined): Promise<number> => {
    const times = []
    for (let time = 0; time < 5; time += 1) {
      const begun = performance.now()
      await isPassword(of, 'a wrong password')
      times.push(performance.now() - begun)
    }
    return Math.min(...times)
  }
  const known = await least(hash)
  expect(await least(undefined)).toBeGreaterThan(known / 3)
})
