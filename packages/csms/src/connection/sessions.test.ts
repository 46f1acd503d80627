import type { AnyConnection } from '@ocpp-kit/rpc'
import { expect, test } from 'vitest'
import { Sessions } from './sessions.js'

const connection = (identity: string): AnyConnection => ({ identity }) as AnyConnection

test('the late close of an old connection leaves the newer one in its place (G10)', () => {
  const sessions = new Sessions('default')
  const [older, newer] = [connection('CP1'), connection('cp1')]
  sessions.opened(older)
  sessions.opened(newer)
  expect(sessions.closed(older)).toBeUndefined()
  expect(sessions.find('Cp1')?.connection).toBe(newer)
  expect(sessions.closed(newer)?.identity).toBe('CP1')
  expect(sessions.find('CP1')).toBeUndefined()
  expect(sessions.all()).toEqual([])
})

test('a message that arrives on a replaced connection finds the station, not a second one', () => {
  const sessions = new Sessions('default')
  const [older, newer] = [connection('CP1'), connection('CP1')]
  const session = sessions.opened(older)
  sessions.opened(newer)
  expect(sessions.of(older)).toBe(session)
  expect(session.connection).toBe(newer)
})
