import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { checkToken } from '../features/authorization/token-check.js'
import { idToken, listScope, numberOrOff } from './values.js'

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

test.each([
  ['off', false],
  ['0', 0],
  ['0.5', 0.5],
  ['72', 72],
])('%j is a time to wait, or none', (text, value) => {
  expect(numberOrOff(text)).toBe(value)
})

test.each(['', '-1', '1e3', 'Infinity', 'never', '.5'])('%j is no time to wait', (text) => {
  expect(() => numberOrOff(text)).toThrow('It must be a number of at least 0, or off.')
})

test.each([
  ['off', 'off'],
  ['empty', 'empty'],
  ['all', 'all'],
  ['label=all', { label: 'all' }],
  ['label=a=b', { label: 'a=b' }],
])('%j says which tokens local lists hold', (text, scope) => {
  expect(listScope(text)).toEqual(scope)
})

test.each(['', 'fleet', 'label=', 'All'])('%j says of no tokens', (text) => {
  expect(() => listScope(text)).toThrow('It must be off, empty, all, or a label such as label=fleet.')
})
