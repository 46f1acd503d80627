import { describe, expect, it } from 'vitest'
import { createMemoryStateStore, type StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted, setUp as setUpOff } from './support/csms.js'
import { allVersions, ocpp16, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

/** Two EVSEs, the first with two connectors. */
const evses = [{ connectors: 2 }, {}]
const numbers: Readonly<Record<string, number>> = { '1/1': 1, '1/2': 2, '2/1': 3 }

const setUp = (version: StationVersion, more: object = {}): Promise<Setup<StationVersion>> =>
  setUpAccepted(version, { evses, ...more }) as Promise<Setup<StationVersion>>

type Place = '' | '1' | '2' | '1/1' | '1/2' | '2/1'

const change = (csms: Setup<StationVersion>['csms'], place: Place, operationalStatus: 'Operative' | 'Inoperative'): Promise<Payload> => {
  const [id, connectorId] = place.split('/').map(Number)
  const evse = place === '' ? {} : { evse: { id, ...(connectorId === undefined ? {} : { connectorId }) } }
  return csms.call('ChangeAvailability', { operationalStatus, ...evse })
}

const change16 = (csms: Setup<StationVersion>['csms'], connectorId: number, type: 'Operative' | 'Inoperative'): Promise<Payload> =>
  csms.call('ChangeAvailability', { connectorId, type })

/** The statuses that the csms has been told, by connector. */
const told = (csms: Setup<StationVersion>['csms']): string[] =>
  csms
    .of('StatusNotification')
    .map(({ evseId, connectorId, connectorStatus, status }) =>
      connectorStatus === undefined ? `${connectorId} ${status}` : `${evseId}/${connectorId} ${connectorStatus}`,
    )

describe.each(versions2)('a %s station', (_, version) => {
  it('tells when a car is plugged in and leaves (G01, TC_G_01, TC_G_02)', async () => {
    const { station, csms } = await setUp(version)
    station.plugIn({ evseId: 2, ev })
    station.unplug({ evseId: 2 })
    await settle()
    expect(told(csms)).toEqual(['2/1 Occupied', '2/1 Available'])
    await station.stop()
  })

  it.each([
    ['', ['1/1 Unavailable', '1/2 Unavailable', '2/1 Unavailable'], 'TC_G_05, TC_G_06'],
    ['1', ['1/1 Unavailable', '1/2 Unavailable'], 'TC_G_03, TC_G_04'],
    ['1/2', ['1/2 Unavailable'], 'TC_G_07, TC_G_08'],
  ] as const)('takes "%s" out of service and puts it back (G03.FR.04–07, G04.FR.05–08, %s %s)', async (place, expected, _cases) => {
    const { station, csms } = await setUp(version)
    expect(await change(csms, place, 'Inoperative')).toEqual({ status: 'Accepted' })
    expect(told(csms)).toEqual(expected)
    csms.forget()
    expect(await change(csms, place, 'Operative')).toEqual({ status: 'Accepted' })
    expect(told(csms)).toEqual(expected.map((one) => one.replace('Unavailable', 'Available')))
    await station.stop()
  })

  it.each([
    ['', 'TC_G_12, TC_G_13'],
    ['1', 'TC_G_09, TC_G_10'],
    ['1/2', 'TC_G_15, TC_G_16'],
  ] as const)('accepts for "%s" what is the case already, and says how things stand (G03.FR.03, G04.FR.04, %s)', async (place, _cases) => {
    const { station, csms } = await setUp(version)
    expect(await change(csms, place, 'Operative')).toEqual({ status: 'Accepted' })
    expect(told(csms)).toEqual(expect.arrayContaining(['1/2 Available']))
    await change(csms, place, 'Inoperative')
    csms.forget()
    expect(await change(csms, place, 'Inoperative')).toEqual({ status: 'Accepted' })
    expect(told(csms)).toEqual(expect.arrayContaining(['1/2 Unavailable']))
    await station.stop()
  })

  it('lets a transaction finish before its EVSE goes (G03.FR.05, TC_G_11)', async () => {
    const { station, csms } = await setUp(version)
    await station.startCharging({ idToken: 'A', evseId: 1, ev })
    csms.forget()
    expect(await change(csms, '1', 'Inoperative')).toEqual({ status: 'Scheduled' })
    await csms.pass(10_000)
    expect(told(csms)).toEqual([])
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await station.stopCharging()
    await settle()
    expect(told(csms)).toEqual(['1/1 Unavailable', '1/2 Unavailable'])
    station.unplug()
    await settle()
    expect(told(csms)).toHaveLength(2)
    await station.stop()
  })

  it('takes what is idle out of service at once, and the rest after its transaction (G04.FR.06, TC_G_14)', async () => {
    const { station, csms } = await setUp(version)
    await station.startCharging({ idToken: 'A', evseId: 1, ev })
    csms.forget()
    expect(await change(csms, '', 'Inoperative')).toEqual({ status: 'Scheduled' })
    expect(told(csms)).toEqual(['2/1 Unavailable'])
    await station.stopCharging()
    await settle()
    expect(told(csms)).toEqual(['2/1 Unavailable', '1/1 Unavailable', '1/2 Unavailable'])
    await station.stop()
  })

  it('lets a transaction finish before its connector goes; the other one can go at once (G03.FR.05, TC_G_17)', async () => {
    const { station, csms } = await setUp(version)
    await station.startCharging({ idToken: 'A', evseId: 1, ev })
    csms.forget()
    expect(await change(csms, '1/1', 'Inoperative')).toEqual({ status: 'Scheduled' })
    expect(await change(csms, '1/2', 'Inoperative')).toEqual({ status: 'Accepted' })
    expect(told(csms)).toEqual(['1/2 Unavailable'])
    await station.stopCharging()
    await settle()
    expect(told(csms)).toEqual(['1/2 Unavailable', '1/1 Unavailable'])
    await station.stop()
  })

  it('drops what was scheduled when it is put back before the end', async () => {
    const { station, csms } = await setUp(version)
    await station.startCharging({ idToken: 'A', evseId: 1, ev })
    await change(csms, '1', 'Inoperative')
    expect(await change(csms, '1', 'Operative')).toEqual({ status: 'Accepted' })
    await station.stopCharging()
    station.unplug()
    await settle()
    expect(told(csms).at(-1)).toBe('1/1 Available')
    await station.stop()
  })

  it('waits for a driver who was let in and is on his way', async () => {
    const { station, csms } = await setUp(version)
    await station.presentCard({ idToken: 'A', evseId: 1 })
    expect(await change(csms, '1', 'Inoperative')).toEqual({ status: 'Scheduled' })
    await csms.pass(61_000)
    expect(station.state.evses[0]?.connectors.map(({ status }) => status)).toEqual(['Unavailable', 'Unavailable'])
    await station.stop()
  })

  it('accepts for a driver on his way what is out of service already', async () => {
    const { station, csms } = await setUp(version)
    await change(csms, '1/2', 'Inoperative')
    await station.presentCard({ idToken: 'A', evseId: 1 })
    expect(await change(csms, '1/2', 'Inoperative')).toEqual({ status: 'Accepted' })
    expect(await change(csms, '1/1', 'Inoperative')).toEqual({ status: 'Scheduled' })
    await station.stop()
  })

  it('keeps the states of station, EVSE and connector apart (G03 note 1)', async () => {
    const { station, csms } = await setUp(version)
    await change(csms, '1/2', 'Inoperative')
    await change(csms, '1', 'Inoperative')
    await change(csms, '', 'Inoperative')
    await change(csms, '', 'Operative')
    expect(station.state.evses.flatMap(({ connectors }) => connectors.map(({ status }) => status))).toEqual([
      'Unavailable',
      'Unavailable',
      'Available',
    ])
    await change(csms, '1', 'Operative')
    expect(station.state.evses[0]?.connectors.map(({ status }) => status)).toEqual(['Available', 'Unavailable'])
    await station.stop()
  })

  it.each([
    ['', 'TC_G_21'],
    ['1', 'TC_G_18'],
    ['1/2', 'TC_G_19'],
  ] as const)('keeps "%s" out of service through a restart (G03.FR.08, G04.FR.09, B01.FR.07, %s)', async (place, _cases) => {
    const state = createMemoryStateStore()
    const first = await setUp(version, { state })
    await change(first.csms, place, 'Inoperative')
    await first.station.stop()
    const { station, csms } = await setUpOff(version as StationVersion, { evses, state })
    await station.start()
    await settle()
    expect(told(csms)).toHaveLength(3)
    for (const one of told(csms)) {
      expect(one.endsWith('Unavailable')).toBe(one.startsWith(place) && (place !== '1/2' || one.startsWith('1/2')))
    }
    await station.stop()
  })

  it('rejects what it has not', async () => {
    const { station, csms } = await setUp(version)
    for (const evse of [{ id: 9 }, { id: 1, connectorId: 9 }]) {
      expect(await csms.call('ChangeAvailability', { operationalStatus: 'Inoperative', evse })).toMatchObject({ status: 'Rejected' })
    }
    await station.stop()
  })
})

describe('a 1.6 station', () => {
  it('takes a connector out of service and puts it back (1.6 §5.2)', async () => {
    const { station, csms } = await setUp(ocpp16)
    expect(await change16(csms, 3, 'Inoperative')).toEqual({ status: 'Accepted' })
    expect(await change16(csms, 3, 'Operative')).toEqual({ status: 'Accepted' })
    expect(told(csms)).toEqual(['3 Unavailable', '3 Available'])
    expect(await change16(csms, 4, 'Inoperative')).toEqual({ status: 'Rejected' })
    await station.stop()
  })

  it('takes everything out of service as connector 0, and puts everything back, whatever was before (1.6 §5.2)', async () => {
    const { station, csms } = await setUp(ocpp16)
    await change16(csms, 2, 'Inoperative')
    csms.forget()
    await change16(csms, 0, 'Inoperative')
    expect(told(csms).sort()).toEqual(['0 Unavailable', '1 Unavailable', '2 Unavailable', '3 Unavailable'])
    csms.forget()
    await change16(csms, 0, 'Operative')
    expect(told(csms).sort()).toEqual(['0 Available', '1 Available', '2 Available', '3 Available'])
    await station.stop()
  })

  it('waits for the transaction (1.6 §5.2)', async () => {
    const { station, csms } = await setUp(ocpp16)
    await station.startCharging({ idToken: 'A', evseId: 2, ev })
    expect(await change16(csms, numbers['2/1'] ?? 0, 'Inoperative')).toEqual({ status: 'Scheduled' })
    csms.forget()
    await station.stopCharging({ evseId: 2 })
    await settle()
    expect(told(csms).at(-1)).toBe('3 Unavailable')
    await station.stop()
  })

  it('stays out of service through a restart (1.6 §5.2)', async () => {
    const state = createMemoryStateStore()
    const first = await setUp(ocpp16, { state })
    await change16(first.csms, 0, 'Inoperative')
    await first.station.stop()
    const { station, csms } = await setUpOff(ocpp16, { evses, state })
    await station.start()
    await settle()
    expect(told(csms)).toEqual(['0 Unavailable', '1 Unavailable', '2 Unavailable', '3 Unavailable'])
    await station.stop()
  })
})

describe.each(allVersions)('a connector of a %s station that left the factory out of service', (name, version) => {
  it('can be put into service', async () => {
    const options = { evses: [{ connectors: [{ initialStatus: 'Unavailable' as const }] }] }
    const { station, csms } = await setUpAccepted(version, options)
    await (name === '1.6' ? change16(csms, 1, 'Operative') : change(csms, '1/1', 'Operative'))
    expect(station.state.evses[0]?.connectors[0]?.status).toBe('Available')
    await station.stop()
  })
})

describe('the library', () => {
  it('refuses cards at what is out of service', async () => {
    const { station, csms } = await setUp(ocpp201)
    await change(csms, '2', 'Inoperative')
    expect(await station.presentCard({ idToken: 'A', evseId: 2 })).toMatchObject({ outcome: 'refused', status: 'NOT_AVAILABLE' })
    await station.stop()
  })
})
