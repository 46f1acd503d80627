import { expect, test } from 'vitest'
import type { Command } from './command.js'
import { type Holder, isElsewhere, isLost } from './ownership.js'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
const sent = { state: 'sent', createdAt: at(0), sentAt: at(1), epoch: 3 } as Command
const holder = (more: Partial<Holder> = {}): Holder => ({ epoch: 3, node: 'other', connectedAt: at(0), ...more })
const looking = { node: 'me', at: at(2) }

test('a command that was sent is that of whoever holds the connection that it was sent over', () => {
  expect(isLost(sent, holder(), looking)).toBe(false)
})

test.each<[string, Command, Holder | undefined]>([
  ['the station has a newer connection', sent, holder({ epoch: 4 })],
  ['that connection has closed', sent, holder({ disconnectedAt: at(2) })],
  ['nothing is known of a connection', sent, undefined],
  ['an earlier life of this process held it', sent, holder({ node: 'me' })],
  [
    'it was sent over one that nobody had counted, and the station has come anew since',
    { ...sent, epoch: undefined },
    holder({ connectedAt: at(2) }),
  ],
])('it is lost where %s', (_where, command, one) => {
  expect(isLost(command, one, looking)).toBe(true)
})

test('it is lost at the latest ten minutes after the time for its answer, whoever may still have it', () => {
  const slow = { ...sent, timeoutMs: 60_000 }
  expect(isLost(slow, holder(), { ...looking, at: at(11) })).toBe(false)
  expect(isLost(slow, holder(), { ...looking, at: at(12) })).toBe(true)
})

test('what waits is left to another process as long as that one has the station', () => {
  expect(isElsewhere(holder(), 'me')).toBe(true)
  expect(isElsewhere(holder({ node: 'me' }), 'me')).toBe(false)
  expect(isElsewhere(holder({ disconnectedAt: at(1) }), 'me')).toBe(false)
  expect(isElsewhere(undefined, 'me')).toBe(false)
})
