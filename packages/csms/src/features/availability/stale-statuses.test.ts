import { type AnyConnection, ConnectionError, Emitter, OcppError } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { Sessions } from '../../connection/sessions.js'
import type { CsmsEvents } from '../../events.js'
import type { Station } from '../../station.js'
import type { BootFacts } from '../provisioning/station-record.js'
import type { TriggerResult } from '../remote-control/commands.js'
import { createStaleStatuses } from './stale-statuses.js'

/** What is asked for is written `CP1 1/1`; it is answered with Accepted, and with nothing more, unless the test says otherwise. */
function createCase(most?: number) {
  const clock = createFakeClock()
  const sessions = new Sessions('default')
  const events = new Emitter<CsmsEvents>(() => {})
  const failures: unknown[] = []
  const asked: string[] = []
  const wire = {
    isStoreBack: true,
    looks: 0,
    answer: async (_identity: string): Promise<TriggerResult> => ({ status: 'Accepted' }),
  }
  const stale = createStaleStatuses(
    {
      core: { sessions, clock, events, failed: (error) => void failures.push(error) },
      isStoreBack: async () => {
        wire.looks += 1
        return wire.isStoreBack
      },
      trigger: (identity, { evseId, connectorId }) => {
        asked.push(`${identity} ${evseId}/${connectorId}`)
        return wire.answer(identity)
      },
    },
    most,
  )
  const connections = new Map<string, AnyConnection>()
  const open = (...identities: string[]): void => {
    for (const identity of identities) {
      const connection = { identity, version: '2.1' } as AnyConnection
      connections.set(identity, connection)
      sessions.opened(connection)
    }
  }
  const close = (identity: string): void => {
    sessions.closed(connections.get(identity) as AnyConnection)
    events.emit('station.disconnected', { station: { identity } as Station, code: 1000, reason: '' })
  }
  const boot = (identity: string): void =>
    void events.emit('station.booted', { station: { identity } as Station, boot: {} as BootFacts, registration: 'Accepted' })
  const ready = (identity: string): void => void events.emit('station.ready', { station: { identity } as Station, version: '2.1' })
  const missed = (identity: string, evseId = 1): void => stale.missed(identity, [{ evseId, connectorId: 1 }])
  const saved = (identity: string, evseId = 1): void => stale.saved(identity, { evseId, connectorId: 1 })
  return { clock, wire, asked, failures, stale, open, close, boot, ready, missed, saved }
}

test('while the store is out nobody is asked, and when it is back the connectors are asked one after the other (F06)', async () => {
  const { clock, wire, asked, open, missed, saved } = createCase()
  open('CP1', 'CP2')
  wire.isStoreBack = false
  missed('CP1', 1)
  missed('CP1', 2)
  missed('CP2')
  await clock.advance(600_000)
  expect([asked, wire.looks]).toEqual([[], 600])
  wire.isStoreBack = true
  await clock.advance(1_000)
  expect(asked).toEqual(['CP1 1/1'])
  saved('CP1', 1)
  await clock.advance(0)
  expect(asked).toEqual(['CP1 1/1', 'CP1 2/1'])
  saved('CP1', 2)
  await clock.advance(0)
  expect(asked).toEqual(['CP1 1/1', 'CP1 2/1', 'CP2 1/1'])
  saved('CP2')
  await clock.advance(600_000)
  expect([asked.length, wire.looks]).toEqual([3, 601])
})

test('one that accepts and tells nothing, and one that does not even answer, hold up the next for two seconds, and are not asked again', async () => {
  const { clock, wire, asked, open, missed } = createCase()
  open('CP1', 'CP2', 'CP3')
  wire.answer = (identity) => (identity === 'CP2' ? new Promise(() => {}) : Promise.resolve({ status: 'Accepted' }))
  for (const identity of ['CP1', 'CP2', 'CP3']) missed(identity)
  await clock.advance(2_999)
  expect(asked).toEqual(['CP1 1/1'])
  await clock.advance(1)
  expect(asked).toEqual(['CP1 1/1', 'CP2 1/1'])
  await clock.advance(2_000)
  expect(asked).toEqual(['CP1 1/1', 'CP2 1/1', 'CP3 1/1'])
  await clock.advance(600_000)
  expect(asked).toHaveLength(3)
})

