import { describe, expect, it } from 'vitest'
import { createMemoryStateStore, type StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted, setUp as setUpOff } from './support/csms.js'
import { asked, think } from './support/tokens.js'
import { allVersions, ocpp16, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const minuteMs = 60_000

const setUp = async (version: StationVersion, more: object = {}): Promise<Setup<StationVersion>> => {
  const setup = (await setUpAccepted(version, { evses: [{}, {}], ...more })) as Setup<StationVersion>
  // The csms of these tests always tells one and the same time.
  setup.station.configure({ heartbeatIntervalS: 0 })
  return setup
}

interface Wish {
  readonly id?: number
  readonly token?: string
  readonly group?: string
  readonly minutes?: number
  readonly type?: string
}

/** Wants an EVSE, or any as 0; the station has one connector per EVSE, so 1.6 numbers them alike. */
const reserve = async (
  { csms }: Setup<StationVersion>,
  name: string,
  evseId: number,
  { id = 1, token = 'A', group, minutes = 10, type }: Wish = {},
): Promise<unknown> => {
  const at = new Date(Date.UTC(2026, 0, 1) + csms.clock.monotonic() + minutes * minuteMs).toISOString()
  const typed = (idToken: string, of = 'ISO14443') => ({ idToken, type: of })
  const { status } = await csms.call(
    'ReserveNow',
    name === '1.6'
      ? { reservationId: id, connectorId: evseId, idTag: token, expiryDate: at, ...(group && { parentIdTag: group }) }
      : {
          id,
          idToken: typed(token),
          expiryDateTime: at,
          ...(evseId === 0 ? {} : { evseId }),
          ...(group && { groupIdToken: typed(group, 'Central') }),
          ...(type && { connectorType: type }),
        },
  )
  return status
}

const statuses = ({ station }: Setup<StationVersion>): string[] =>
  station.state.evses.flatMap(({ connectors }) => connectors.map(({ status }) => status))

const updates = ({ csms }: Setup<StationVersion>): string[] =>
  csms.of('ReservationStatusUpdate').map(({ reservationId, reservationUpdateStatus }) => `${reservationId} ${reservationUpdateStatus}`)

const told = ({ csms }: Setup<StationVersion>): string[] =>
  csms
    .of('StatusNotification')
    .map(({ evseId, connectorId, connectorStatus, status }) => `${evseId ?? connectorId} ${connectorStatus ?? status}`)

/** The ids of reservations that transaction messages have carried. */
const used = ({ csms }: Setup<StationVersion>): unknown[] =>
  [...csms.of('StartTransaction'), ...csms.of('TransactionEvent')]
    .map(({ reservationId }) => reservationId)
    .filter((id) => id !== undefined)

const remoteStart = ({ csms }: Setup<StationVersion>, name: string, token: string, evseId: number): Promise<Payload> =>
  name === '1.6'
    ? csms.call('RemoteStartTransaction', { idTag: token, connectorId: evseId })
    : csms.call('RequestStartTransaction', { idToken: { idToken: token, type: 'ISO14443' }, remoteStartId: 1, evseId })

describe.each(allVersions)('a %s station', (name, version) => {
  it('keeps a place for who reserved it, and says so once in the transaction (H01.FR.15, H01.FR.23, H03.FR.01, H03.FR.09, 1.6 §5.13, TC_H_01)', async () => {
    const setup = await setUp(version)
    const { station } = setup
    expect(await reserve(setup, name, 1, { id: 7 })).toBe('Accepted')
    expect(told(setup)).toEqual(['1 Reserved'])
    expect(station.state.reservations).toMatchObject([{ reservationId: 7, evseId: 1, idToken: 'A' }])
    expect(await station.presentCard({ idToken: 'a' })).toMatchObject({ outcome: 'started', evseId: 1 })
    await settle()
    expect(told(setup).at(-1)).toBe(name === '1.6' ? '1 Preparing' : '1 Available')
    // 2.x: used up by holding up the card (H03.FR.09); 1.6: by the transaction.
    expect(station.state.reservations).toHaveLength(name === '1.6' ? 1 : 0)
    station.plugIn({ evseId: 1, ev })
    await settle()
    expect(used(setup)).toEqual([7])
    expect(station.state.reservations).toEqual([])
    await station.presentCard({ idToken: 'A' })
    station.unplug()
    expect(statuses(setup)).toEqual(['Available', 'Available'])
    await station.stop()
  })

  it('lets nobody else charge there, by card or from afar, and stays Reserved when a cable comes (G03.FR.09, 1.6 §5.13, TC_H_02)', async () => {
    const setup = await setUp(version)
    const { station } = setup
    await reserve(setup, name, 1)
    station.plugIn({ evseId: 1, ev })
    expect(statuses(setup)).toEqual(['Reserved', 'Available'])
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'Reserved' })
    expect(await remoteStart(setup, name, 'B', 1)).toMatchObject({ status: 'Rejected' })
    expect(station.state.evses[0]?.powerW).toBe(0)
    // Elsewhere, everybody may.
    expect(await station.presentCard({ idToken: 'B' })).toMatchObject({ outcome: 'started', evseId: 2 })
    // And the driver who was expected still may.
    expect(await remoteStart(setup, name, 'A', 1)).toMatchObject({ status: 'Accepted' })
    expect(station.state.evses[0]?.powerW).toBeGreaterThan(0)
    await station.stop()
  })

  it('says why a place cannot be kept (H01.FR.11–14, TC_H_03, TC_H_04, TC_H_06)', async () => {
    const setup = await setUp(version)
    const { station, csms } = setup
    await reserve(setup, name, 1)
    expect(await reserve(setup, name, 1, { id: 2, token: 'B' })).toBe('Occupied')
    await station.startCharging({ idToken: 'C', evseId: 2, ev })
    expect(await reserve(setup, name, 2, { id: 2 })).toBe('Occupied')
    await station.stopCharging({ evseId: 2 })
    station.unplug({ evseId: 2 })
    station.setFault({ evseId: 2, fault: 'GroundFailure' })
    expect(await reserve(setup, name, 2, { id: 2 })).toBe('Faulted')
    station.clearFault({ evseId: 2, fault: 'GroundFailure' })
    const out = name === '1.6' ? { connectorId: 2, type: 'Inoperative' } : { evse: { id: 2 }, operationalStatus: 'Inoperative' }
    await csms.call('ChangeAvailability', out)
    expect(await reserve(setup, name, 2, { id: 2 })).toBe('Unavailable')
    expect(await reserve(setup, name, 9, { id: 2 })).toBe('Rejected')
    expect(await reserve(setup, name, 1, { id: 1, minutes: -1 })).toBe('Rejected')
    expect(station.state.reservations).toHaveLength(1)
    await station.stop()
  })

  it('rejects all where reservations are off (H01.FR.01, TC_H_22)', async () => {
    const setup = await setUp(version, { settings: { reservationEnabled: false } })
    expect(await reserve(setup, name, 1)).toBe('Rejected')
    await setup.station.stop()
  })

  it('replaces a reservation of the same id (H01.FR.02, TC_H_23)', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 1)
    expect(await reserve(setup, name, 1, { token: 'B' })).toBe('Accepted')
    expect(statuses(setup)).toEqual(['Reserved', 'Available'])
    expect(await reserve(setup, name, 2, { token: 'B' })).toBe('Accepted')
    expect(statuses(setup)).toEqual(['Available', 'Reserved'])
    expect(await setup.station.presentCard({ idToken: 'A', evseId: 2 })).toMatchObject({ status: 'Reserved' })
    await setup.station.startCharging({ idToken: 'B', evseId: 2, ev })
    await settle()
    expect(used(setup)).toEqual([1])
    await setup.station.stop()
  })

  it('keeps the old reservation where the new one cannot be had', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 1, { id: 1 })
    await reserve(setup, name, 2, { id: 2 })
    expect(await reserve(setup, name, 2, { id: 1 })).toBe('Occupied')
    expect(statuses(setup)).toEqual(['Reserved', 'Reserved'])
    await setup.station.stop()
  })

  it('gives a place back that is cancelled (H02.FR.02–04, TC_H_17)', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 1)
    expect(await setup.csms.call('CancelReservation', { reservationId: 1 })).toEqual({ status: 'Accepted' })
    expect(told(setup)).toEqual(['1 Reserved', '1 Available'])
    expect(updates(setup)).toEqual([])
    await setup.station.stop()
  })

  it('cannot cancel what it does not know (H02.FR.01, TC_H_18)', async () => {
    const setup = await setUp(version)
    expect(await setup.csms.call('CancelReservation', { reservationId: 1 })).toEqual({ status: 'Rejected' })
    await setup.station.stop()
  })

  it('gives a place back in time (H04.FR.01–03, 1.6 §5.13, TC_H_07)', async () => {
    const setup = await setUp(version)
    const { station, csms } = setup
    const ended = station.once('reservation.ended')
    await reserve(setup, name, 1, { minutes: 10 })
    await csms.pass(9 * minuteMs, minuteMs)
    expect(statuses(setup)).toEqual(['Reserved', 'Available'])
    await csms.pass(minuteMs + 1_000, 10_000)
    expect(await ended).toEqual({ reservationId: 1, update: 'Expired' })
    expect(told(setup)).toEqual(['1 Reserved', '1 Available'])
    expect(updates(setup)).toEqual(name === '1.6' ? [] : ['1 Expired'])
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'started' })
    await station.stop()
  })

  it('gives up what it cannot keep (H01.FR.16–17, 1.6 §5.13, TC_H_21)', async () => {
    const setup = await setUp(version)
    const { station, csms } = setup
    await reserve(setup, name, 1, { id: 1 })
    await reserve(setup, name, 2, { id: 2 })
    const change = (state: string) =>
      csms.call('ChangeAvailability', name === '1.6' ? { connectorId: 1, type: state } : { evse: { id: 1 }, operationalStatus: state })
    csms.forget()
    await change('Inoperative')
    expect(csms.actions.filter((one) => one !== 'Heartbeat')).toEqual(
      name === '1.6' ? ['StatusNotification'] : ['StatusNotification', 'ReservationStatusUpdate'],
    )
    await change('Operative')
    expect(told(setup)).toEqual(['1 Unavailable', '1 Available'])
    station.setFault({ evseId: 2, fault: 'GroundFailure' })
    await settle()
    expect(updates(setup)).toEqual(name === '1.6' ? [] : ['1 Removed', '2 Removed'])
    expect(station.state.reservations).toEqual([])
    expect(await station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'started' })
    await station.stop()
  })

  it('lets the group in (H03.FR.04, H03.FR.08, 1.6 §5.13, TC_H_19)', async () => {
    const setup = await setUp(version)
    const { station, csms } = setup
    think(csms, name, { B: { group: 'FAMILY' }, C: { group: 'OTHER' } })
    expect(await reserve(setup, name, 1, { group: 'FAMILY' })).toBe('Accepted')
    expect(await station.presentCard({ idToken: 'C', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'Reserved' })
    await station.startCharging({ idToken: 'B', evseId: 1, ev })
    await settle()
    expect(used(setup)).toEqual([1])
    await station.stop()
  })

  it('asks for the group of who is started from afar, if only the group can tell (H03.FR.08)', async () => {
    const setup = await setUp(version)
    const { station, csms } = setup
    think(csms, name, { B: { group: 'FAMILY' }, C: {} })
    await reserve(setup, name, 1, { group: 'FAMILY' })
    await remoteStart(setup, name, 'C', 1)
    expect(station.state.evses[0]?.idToken).toBeUndefined()
    await remoteStart(setup, name, 'B', 1)
    expect(asked(csms)).toEqual(['C', 'B'])
    expect(station.state.evses[0]?.idToken).toBe('B')
    await station.stop()
  })

  it('remembers its reservations through a restart, and the time they end', async () => {
    const state = createMemoryStateStore()
    const first = await setUp(version, { state })
    await reserve(first, name, 1, { minutes: 10 })
    await first.station.stop()
    const second = await setUp(version, { state })
    expect(statuses(second)).toEqual(['Reserved', 'Available'])
    await second.csms.pass(11 * minuteMs, minuteMs)
    expect(statuses(second)).toEqual(['Available', 'Available'])
    expect(updates(second)).toEqual(name === '1.6' ? [] : ['1 Expired'])
    await second.station.stop()
  })

  it('ends them in time also where it comes up without a csms', async () => {
    const state = createMemoryStateStore()
    const first = await setUp(version, { state })
    await reserve(first, name, 1, { minutes: 10 })
    await first.station.stop()
    const second = (await setUpOff(version as StationVersion, { evses: [{}, {}], state })) as Setup<StationVersion>
    second.csms.isReachable = false
    void second.station.start()
    await second.csms.clock.advance(Date.UTC(2026, 0, 1) - second.csms.clock.now())
    expect(statuses(second)).toEqual(['Reserved', 'Available'])
    await second.csms.pass(11 * minuteMs, minuteMs)
    expect(statuses(second)).toEqual(['Available', 'Available'])
    await second.station.stop()
  })

  it('tells after a time offline what ended meanwhile', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 1, { minutes: 1 })
    await setup.csms.cut()
    await setup.csms.pass(2 * minuteMs, 10_000)
    await setup.csms.restore()
    expect(updates(setup)).toEqual(name === '1.6' ? [] : ['1 Expired'])
    expect(told(setup).at(-1)).toBe('2 Available')
    expect(statuses(setup)).toEqual(['Available', 'Available'])
    await setup.station.stop()
  })

  it('lets in who reserved any place, at any (H01.FR.04, H03.FR.03, TC_H_08)', async () => {
    const setup = await setUp(version)
    expect(await reserve(setup, name, 0)).toBe('Accepted')
    expect(statuses(setup)).toEqual(['Available', 'Available'])
    await setup.station.startCharging({ idToken: 'A', evseId: 2, ev })
    await settle()
    expect(used(setup)).toEqual([1])
    expect(setup.station.state.reservations).toEqual([])
    await setup.station.stop()
  })

  it('turns the last free place Reserved, and Available again when another is free (H01.FR.07, H01.FR.20, H02.FR.06, TC_H_14)', async () => {
    const setup = await setUp(version)
    const { station, csms } = setup
    expect(await reserve(setup, name, 0, { id: 1, token: 'A' })).toBe('Accepted')
    expect(told(setup)).toEqual([])
    expect(await reserve(setup, name, 0, { id: 2, token: 'B' })).toBe('Accepted')
    expect(told(setup).sort()).toEqual(['1 Reserved', '2 Reserved'])
    expect(await reserve(setup, name, 0, { id: 3, token: 'C' })).toBe('Occupied')
    await csms.call('CancelReservation', { reservationId: 2 })
    expect(statuses(setup)).toEqual(['Available', 'Available'])
    // Somebody else takes one of the two: the other is kept.
    station.plugIn({ evseId: 1, ev })
    expect(statuses(setup)).toEqual(['Preparing', 'Reserved'])
    expect(await station.presentCard({ idToken: 'X', evseId: 2 })).toMatchObject({ status: 'Reserved' })
    expect(await station.presentCard({ idToken: 'X' })).toMatchObject({ outcome: 'started', evseId: 1 })
    await station.presentCard({ idToken: 'X' })
    station.unplug({ evseId: 1 })
    expect(statuses(setup)).toEqual(['Available', 'Available'])
    await station.stop()
  })

  it('keeps no place for anybody where all are taken, reserved or out of service (TC_H_09, TC_H_10, TC_H_12)', async () => {
    const reserved = await setUp(version)
    await reserve(reserved, name, 1, { id: 1 })
    await reserve(reserved, name, 2, { id: 2 })
    expect(await reserve(reserved, name, 0, { id: 3 })).toBe('Occupied')
    await reserved.station.stop()
    const occupied = await setUp(version)
    for (const evseId of [1, 2]) await occupied.station.startCharging({ idToken: `T${evseId}`, evseId, ev })
    expect(await reserve(occupied, name, 0)).toBe('Occupied')
    await occupied.station.stop()
    const out = await setUp(version)
    await out.csms.call(
      'ChangeAvailability',
      name === '1.6' ? { connectorId: 0, type: 'Inoperative' } : { operationalStatus: 'Inoperative' },
    )
    expect(await reserve(out, name, 0)).toBe('Unavailable')
    await out.station.stop()
  })

  it('keeps no place of its own choice where that is off (H01.FR.19, ReserveConnectorZeroSupported, TC_H_13)', async () => {
    const setup = await setUp(version, { settings: { reserveAnyEvse: false } })
    expect(await reserve(setup, name, 0)).toBe('Rejected')
    await setup.station.stop()
  })

  it('does not let in who may have any place where one is promised by name to another', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 1, { id: 1, token: 'A' })
    await reserve(setup, name, 0, { id: 2, token: 'B' })
    expect(await setup.station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ outcome: 'refused', status: 'Reserved' })
    expect(await setup.station.presentCard({ idToken: 'B' })).toMatchObject({ outcome: 'started', evseId: 2 })
    await setup.station.stop()
  })

  it('keeps the last place also when a stranger plugs in there (G03.FR.09)', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 0, { id: 1 })
    await reserve(setup, name, 0, { id: 2 })
    setup.station.plugIn({ evseId: 1, ev })
    setup.station.setFault({ evseId: 2, fault: 'GroundFailure' })
    expect(statuses(setup)).toEqual(['Reserved', 'Faulted'])
    expect(await setup.station.presentCard({ idToken: 'X', evseId: 1 })).toMatchObject({ outcome: 'refused' })
    await setup.station.stop()
  })

  it('does not promise by name what is promised to those who may have any', async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 0, { id: 1 })
    await reserve(setup, name, 0, { id: 2 })
    expect(await reserve(setup, name, 1, { id: 3 })).toBe('Occupied')
    await setup.station.stop()
  })

  it('lets the group in at any place (H03.FR.06, TC_H_24)', async () => {
    const setup = await setUp(version, { evses: [{}] })
    think(setup.csms, name, { B: { group: 'FAMILY' } })
    expect(await reserve(setup, name, 0, { group: 'FAMILY' })).toBe('Accepted')
    expect(told(setup)).toEqual(['1 Reserved'])
    await setup.station.startCharging({ idToken: 'B', ev })
    await settle()
    expect(used(setup)).toEqual([1])
    await setup.station.stop()
  })
})

