import { validate } from '@ocpp-kit/ocpp16/validate'
import { expect, test } from 'vitest'
import type { Token } from '../src/version.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { versionIsComplete } from './complete.js'
import { requests } from './requests/ocpp16.js'
import { answer, check, createScene, noon, payload } from './scene.js'

versionIsComplete({ version: ocpp16, validate: validate as never, requests })

const authorize = (idTag: string, tokens: readonly Token[], unknownTokens: 'accept' | 'refuse' = 'refuse') =>
  answer(ocpp16, 'Authorize', { idTag }, createScene({ tokens, unknownTokens }))

const start = (scene = createScene(), idTag = 'TAG') => answer(ocpp16, 'StartTransaction', { ...requests.StartTransaction, idTag }, scene)

test('a boot is answered with the time, the interval and the next status of the sequence', () => {
  const scene = createScene({ boot: ['Pending', 'Accepted'], intervalSeconds: 60 })
  const boot = () => answer(ocpp16, 'BootNotification', { ...requests.BootNotification, firmwareVersion: '1.2' }, scene)
  expect(boot()).toEqual({ status: 'Pending', currentTime: noon.toISOString(), interval: 60 })
  expect(scene.station).toMatchObject({ boots: 1, registration: 'Pending', vendor: 'Vendor', model: 'Model', firmwareVersion: '1.2' })
  expect(boot()).toMatchObject({ status: 'Accepted' })
  expect(boot()).toMatchObject({ status: 'Accepted' })
  expect(scene.station).toMatchObject({ boots: 3, registration: 'Accepted' })
})

test('what a station says of its firmware is known when its registration is decided', () => {
  const { station, world } = createScene()
  const byFirmware = { ...world, registrationFor: () => (station.firmwareVersion === 'good' ? 'Accepted' : 'Rejected') } as const
  const boot = (firmwareVersion: string) =>
    answer(ocpp16, 'BootNotification', { ...requests.BootNotification, firmwareVersion }, { station, world: byFirmware })
  expect(boot('good')).toMatchObject({ status: 'Accepted' })
  expect(boot('bad')).toMatchObject({ status: 'Rejected' })
})

test('an idTag is found whatever its case, and told with its parent and its expiry', () => {
  const expiresAt = new Date('2027-01-01T00:00:00Z')
  expect(authorize('tag', [{ idToken: 'TAG', group: 'FLEET', expiresAt }])).toEqual({
    idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET', expiryDate: expiresAt.toISOString() },
  })
  expect(authorize('TAG', [{ idToken: 'TAG', status: 'Blocked' }])).toEqual({ idTagInfo: { status: 'Blocked' } })
})

test('an idTag is Expired from its instant on, unless it is worse than that', () => {
  expect(authorize('TAG', [{ idToken: 'TAG', expiresAt: noon }])).toMatchObject({ idTagInfo: { status: 'Expired' } })
  expect(authorize('TAG', [{ idToken: 'TAG', status: 'Blocked', expiresAt: noon }])).toMatchObject({ idTagInfo: { status: 'Blocked' } })
})

test('an idTag that nobody knows is Invalid or Accepted, as the server is set', () => {
  expect(authorize('X', [])).toEqual({ idTagInfo: { status: 'Invalid' } })
  expect(authorize('X', [], 'accept')).toEqual({ idTagInfo: { status: 'Accepted' } })
})

test('a parent too long for an idTag is left out (1.6 §7.28)', () => {
  expect(authorize('TAG', [{ idToken: 'TAG', group: 'a-group-of-21-letters' }])).toEqual({ idTagInfo: { status: 'Accepted' } })
})

test('ConcurrentTx is said at the start alone, since a driver also identifies to stop (1.6 §7.2)', () => {
  const tokens = [{ idToken: 'TAG', status: 'ConcurrentTx' }] as const
  const scene = createScene({ tokens })
  expect(authorize('TAG', tokens)).toEqual({ idTagInfo: { status: 'Accepted' } })
  expect(start(scene)).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } })
  expect(answer(ocpp16, 'StopTransaction', { ...requests.StopTransaction, idTag: 'TAG' }, scene)).toEqual({
    idTagInfo: { status: 'Accepted' },
  })
})

test('transaction ids count up, a refused idTag gets one too, and the station keeps its transactions', () => {
  const scene = createScene({ tokens: [{ idToken: 'BAD', status: 'Blocked' }] })
  expect(start(scene)).toEqual({ transactionId: 1, idTagInfo: { status: 'Accepted' } })
  expect(start(scene, 'BAD')).toEqual({ transactionId: 2, idTagInfo: { status: 'Blocked' } })
  expect([...scene.station.transactions.values()]).toEqual([
    { id: '1', evseId: 1, idToken: 'TAG', isEnded: false },
    { id: '2', evseId: 1, idToken: 'BAD', isEnded: false },
  ])
})

test('a transaction ends with its StopTransaction, and one without an id of ours is answered all the same (errata 3.18)', () => {
  const scene = createScene()
  start(scene)
  expect(answer(ocpp16, 'StopTransaction', { ...requests.StopTransaction, transactionId: -1 }, scene)).toEqual({})
  expect(scene.station.transactions.get('1')?.isEnded).toBe(false)
  expect(answer(ocpp16, 'StopTransaction', requests.StopTransaction, scene)).toEqual({})
  expect(scene.station.transactions.get('1')?.isEnded).toBe(true)
})

