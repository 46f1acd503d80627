import { describe, expect, test } from 'vitest'
import type { MockVersion, Scene, Token } from '../src/version.js'
import { answer, check, createScene, noon, payload } from './scene.js'

/** What 2.0.1 and 2.1 have in common. */
export function newerVersionBehaves(version: MockVersion, requests: Readonly<Record<string, object>>): void {
  const authorize = (request: object, tokens: readonly Token[], unknownTokens: 'accept' | 'refuse' = 'refuse') =>
    answer(version, 'Authorize', request, createScene({ tokens, unknownTokens }))
  const central = (idToken: string) => ({ idToken: { idToken, type: 'Central' } })
  const event = (scene: Scene, fields: object) => answer(version, 'TransactionEvent', { ...requests['TransactionEvent'], ...fields }, scene)

  describe(`the answers of OCPP ${version.protocol.version}`, () => {
    test('a boot is answered with the time, the interval and the next status of the sequence', () => {
      const scene = createScene({ boot: ['Pending', 'Accepted'], intervalSeconds: 60 })
      const chargingStation = { vendorName: 'Vendor', model: 'Model', firmwareVersion: '1.2' }
      const boot = () => answer(version, 'BootNotification', { reason: 'PowerUp', chargingStation }, scene)
      expect(boot()).toEqual({ status: 'Pending', currentTime: noon.toISOString(), interval: 60 })
      expect(scene.station).toMatchObject({ boots: 1, registration: 'Pending', vendor: 'Vendor', model: 'Model', firmwareVersion: '1.2' })
      expect(boot()).toMatchObject({ status: 'Accepted' })
    })

    test('an idToken is found whatever its case, and told with its group and its expiry', () => {
      const expiresAt = new Date('2027-01-01T00:00:00Z')
      expect(authorize(central('tag'), [{ idToken: 'TAG', group: 'FLEET', expiresAt }])).toEqual({
        idTokenInfo: {
          status: 'Accepted',
          groupIdToken: { idToken: 'FLEET', type: 'Central' },
          cacheExpiryDateTime: expiresAt.toISOString(),
        },
      })
    })

    test('an idToken is Expired from its instant on', () => {
      expect(authorize(central('TAG'), [{ idToken: 'TAG', expiresAt: noon }])).toMatchObject({ idTokenInfo: { status: 'Expired' } })
    })

    test('an idToken that nobody knows is Unknown or Accepted, as the server is set', () => {
      expect(authorize(central('X'), [])).toEqual({ idTokenInfo: { status: 'Unknown' } })
      expect(authorize(central('X'), [], 'accept')).toEqual({ idTokenInfo: { status: 'Accepted' } })
    })

    test('NoAuthorization is always Accepted (C02.FR.02)', () => {
      expect(authorize({ idToken: { idToken: '', type: 'NoAuthorization' } }, [])).toEqual({ idTokenInfo: { status: 'Accepted' } })
    })

    test('a contract certificate is as good as its token (C07.FR.13, C07.FR.14)', () => {
      const contract = (idToken: string) =>
        authorize({ ...central(idToken), certificate: 'pem' }, [{ idToken: 'GOOD' }, { idToken: 'BAD', status: 'Blocked' }])
      expect(contract('GOOD')).toEqual({ certificateStatus: 'Accepted', idTokenInfo: { status: 'Accepted' } })
      expect(contract('BAD')).toEqual({ certificateStatus: 'ContractCancelled', idTokenInfo: { status: 'Blocked' } })
    })

    test('an event with a token is told its status, one without is not (E01.FR.12)', () => {
      const scene = createScene({ tokens: [{ idToken: 'TAG', status: 'Blocked' }] })
      expect(event(scene, {})).toEqual({})
      expect(event(scene, { ...central('TAG'), eventType: 'Updated' })).toEqual({ idTokenInfo: { status: 'Blocked' } })
    })

    test('ConcurrentTx is said to Started alone, since a driver also identifies to stop', () => {
      const scene = createScene({ tokens: [{ idToken: 'TAG', status: 'ConcurrentTx' }] })
      const status = (eventType: string) => event(scene, { ...central('TAG'), eventType })
      expect(status('Started')).toEqual({ idTokenInfo: { status: 'ConcurrentTx' } })
      expect(status('Updated')).toEqual({ idTokenInfo: { status: 'Accepted' } })
      expect(status('Ended')).toEqual({ idTokenInfo: { status: 'Accepted' } })
    })

    test('a transaction is remembered by what its events say once, and ends with Ended, even when an older event comes late', () => {
      const scene = createScene()
      event(scene, { evse: { id: 2 } })
      event(scene, { ...central('TAG'), eventType: 'Updated' })
      expect([...scene.station.transactions.values()]).toEqual([{ id: 'T1', evseId: 2, idToken: 'TAG', isEnded: false }])
      event(scene, { eventType: 'Ended' })
      event(scene, { eventType: 'Updated' })
      expect([...scene.station.transactions.values()]).toEqual([{ id: 'T1', evseId: 2, idToken: 'TAG', isEnded: true }])
    })

    test('a certificate is signed as what it was asked for, and as one of the station where nothing was asked', () => {
      const scene = createScene()
      expect(payload(version, 'CertificateSigned', scene)).toMatchObject({ certificateType: 'ChargingStationCertificate' })
      expect(answer(version, 'SignCertificate', { csr: 'csr', certificateType: 'V2GCertificate' }, scene)).toEqual({ status: 'Accepted' })
      expect(payload(version, 'CertificateSigned', scene)).toMatchObject({ certificateType: 'V2GCertificate' })
      expect(payload(version, 'CertificateSigned', createScene())).toMatchObject({ certificateType: 'ChargingStationCertificate' })
    })

    test('what someone else must have signed is not made up', () => {
      const scene = createScene()
      expect(answer(version, 'GetCertificateStatus', requests['GetCertificateStatus'] as object, scene)).toEqual({ status: 'Failed' })
      expect(answer(version, 'Get15118EVCertificate', requests['Get15118EVCertificate'] as object, scene)).toMatchObject({
        status: 'Failed',
      })
    })
  })

  describe(`the commands of OCPP ${version.protocol.version}`, () => {
    test('request ids and list versions count up', () => {
      const scene = createScene()
      expect(payload(version, 'GetBaseReport', scene)).toEqual({ requestId: 1, reportBase: 'FullInventory' })
      expect(payload(version, 'GetLog', scene)).toMatchObject({ requestId: 2 })
      expect(payload(version, 'SendLocalList', scene)).toMatchObject({ versionNumber: 3 })
    })

    test('RequestStopTransaction and GetTransactionStatus name the latest transaction that runs', () => {
      const scene = createScene()
      expect(payload(version, 'RequestStopTransaction', scene)).toEqual({ transactionId: 'MOCK-TRANSACTION' })
      expect(payload(version, 'GetTransactionStatus', scene)).toEqual({})
      for (const transactionId of ['T1', 'T2', 'T3']) event(scene, { transactionInfo: { transactionId } })
      event(scene, { transactionInfo: { transactionId: 'T3' }, eventType: 'Ended' })
      expect(payload(version, 'RequestStopTransaction', scene)).toEqual({ transactionId: 'T2' })
      expect(payload(version, 'GetTransactionStatus', scene)).toEqual({ transactionId: 'T2' })
    })

    test('RequestStartTransaction takes the first token that charges, as a card where it looks like one', () => {
      const start = (tokens: readonly Token[]) => payload(version, 'RequestStartTransaction', createScene({ tokens }))
      expect(start([{ idToken: 'BAD', status: 'Invalid' }, { idToken: '04A1B2C3' }])).toMatchObject({
        idToken: { idToken: '04A1B2C3', type: 'ISO14443' },
      })
      expect(start([])).toMatchObject({ idToken: { idToken: 'MOCK-TOKEN', type: 'Central' } })
    })

    test('every entry of SendLocalList has its idTokenInfo (TC_D_01_CSMS)', () => {
      const scene = createScene({ tokens: [{ idToken: 'A' }, { idToken: 'B', status: 'ConcurrentTx', group: 'G' }] })
      expect(payload(version, 'SendLocalList', scene)).toMatchObject({
        updateType: 'Full',
        localAuthorizationList: [
          { idToken: { idToken: 'A' }, idTokenInfo: { status: 'Accepted' } },
          { idToken: { idToken: 'B' }, idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'G' } } },
        ],
      })
    })
  })

  checksAnswers(version)
}

