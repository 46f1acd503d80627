import { describe, expect, it } from 'vitest'
import { describeDisappointment, readExpectation, unmet } from './expectations.js'

const answer = {
  status: 'Accepted',
  idTagInfo: { status: 'Blocked' },
  configurationKey: [{ key: 'A', readonly: false, value: '300' }],
  interval: 300,
}

describe('an expectation', () => {
  it.each([
    'status=Accepted',
    'idTagInfo.status=Blocked',
    'configurationKey.0.value=300',
    'configurationKey.0.readonly=false',
    'interval=300',
  ])('%s is met', (text) => expect(unmet([readExpectation(text)], answer)).toEqual([]))

  it.each([
    ['status=accepted', 'status is "Accepted", not accepted'],
    ['idTagInfo.expiryDate=x', 'idTagInfo.expiryDate is missing, not x'],
    ['configurationKey.1.value=300', 'configurationKey.1.value is missing, not 300'],
    ['interval=301', 'interval is 300, not 301'],
    ['status.length=8', 'status.length is missing, not 8'],
    ['constructor.name=Object', 'constructor.name is missing, not Object'],
  ])('%s is not: %s', (text, told) => expect(unmet([readExpectation(text)], answer).map(describeDisappointment)).toEqual([told]))

  it('may hold an equals sign, and be for the empty text', () => {
    expect(readExpectation('data=a=b')).toEqual({ path: 'data', expected: 'a=b' })
    expect(readExpectation('data=')).toEqual({ path: 'data', expected: '' })
  })

  it.each(['status', '=Accepted', ''])('"%s" is none', (text) => expect(() => readExpectation(text)).toThrow('looks like status=Accepted'))
})