describe.each(versions2)('a %s station', (name, version) => {
  it('stays Reserved when a cable comes, also where that begins a transaction (G03.FR.09)', async () => {
    const setup = await setUp(version, { settings: { txStartPoints: ['EVConnected'] } })
    await reserve(setup, name, 1)
    setup.station.plugIn({ evseId: 1, ev })
    await settle()
    expect(told(setup)).toEqual(['1 Reserved'])
    await setup.station.presentCard({ idToken: 'A', evseId: 1 })
    await settle()
    expect(told(setup)).toEqual(['1 Reserved', '1 Occupied'])
    expect(used(setup)).toEqual([1])
    await setup.station.stop()
  })

  const types = [{ connectors: [{ type: 'cCCS2' }, { type: 'cG105' }] }, { connectors: [{ type: 'sType2' }] }]

  it('keeps a plug of a kind, and with it the whole EVSE (H01.FR.06, H01.FR.09, H01.FR.24, H03.FR.02, TC_H_15)', async () => {
    const setup = await setUp(version, { evses: types })
    expect(await reserve(setup, name, 0, { type: 'cG105' })).toBe('Accepted')
    expect(statuses(setup)).toEqual(['Reserved', 'Reserved', 'Available'])
    expect(await setup.station.presentCard({ idToken: 'A' })).toMatchObject({ outcome: 'started', evseId: 1 })
    setup.station.plugIn({ evseId: 1, connectorId: 2, ev })
    await settle()
    expect(used(setup)).toEqual([1])
    await setup.station.stop()
  })

  it('keeps no plug of a kind that is taken or that it has not (H01.FR.11, TC_H_16)', async () => {
    const setup = await setUp(version, { evses: types })
    await reserve(setup, name, 1, { id: 1 })
    await reserve(setup, name, 2, { id: 2 })
    expect(await reserve(setup, name, 0, { id: 3, type: 'sType2' })).toBe('Occupied')
    expect(await reserve(setup, name, 0, { id: 3, type: 'cTesla' })).toBe('Rejected')
    await setup.station.stop()
  })

  it('finds a place for all where each could take that of another (H01.FR.07, H01.FR.09)', async () => {
    const setup = await setUp(version, { evses: types })
    expect(await reserve(setup, name, 0, { id: 1 })).toBe('Accepted')
    expect(await reserve(setup, name, 0, { id: 2, type: 'sType2' })).toBe('Accepted')
    expect(statuses(setup)).toEqual(['Reserved', 'Reserved', 'Reserved'])
    await setup.station.stop()
  })

  it('has the switches in its device model (ReservationCtrlr)', async () => {
    const { station, csms } = await setUp(version)
    const component = { name: 'ReservationCtrlr' }
    const set = (variable: string) => ({ component, variable: { name: variable }, attributeValue: 'false' })
    const { setVariableResult } = await csms.call('SetVariables', { setVariableData: [set('Enabled'), set('NonEvseSpecific')] })
    expect(setVariableResult).toMatchObject([{ attributeStatus: 'Accepted' }, { attributeStatus: 'Rejected' }])
    expect(station.settings).toMatchObject({ reservationEnabled: false, reserveAnyEvse: true })
    await station.stop()
  })

  it(`${name === '2.1' ? 'tells' : 'has no word for it'} when a driver came and began nothing (H03.FR.11)`, async () => {
    const setup = await setUp(version)
    await reserve(setup, name, 1)
    await setup.station.presentCard({ idToken: 'A', evseId: 1 })
    await setup.csms.pass(61_000)
    expect(updates(setup)).toEqual(name === '2.1' ? ['1 NoTransaction'] : [])
    await setup.station.stop()
  })
})

