import { Emitter } from '@ocpp-kit/rpc'
import { expect, test } from 'vitest'
import type { CsmsEvents } from '../events.js'
import { follow } from './follow.js'

test.each([
  [{ evseId: 1, idToken: { idToken: 'T' } }, 'transaction 7 started on EVSE 1 by •'],
  // Before a cable is plugged in (TxStartPoint Authorized, E01.FR.03), and without anybody's token (C02).
  [{ idToken: { idToken: 'T' } }, 'transaction 7 started by •'],
  [{ evseId: 1, idToken: { idToken: '', type: 'NoAuthorization' } }, 'transaction 7 started on EVSE 1'],
  [{}, 'transaction 7 started'],
])('the start of %j is told as "%s"', (transaction, text) => {
  const events = new Emitter<CsmsEvents>(() => {})
  const lines: string[] = []
  const say = (_data: object, line: string): void => void lines.push(line)
  const parts = { log: { info: say, isLevelEnabled: () => false }, spoken: [], redactor: { token: () => '•' } }
  follow(events as never, parts as never)
  events.emit('transaction.started', { station: { identity: 'CP1' }, transaction: { transactionId: '7', ...transaction } } as never)
  expect(lines).toEqual([text])
})
