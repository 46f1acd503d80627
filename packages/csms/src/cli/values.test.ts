import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { checkToken } from '../features/authorization/token-check.js'
import { idToken } from './values.js'

const saidBy = (act: () => unknown): string | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

test.each(['A'.repeat(37), 'A'.repeat(255), 'with space', '', 'A'.repeat(256), 'é'])(
  'a token is taken as a setting as it is by a program: %j',
  (text) => {
    const ofProgram = saidBy(() => checkToken({ idToken: text }))
    expect(saidBy(() => idToken(text))).toBe(ofProgram?.replace('token.idToken must be', 'It must be').concat('.'))
    if (ofProgram !== undefined) expect(() => idToken(text)).toThrow(InvalidArgumentError)
  },
)