test('one that refuses, and one that answers with an error, hold up nobody, and are no failure (F06.FR.05, F06.FR.08)', async () => {
  const { clock, wire, asked, failures, open, missed } = createCase()
  open('CP1', 'CP2', 'CP3', 'CP4')
  wire.answer = async (identity) => {
    if (identity === 'CP3') throw new OcppError('NotSupported')
    if (identity === 'CP4') throw new TypeError('a mistake of the program')
    return { status: identity === 'CP1' ? 'Rejected' : 'NotImplemented' }
  }
  for (const identity of ['CP1', 'CP2', 'CP3', 'CP4']) missed(identity)
  await clock.advance(1_000)
  await expect.poll(() => failures).toEqual([new TypeError('a mistake of the program')])
  expect(asked).toHaveLength(4)
})

test('what the station says by itself meanwhile need not be asked for', async () => {
  const { clock, asked, open, missed, saved } = createCase()
  open('CP1')
  missed('CP1', 1)
  missed('CP1', 2)
  saved('cp1', 1)
  await clock.advance(10_000)
  expect(asked).toEqual(['CP1 2/1'])
})

test('a station that goes is not asked until it is back, for what was missed before and what came in when it had gone', async () => {
  const { clock, wire, asked, stale, open, close, ready, missed } = createCase()
  open('CP1', 'CP2')
  missed('CP1', 1)
  missed('CP2')
  close('CP1')
  missed('CP1', 2)
  await clock.advance(600_000)
  expect([asked, wire.looks, stale.waiting]).toEqual([['CP2 1/1'], 1, 2])
  open('cp1')
  ready('cp1')
  await clock.advance(10_000)
  expect([asked.slice(1), stale.waiting]).toEqual([['CP1 1/1', 'CP1 2/1'], 0])
})

test('one that has booted need not be asked: it tells the status of each connector by itself (B01.FR.05, 1.6 errata §3.22)', async () => {
  const { clock, asked, stale, open, close, boot, ready, missed } = createCase()
  open('CP1')
  missed('CP1')
  close('CP1')
  open('CP1')
  boot('CP1')
  ready('CP1')
  await clock.advance(600_000)
  expect([asked, stale.waiting]).toEqual([[], 0])
})

test('nor for what it says as soon as it is back', async () => {
  const { clock, asked, open, close, ready, missed, saved } = createCase()
  open('CP1')
  missed('CP1', 1)
  missed('CP1', 2)
  close('CP1')
  open('CP1')
  saved('CP1', 1)
  ready('CP1')
  await clock.advance(600_000)
  expect(asked).toEqual(['CP1 2/1'])
})

test('one whose connection is lost while it is asked is asked again when it is back', async () => {
  const { clock, wire, asked, open, close, ready, missed } = createCase()
  open('CP1')
  missed('CP1')
  wire.answer = async (identity) => {
    close(identity)
    throw new ConnectionError('CLOSED', 'closed')
  }
  await clock.advance(600_000)
  expect(asked).toEqual(['CP1 1/1'])
  wire.answer = async () => ({ status: 'Accepted' })
  open('CP1')
  ready('CP1')
  await clock.advance(600_000)
  expect(asked).toEqual(['CP1 1/1', 'CP1 1/1'])
})

test('while the store answers and takes no statuses, stations are asked less and less often, in turn', async () => {
  const { clock, asked, wire, open, missed, saved } = createCase()
  open('CP1', 'CP2')
  wire.answer = async (identity) => {
    missed(identity)
    return { status: 'Accepted' }
  }
  missed('CP1')
  missed('CP2')
  await clock.advance(1_000 + 2_000 + 4_000)
  expect(asked).toEqual(['CP1 1/1', 'CP2 1/1', 'CP1 1/1'])
  await clock.advance(3_600_000)
  const inAnHour = asked.length
  expect(inAnHour).toBeGreaterThan(50)
  expect(inAnHour).toBeLessThan(70)
  wire.answer = async (identity) => {
    saved(identity)
    return { status: 'Accepted' }
  }
  await clock.advance(60_000)
  expect(asked).toHaveLength(inAnHour + 2)
  await clock.advance(3_600_000)
  expect(asked).toHaveLength(inAnHour + 2)
})

test('beyond the bound the station that waits longest is forgotten, and the program is told once', async () => {
  const { clock, asked, failures, open, missed } = createCase(2)
  const identities = ['CP1', 'CP2', 'CP3', 'CP4']
  open(...identities)
  for (const identity of identities) missed(identity)
  await clock.advance(10_000)
  expect(asked).toEqual(['CP3 1/1', 'CP4 1/1'])
  expect(failures.map(String)).toEqual(['Error: more than 2 stations wait to be asked for a status: those that wait longest are not'])
})
