import { describe, expect, test } from 'vitest'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { startTestSystem, type TestSystem } from './test-system.js'

const evse = { id: 1 }
const connector = { id: 1, connectorId: 1 }

type Place = { readonly evse?: typeof evse | typeof connector }

/** Has the csms change what the whole station, an EVSE or a connector may do. */
async function change(system: TestSystem, operationalStatus: 'Operative' | 'Inoperative', place: Place, status = 'Accepted') {
  system.answer('ChangeAvailability', { status })
  const request = { operationalStatus, ...place }
  const { id } = await system.csms.commands.send('CP1', ocpp201, 'ChangeAvailability', request)
  expect(await system.csms.commands.wait(id)).toMatchObject({ state: 'done', result: { status } })
  expect(system.asked('ChangeAvailability').at(-1)).toEqual(request)
}

describe('official cases of block G', () => {
  const places: readonly (readonly [string, string, Place, readonly number[]])[] = [
    ['TC_G_03_CSMS', 'TC_G_04_CSMS', { evse }, [1]],
    ['TC_G_05_CSMS', 'TC_G_06_CSMS', {}, [1, 2]],
    ['TC_G_07_CSMS', 'TC_G_08_CSMS', { evse: connector }, [1]],
  ]

  test.each(places)('%s, and back by %s: %j becomes Inoperative and Operative', async (_to, _back, place, evseIds) => {
    const system = await startTestSystem()
    await change(system, 'Inoperative', place)
    for (const evseId of evseIds) await system.connector('Unavailable', evseId)
    await change(system, 'Operative', place)
    for (const evseId of evseIds) await system.connector('Available', evseId)
  })

  const whileCharging: readonly (readonly [string, Place, readonly number[]])[] = [
    ['TC_G_11_CSMS', { evse }, []],
    ['TC_G_14_CSMS', {}, [2]],
    ['TC_G_17_CSMS', { evse: connector }, []],
  ]

  test.each(whileCharging)('%s: %j becomes Inoperative once its transaction has ended', async (_id, place, idle) => {
    const system = await startTestSystem()
    const session = system.session()
    await session.energyTransferStarted()
    await change(system, 'Inoperative', place, 'Scheduled')
    for (const evseId of idle) await system.connector('Unavailable', evseId)
    await session.stopAuthorized()
    await session.evConnectedPostSession()
    await session.evDisconnected()
    await system.connector('Unavailable')
    expect(await session.kept()).toMatchObject({ isActive: false, flags: [] })
  })

  test('TC_G_20_CSMS: the lock of a plug that failed is taken note of', async () => {
    const system = await startTestSystem()
    const told = system.csms.once('notification')
    const timestamp = new Date().toISOString()
    const lock = {
      eventId: 1,
      timestamp,
      trigger: 'Delta',
      actualValue: 'true',
      eventNotificationType: 'HardWiredNotification',
      component: { name: 'ConnectorPlugRetentionLock', evse: connector },
      variable: { name: 'Problem' },
    }
    expect(await system.call('NotifyEvent', { generatedAt: timestamp, seqNo: 0, eventData: [lock] })).toEqual({})
    expect(await told).toMatchObject({ action: 'NotifyEvent', request: { eventData: [lock] } })
  })
})
