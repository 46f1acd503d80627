import { expect, it } from 'vitest'
import { OptionError } from '../errors.js'
import { problemOf } from './problem.js'

it('blames whoever asks for an option that is wrong, and nobody but this program for its own faults', () => {
  expect(problemOf(new OptionError('timeoutMs must be a whole number'))).toMatchObject({
    status: 400,
    detail: 'timeoutMs must be a whole number',
  })
  expect(problemOf(new TypeError('cannot read properties of undefined'))).toMatchObject({
    status: 500,
    detail: 'see the log of the server',
  })
})
