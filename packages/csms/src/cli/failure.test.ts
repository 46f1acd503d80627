import { expect, test } from 'vitest'
import { CsmsError } from '../errors.js'
import { StoreError } from '../store/store-error.js'
import { ConfigError } from './config-error.js'
import { failureOf, portFailureOf } from './failure.js'

const withCode = (message: string, more: object): Error => Object.assign(new Error(message), more)
const place = { portOption: '--http-port', host: '10.0.0.9' } as const
const textOf = (error: unknown): string => (error as Error).message

test('what is wrong with settings is usage, and everything else is not', () => {
  expect(failureOf(new ConfigError('a'))).toEqual({ text: 'a', code: 2 })
  expect(failureOf(new TypeError('b'))).toEqual({ text: 'b', code: 2 })
  expect(failureOf(new Error('c'))).toEqual({ text: 'c', code: 1 })
  expect(failureOf('d')).toEqual({ text: 'd', code: 1 })
})

test.each([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no host of that name'],
  ['28P01', 'name the user and the password as in postgres://user:password@host/name'],
  ['3D000', 'make it with createdb'],
])('a database that says %s is told with what to do', (code, hint) => {
  const error = new StoreError('UNAVAILABLE', 'PostgreSQL db:5432/csms: no', { cause: withCode('no', { code }) })
  expect(failureOf(error)).toEqual({ text: `PostgreSQL db:5432/csms: no; ${hint}`, code: 1 })
})

test('a port, an address or a spool that cannot be had names the option that chooses another', () => {
  const taken = new CsmsError('PORT_TAKEN', 'another program listens on 10.0.0.9:80')
  expect(textOf(portFailureOf(taken, place))).toBe('another program listens on 10.0.0.9:80; choose another with --http-port')
  const foreign = new CsmsError('FOREIGN_SPOOL', 'the spool folder /s holds 3 messages of another database: give another folder')
  expect(textOf(portFailureOf(foreign, place))).toMatch(/give another folder with --spool$/)
  const forbidden = withCode('listen EACCES', { code: 'EACCES', syscall: 'listen', port: 80 })
  expect(textOf(portFailureOf(forbidden, place))).toBe('this user may not listen on port 80; choose one above 1023 with --http-port')
  const elsewhere = withCode('listen EADDRNOTAVAIL', { code: 'EADDRNOTAVAIL', syscall: 'listen' })
  const nameless = withCode('getaddrinfo ENOTFOUND', { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
  for (const error of [elsewhere, nameless]) {
    expect(textOf(portFailureOf(error, place))).toBe(
      '--host 10.0.0.9: this machine has no such address; 0.0.0.0 stands for all that it has',
    )
  }
})

test('what is no matter of ports stays as it is', () => {
  for (const error of [new CsmsError('WRONG_STATE', 'started'), withCode('mkdir', { code: 'EACCES', syscall: 'mkdir' }), new Error('x')]) {
    expect(portFailureOf(error, place)).toBe(error)
  }
})