test('a station that starts ever more transactions is remembered by its latest thousand', () => {
  const scene = createScene()
  for (let started = 0; started < 1005; started += 1) start(scene)
  expect(scene.station.transactions.size).toBe(1000)
  expect(scene.station.transactions.has('5')).toBe(false)
  expect(scene.station.transactions.has('1005')).toBe(true)
})

test('RemoteStopTransaction names the latest transaction that runs and has an id of 1.6', () => {
  const scene = createScene()
  expect(payload(ocpp16, 'RemoteStopTransaction', scene)).toEqual({ transactionId: 1 })
  for (const _ of [1, 2, 3]) start(scene)
  answer(ocpp16, 'StopTransaction', { ...requests.StopTransaction, transactionId: 3 }, scene)
  scene.station.transactions.set('of-2.1', { id: 'of-2.1', evseId: 1, idToken: undefined, isEnded: false })
  expect(payload(ocpp16, 'RemoteStopTransaction', scene)).toEqual({ transactionId: 2 })
})

test('RemoteStartTransaction takes the first token that charges, or makes one up', () => {
  const tokens = [{ idToken: 'BAD', status: 'Blocked' }, { idToken: 'OLD', expiresAt: noon }, { idToken: 'GOOD' }] as const
  expect(payload(ocpp16, 'RemoteStartTransaction', createScene({ tokens }))).toEqual({ connectorId: 1, idTag: 'GOOD' })
  expect(payload(ocpp16, 'RemoteStartTransaction', createScene())).toEqual({ connectorId: 1, idTag: 'MOCK-TOKEN' })
})

test('SendLocalList carries every token that fits, under a higher version each time', () => {
  const scene = createScene({ tokens: [{ idToken: 'A', group: 'G' }, { idToken: 'B', status: 'Blocked' }, { idToken: 'X'.repeat(21) }] })
  expect(payload(ocpp16, 'SendLocalList', scene)).toEqual({
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: [
      { idTag: 'A', idTagInfo: { status: 'Accepted', parentIdTag: 'G' } },
      { idTag: 'B', idTagInfo: { status: 'Blocked' } },
    ],
  })
  expect(payload(ocpp16, 'SendLocalList', scene)).toMatchObject({ listVersion: 2 })
})

test('ReserveNow ends in an hour, and CancelReservation means the same reservation', () => {
  const scene = createScene()
  expect(payload(ocpp16, 'ReserveNow', scene)).toMatchObject({ reservationId: 1, expiryDate: '2026-01-01T13:00:00.000Z' })
  expect(payload(ocpp16, 'CancelReservation', scene)).toEqual({ reservationId: 1 })
})

test.each([
  ['ChangeConfiguration', { status: 'RebootRequired' }, undefined],
  ['ChangeConfiguration', { status: 'NotSupported' }, 'status is NotSupported'],
  ['ChangeAvailability', { status: 'Scheduled' }, undefined],
  ['UnlockConnector', { status: 'Unlocked' }, undefined],
  ['UnlockConnector', { status: 'UnlockFailed' }, 'status is UnlockFailed'],
  ['ClearChargingProfile', { status: 'Unknown' }, undefined],
  ['DeleteCertificate', { status: 'NotFound' }, undefined],
  ['DataTransfer', { status: 'UnknownVendorId' }, undefined],
  ['DataTransfer', { status: 'Rejected' }, 'status is Rejected'],
  ['GetDiagnostics', {}, undefined],
  ['UpdateFirmware', {}, undefined],
  ['GetLocalListVersion', { listVersion: 0 }, undefined],
  ['GetLocalListVersion', { listVersion: -1 }, 'the station has no local list'],
  ['GetConfiguration', { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] }, undefined],
  ['GetConfiguration', {}, 'there is no configuration key'],
  ['GetInstalledCertificateIds', { status: 'NotFound' }, undefined],
  ['GetInstalledCertificateIds', { status: 'Accepted' }, 'status is Accepted, yet no certificate is named'],
  ['GetCompositeSchedule', { status: 'Rejected' }, 'status is Rejected'],
  ['GetCompositeSchedule', { status: 'Accepted', connectorId: 2 }, 'there is no schedule, the schedule is of 2, not of 1'],
])('the check of %s says of %o: %s', (action, response, oddity) => {
  expect(validate(action as never, 'response', response).violations).toEqual([])
  expect(check(ocpp16, action, response, createScene())).toBe(oddity)
})

test('GetConfiguration with keys is odd when one of them is not spoken of', () => {
  const response = { configurationKey: [{ key: 'heartbeatinterval', readonly: false }], unknownKey: ['Foo'] }
  const asked = (key: string[]) => check(ocpp16, 'GetConfiguration', response, createScene(), { key })
  expect(asked(['HeartbeatInterval', 'Foo'])).toBeUndefined()
  expect(asked(['HeartbeatInterval', 'Foo', 'Bar'])).toBe('nothing is said of Bar')
})
