import { expect, test } from 'vitest'
import { isSameValue, problemOf } from './variable-value.js'

test.each([
  ['60', '60', 'integer', true],
  ['60', '060', 'integer', true],
  ['60', '60.0', 'decimal', true],
  ['60', '61', 'integer', false],
  ['60', '060', 'string', false],
  ['true', 'TRUE', 'boolean', true],
  ['true', 'false', 'boolean', false],
  ['A,B', 'B, A', 'MemberList', true],
  ['A,B', 'B,A', 'SequenceList', false],
  ['A,B', 'A, B', 'SequenceList', true],
  ['A', 'a', 'OptionList', false],
  ['true', 'True', undefined, true],
  ['300', '300.', undefined, true],
  ['Energy.Active.Import.Register,SoC', 'Energy.Active.Import.Register, SoC', undefined, true],
  ['', '', undefined, true],
  ['', undefined, undefined, false],
])('%j and %j of the type %s are the same: %s', (desired, actual, dataType, isSame) => {
  expect(isSameValue(desired, actual, dataType)).toBe(isSame)
})

test.each([
  ['10', { dataType: 'integer', minLimit: 5, maxLimit: 20 }, undefined],
  ['4', { dataType: 'integer', minLimit: 5 }, 'the value must be at least 5'],
  ['21', { dataType: 'decimal', maxLimit: 20 }, 'the value must be at most 20'],
  ['1.5', { dataType: 'integer' }, 'the value must be a number (integer)'],
  ['yes', { dataType: 'boolean' }, 'the value must be true or false'],
  ['TxEnd', { dataType: 'OptionList', valuesList: ['TxStart'] }, 'TxEnd is not among TxStart'],
  ['a, B', { dataType: 'MemberList', valuesList: ['A', 'B'] }, undefined],
  ['A,B', { dataType: 'SequenceList', maxElements: 1 }, 'the list must have at most 1 members'],
  ['abcd', { dataType: 'string', maxLimit: 3 }, 'the value must be at most 3 characters long'],
  ['anything', {}, undefined],
])('a station that told of %j would say of it: %j → %s', (value, characteristics, problem) => {
  expect(problemOf(value, characteristics)).toBe(problem)
})
