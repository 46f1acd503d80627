import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { describe, expect, it } from 'vitest'
import { definitionOf, readMessageName } from './catalogue.js'

describe('the name of a message', () => {
  it.each([
    ['BootNotification', 'BootNotification', 'request'],
    ['BootNotificationRequest', 'BootNotification', 'request'],
    ['bootnotificationrequest', 'BootNotification', 'request'],
    ['BootNotification.req', 'BootNotification', 'request'],
    ['BootNotification.conf', 'BootNotification', 'response'],
    ['BootNotificationResponse', 'BootNotification', 'response'],
  ])('%s is the %s %s', (text, action, kind) => expect(readMessageName(ocpp16, text)).toEqual({ action, kind }))

  it.each([ocpp16, ocpp201, ocpp21])('every message of $version is found by its own name, with and without a suffix', (protocol) => {
    for (const action of Object.keys(protocol.actions)) {
      expect(readMessageName(protocol, action)).toEqual({ action, kind: 'request' })
      expect(readMessageName(protocol, `${action}Request`)).toEqual({ action, kind: 'request' })
      expect(readMessageName(protocol, `${action}Response`)).toEqual({ action, kind: 'response' })
    }
  })

  it.each([
    ['BootNotifcation', 'BootNotification'],
    ['Authorise', 'Authorize'],
    ['RemoteStart', 'RemoteStartTransaction'],
  ])('that is not known, %s, is answered with names like it', (text, near) =>
    expect(() => readMessageName(ocpp16, text)).toThrow(new RegExp(`OCPP 1.6 has no message "${text}"; did you mean .*${near}`)),
  )

  it('that is like none is answered without a guess', () =>
    expect(() => readMessageName(ocpp16, 'Xyzzy')).toThrow(/^OCPP 1.6 has no message "Xyzzy"$/))
})

describe('the schema of a message', () => {
  it('of a SEND bears the name of the action, and there is none of its response', () => {
    expect(definitionOf(ocpp21, 'NotifyPeriodicEventStream', 'request')).toBe('NotifyPeriodicEventStream')
    expect(() => definitionOf(ocpp21, 'NotifyPeriodicEventStream', 'response')).toThrow('is a SEND of OCPP 2.1')
    expect(() => definitionOf(ocpp21, 'toString', 'request')).toThrow('has no message "toString"')
  })
})
