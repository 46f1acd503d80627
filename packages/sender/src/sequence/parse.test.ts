// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of a sequence look like this
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { describe, expect, it } from 'vitest'
import { parseSequence } from './parse.js'

describe('a sequence file', () => {
  it('is a list of steps, or has one beside the values it starts with', () => {
    const steps = [{ send: 'Heartbeat' }, { wait: '2s' }, { receive: 'Reset', within: 500 }]
    const text = '- send: Heartbeat\n- wait: 2s\n- receive: Reset\n  within: 500\n'
    expect(parseSequence(text, ocpp16, 'a.yaml')).toEqual({ steps, source: { file: 'a.yaml', lines: [1, 2, 3] } })
    expect(parseSequence(`values: { tag: CARD }\nsteps:\n${text.replace(/^/gm, '  ').trimEnd()}\n`, ocpp16)).toEqual({
      steps,
      values: { tag: 'CARD' },
      source: { file: 'sequence', lines: [3, 4, 5] },
    })
  })

  it.each([
    ['- send: Heartbeat\n- sendd: Reset\n', 2, 'a step needs one of send, wait, receive'],
    [
      '- send: Heartbeat\n  expects: { a: 1 }\n',
      2,
      '"expects" is not known in a "send" step; send, payload, set, optional, expect, save are',
    ],
    ['- send: Hartbeat\n', 1, 'send: OCPP 1.6 has no message "Hartbeat"; did you mean Heartbeat?'],
    ['- send: HeartbeatResponse\n', 1, 'send: must be a request'],
    ['- send: Heartbeat\n  payload: 5\n', 2, 'payload: must be an object'],
    ['- send: Heartbeat\n\n  optional: yes please\n', 3, 'optional: must be true or false'],
    ['- wait: soon\n', 1, 'wait: a duration looks like'],
    ['- receive: Reset\n  save: { a: 5 }\n', 2, 'save: a must be a dotted path'],
    ['- receive: Heartbeat\n', 1, 'receive: no server sends Heartbeat; stations do'],
    ['- send: Authorize\n  payload: { idTag: A }\n  set: { idTag: B }\n', 3, 'set: goes with a generated payload; this step gives its own'],
    ['- send: Authorize\n  payload: { idTag: A }\n  optional: true\n', 3, 'optional: goes with a generated payload'],
    ['- send: Authorize\n  set: { idTag: "${nope}" }\n', 2, 'set: ${nope} is not known: neither values nor a step before has it'],
    ['- send: Authorize\n  expect: { a: "${a}" }\n  save: { a: a }\n', 2, 'expect: ${a} is not known'],
    ['- send: StopTransaction\n  set: { transactionId: "${transactionId}" }\n', 2, 'set: ${transactionId} is not known'],
    ['values: 5\nsteps:\n  - send: Heartbeat\n', 1, 'values must be an object, such as { tag: CARD-1 }'],
    ['- send: [1\n', 2, 'Flow sequence in block collection must be'],
    ['steps: 5\n', 1, 'steps must be a list with at least one step'],
    ['[]\n', 1, 'steps must be a list with at least one step'],
    ['setps: []\n', 1, '"setps" is not known here'],
    ['', 1, 'the file must hold a list of steps'],
    ['- 5\n', 1, 'a step is an object with one of send, wait, receive'],
  ])('%j is refused at line %i', (text, line, what) => {
    expect(() => parseSequence(text, ocpp16, 'steps.yaml')).toThrow(`steps.yaml:${line}: ${what}`)
  })

  it('tells a mistake once, with the file once', () => {
    expect(() => parseSequence('- send: HeartbeatResponse\n', ocpp16, 'steps.yaml')).toThrow(/^steps\.yaml:1: send: must be a request$/)
    expect(() => parseSequence('- send: [1\n', ocpp16, 'steps.yaml')).not.toThrow(/at line/)
  })

  it('may use what its values, a step before or the clock gives', () => {
    const text = [
      'values: { tag: CARD }',
      'steps:',
      '  - send: Authorize',
      '    set: { idTag: "${tag}" }',
      '    save: { status: idTagInfo.status, literal: "${nothing}" }',
      '  - send: StopTransaction',
      '    set: { timestamp: "${now-5m}", transactionId: "${transactionId}" }',
      '    expect: { idTagInfo.status: "${status} ${literal}" }',
    ]
    expect(parseSequence(text.join('\n'), ocpp16).steps).toHaveLength(2)
  })
})