describe('a 2.0.1 station', () => {
  it('has no status for a reservation that was used for nothing (H03.FR.11 is of 2.1)', () => {
    expect(ocpp201.reservations.statusUpdate(1, 'NoTransaction')).toBeUndefined()
    expect(ocpp201.reservations.statusUpdate(1, 'Removed')).toBeDefined()
  })
})

describe('a 1.6 station', () => {
  it('keeps the place of a driver who came and began nothing (1.6 §5.13)', async () => {
    const setup = await setUp(ocpp16)
    await reserve(setup, '1.6', 1)
    await setup.station.presentCard({ idToken: 'A', evseId: 1 })
    await setup.csms.pass(61_000)
    expect(statuses(setup)).toEqual(['Reserved', 'Available'])
    expect(setup.station.state.reservations).toHaveLength(1)
    await setup.station.stop()
  })

  it('keeps one connector of an EVSE, and with it the EVSE, which serves one car at a time', async () => {
    const setup = await setUp(ocpp16, { evses: [{ connectors: 2 }] })
    await reserve(setup, '1.6', 2)
    expect(statuses(setup)).toEqual(['Available', 'Reserved'])
    expect(await setup.station.presentCard({ idToken: 'B', evseId: 1 })).toMatchObject({ status: 'Reserved' })
    await setup.station.presentCard({ idToken: 'A', evseId: 1 })
    expect(statuses(setup)).toEqual(['Available', 'Preparing'])
    setup.station.plugIn({ connectorId: 2, ev })
    await settle()
    expect(setup.csms.last('StartTransaction')).toMatchObject({ connectorId: 2, reservationId: 1 })
    await setup.station.stop()
  })

  it('says whether it keeps places of its own choice (1.6 §9.3)', async () => {
    const { station, csms } = await setUp(ocpp16)
    const key = ['ReserveConnectorZeroSupported']
    expect(await csms.call('GetConfiguration', { key })).toMatchObject({ configurationKey: [{ readonly: true, value: 'true' }] })
    await station.stop()
  })
})
