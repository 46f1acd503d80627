import { ocpp16 } from '@ocpp-kit/ocpp16'
import { describe, expect, it } from 'vitest'
import { parseSequence } from './parse.js'

describe('a sequence file', () => {
  it('is a list of steps, or has one beside the values it starts with', () => {
    const steps = [{ send: 'Heartbeat' }, { wait: '2s' }, { receive: 'Reset', within: 500 }]
    const text = '- send: Heartbeat\n- wait: 2s\n- receive: Reset\n  within: 500\n'
    expect(parseSequence(text, ocpp16)).toEqual({ steps })
    expect(parseSequence(`values: { tag: CARD }\nsteps:\n${text.replace(/^/gm, '  ').trimEnd()}\n`, ocpp16)).toEqual({
      steps,
      values: { tag: 'CARD' },
    })
  })

  it.each([
    ['- send: Heartbeat\n- sendd: Reset\n', 2, 'a step needs one of send, wait, receive'],
    [
      '- send: Heartbeat\n  expects: { a: 1 }\n',
      2,
      '"expects" is not known in a "send" step; send, payload, set, optional, expect, save are',
    ],
    ['- send: Hartbeat\n', 1, 'send OCPP 1.6 has no message "Hartbeat"; did you mean Heartbeat?'],
    ['- send: HeartbeatResponse\n', 1, 'send must be a request'],
    ['- send: Heartbeat\n  payload: 5\n', 2, 'payload must be an object'],
    ['- send: Heartbeat\n\n  optional: yes please\n', 3, 'optional must be true or false'],
    ['- wait: soon\n', 1, 'wait a duration looks like'],
    ['- receive: Reset\n  save: { a: 5 }\n', 2, 'save : a must be a dotted path'],
    ['- send: [1\n', 2, 'Flow sequence in block collection must be'],
    ['steps: 5\n', 1, 'steps must be a list with at least one step'],
    ['[]\n', 1, 'steps must be a list with at least one step'],
    ['setps: []\n', 1, '"setps" is not known here'],
    ['', 1, 'the file must hold a list of steps'],
    ['- 5\n', 1, 'a step is an object with one of send, wait, receive'],
  ])('%j is refused at line %i', (text, line, what) => {
    expect(() => parseSequence(text, ocpp16, 'steps.yaml')).toThrow(`steps.yaml:${line}: ${what}`)
  })
})