const dateTime = { component: { name: 'ClockCtrlr' }, variable: { name: 'DateTime' } }
const interval = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }
const monitor = { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' }, type: 'Delta', severity: 8 }
const schedule = { evseId: 1, duration: 1, scheduleStart: '2026-01-01T12:00:00Z', chargingRateUnit: 'A', chargingSchedulePeriod: [] }

function checksAnswers(version: MockVersion): void {
  test.each([
    ['GetBaseReport', { status: 'Accepted' }, undefined],
    ['Reset', { status: 'Scheduled' }, undefined],
    ['Reset', { status: 'Rejected' }, 'status is Rejected'],
    ['GetReport', { status: 'EmptyResultSet' }, undefined],
    ['GetLog', { status: 'AcceptedCanceled' }, undefined],
    ['GetChargingProfiles', { status: 'NoProfiles' }, undefined],
    ['UnpublishFirmware', { status: 'DownloadOngoing' }, 'status is DownloadOngoing'],
    ['UnlockConnector', { status: 'UnknownConnector' }, 'status is UnknownConnector'],
    ['CostUpdated', {}, undefined],
    ['GetLocalListVersion', { versionNumber: 0 }, undefined],
    ['GetInstalledCertificateIds', { status: 'NotFound' }, undefined],
    ['GetInstalledCertificateIds', { status: 'Accepted' }, 'status is Accepted, yet no certificate is named'],
    ['GetTransactionStatus', { messagesInQueue: false }, undefined],
    ['GetTransactionStatus', { messagesInQueue: false, ongoingIndicator: true }, 'ongoingIndicator is of no transaction'],
    ['GetCompositeSchedule', { status: 'Accepted', schedule }, undefined],
    ['GetCompositeSchedule', { status: 'Accepted', schedule: { ...schedule, evseId: 2 } }, 'the schedule is of 2, not of 1'],
    ['GetCompositeSchedule', { status: 'Accepted' }, 'there is no schedule'],
    ['SetVariables', { setVariableResult: [{ ...interval, attributeStatus: 'RebootRequired' }] }, undefined],
    ['SetVariables', { setVariableResult: [{ ...interval, attributeStatus: 'Rejected' }] }, 'OCPPCommCtrlr.HeartbeatInterval is Rejected'],
    ['SetVariableMonitoring', { setMonitoringResult: [{ ...monitor, id: 7, status: 'Accepted' }] }, undefined],
    ['SetVariableMonitoring', { setMonitoringResult: [{ ...monitor, status: 'Duplicate' }] }, undefined],
    ['SetVariableMonitoring', { setMonitoringResult: [{ ...monitor, status: 'Accepted' }] }, 'a monitor has no id'],
    ['ClearVariableMonitoring', { clearMonitoringResult: [{ id: 1, status: 'NotFound' }] }, undefined],
    ['ClearVariableMonitoring', { clearMonitoringResult: [{ id: 1, status: 'Rejected' }] }, 'monitor 1 is Rejected'],
    ['ClearVariableMonitoring', { clearMonitoringResult: [{ id: 2, status: 'Accepted' }] }, 'nothing is said of monitor 1'],
  ])(`the check of %s in ${version.protocol.version} says of %o: %s`, (action, response, oddity) => {
    const scene = createScene()
    // GetBaseReport has no check of its own: any status but Accepted is odd there.
    expect(check(version, action, response, scene)).toBe(oddity)
  })

  test(`GetVariables of ${version.protocol.version} is told each variable that it asked for, and no other`, () => {
    const said = (...getVariableResult: readonly object[]) =>
      check(version, 'GetVariables', { getVariableResult }, createScene(), { getVariableData: [dateTime] })
    const read = { attributeStatus: 'Accepted', attributeValue: '' }
    expect(said({ ...dateTime, ...read })).toBeUndefined()
    expect(said({ component: { name: 'clockctrlr' }, variable: { name: 'datetime' }, ...read })).toBeUndefined()
    expect(said({ ...dateTime, attributeStatus: 'UnknownVariable' })).toBe('ClockCtrlr.DateTime is UnknownVariable')
    expect(said({ ...dateTime, attributeStatus: 'Accepted' })).toBe('ClockCtrlr.DateTime has no value')
    expect(said()).toBe('nothing is said of ClockCtrlr.DateTime')
    expect(said({ ...dateTime, ...read }, { ...interval, ...read })).toBe('OCPPCommCtrlr.HeartbeatInterval was not asked for')
    expect(said({ ...dateTime, attributeType: 'Target', ...read })).toContain('nothing is said of ClockCtrlr.DateTime')
  })
}
