import { describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { asked } from './support/tokens.js'
import { ocpp16, versions2 } from './support/versions.js'

const emaid = 'NL-ABC-C123456-1'
const hash = {
  hashAlgorithm: 'SHA256' as const,
  issuerNameHash: 'a1',
  issuerKeyHash: 'b2',
  serialNumber: 'c3',
  responderURL: 'http://127.0.0.1/ocsp',
}
const car = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }
const checked = { ...car, contract: { emaid, hashData: [hash] } }
const unchecked = { ...car, contract: { emaid, certificate: '-----BEGIN CERTIFICATE-----' } }

const setUp = (version: StationVersion, settings: object = {}): Promise<Setup<StationVersion>> =>
  setUpAccepted(version, { settings: { txStartPoints: ['EVConnected'], ...settings } }) as Promise<Setup<StationVersion>>

const triggers = ({ csms }: Setup<StationVersion>): unknown[] => csms.of('TransactionEvent').map(({ triggerReason }) => triggerReason)

const answer = (status: string, certificateStatus: string): object => ({ idTokenInfo: { status }, certificateStatus })

const listed = {
  versionNumber: 1,
  updateType: 'Full',
  localAuthorizationList: [{ idToken: { idToken: emaid, type: 'eMAID' }, idTokenInfo: { status: 'Accepted' } }],
}

describe.each(versions2)('a car with a contract at a %s station', (_, version) => {
  it('charges by itself, and the csms checks the chain by its hashes (C07.FR.01–02, TC_C_50)', async () => {
    const setup = await setUp(version, { centralContractValidation: false })
    setup.csms.answers['Authorize'] = () => answer('Accepted', 'Accepted')
    setup.station.plugIn({ ev: checked })
    await settle()
    expect(setup.csms.last('Authorize')).toEqual({ idToken: { idToken: emaid, type: 'eMAID' }, iso15118CertificateHashData: [hash] })
    expect(triggers(setup)).toEqual(['CablePluggedIn', 'Authorized', 'ChargingStateChanged'])
    await setup.station.stop()
  })

  it('does not charge when the contract is not accepted (C07.FR.13, TC_C_51)', async () => {
    const setup = await setUp(version)
    setup.csms.answers['Authorize'] = () => answer('Invalid', 'ContractCancelled')
    const refused = setup.station.once('refused')
    setup.station.plugIn({ ev: checked })
    expect(await refused).toMatchObject({ status: 'Invalid', token: { type: 'eMAID' } })
    expect(triggers(setup)).toEqual(['CablePluggedIn'])
    await setup.station.stop()
  })

  it('shows its chain to the csms where the station cannot check it (C07.FR.06, TC_C_52)', async () => {
    const setup = await setUp(version)
    setup.csms.answers['Authorize'] = () => answer('Accepted', 'Accepted')
    setup.station.plugIn({ ev: unchecked })
    await settle()
    expect(setup.csms.last('Authorize')).toEqual({
      idToken: { idToken: emaid, type: 'eMAID' },
      certificate: unchecked.contract.certificate,
    })
    expect(triggers(setup)).toEqual(['CablePluggedIn', 'Authorized', 'ChargingStateChanged'])
    await setup.station.stop()
  })

  it('does not charge when the chain is bad, whatever the token (C07.FR.16, TC_C_53)', async () => {
    for (const [status, certificateStatus] of [
      ['Invalid', 'CertificateRevoked'],
      ['Accepted', 'CertificateRevoked'],
    ] as const) {
      const setup = await setUp(version)
      setup.csms.answers['Authorize'] = () => answer(status, certificateStatus)
      setup.station.plugIn({ ev: unchecked })
      await settle()
      expect(triggers(setup)).toEqual(['CablePluggedIn'])
      await setup.station.stop()
    }
  })

  it('is not asked about where nobody may check it (CentralContractValidationAllowed false)', async () => {
    const setup = await setUp(version, { centralContractValidation: false })
    setup.station.plugIn({ ev: unchecked })
    await settle()
    expect(setup.csms.of('Authorize')).toEqual([])
    expect(triggers(setup)).toEqual(['CablePluggedIn'])
    await setup.station.stop()
  })

  it('charges offline if the station can check the chain and knows the contract (C07.FR.08–12, TC_C_54)', async () => {
    for (const isListed of [true, false]) {
      const setup = await setUp(version, { contractValidationOffline: true, offlineTxForUnknownId: !isListed })
      if (isListed) await setup.csms.call('SendLocalList', listed)
      await setup.csms.cut()
      setup.station.plugIn({ ev: checked })
      await settle()
      await setup.csms.restore()
      expect(setup.csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Occupied' })
      expect(setup.csms.of('TransactionEvent').slice(0, 2)).toMatchObject([
        { triggerReason: 'CablePluggedIn', offline: true, transactionInfo: { chargingState: 'EVConnected' } },
        { triggerReason: 'Authorized', offline: true },
      ])
      expect(setup.station.state.evses[0]?.powerW).toBeGreaterThan(0)
      await setup.station.stop()
    }
  })

  it('does not charge offline where that is not allowed, or the chain cannot be checked (C07.FR.07, TC_C_55)', async () => {
    for (const [contractValidationOffline, ev] of [
      [false, checked],
      [true, unchecked],
    ] as const) {
      const setup = await setUp(version, { contractValidationOffline, offlineTxForUnknownId: true })
      await setup.csms.call('SendLocalList', listed)
      await setup.csms.cut()
      setup.station.plugIn({ ev })
      await settle()
      await setup.csms.restore()
      expect(setup.csms.last('StatusNotification')).toMatchObject({ connectorStatus: 'Occupied' })
      const transactionInfo = { chargingState: 'EVConnected' }
      expect(setup.csms.of('TransactionEvent')).toMatchObject([{ triggerReason: 'CablePluggedIn', offline: true, transactionInfo }])
      expect(setup.station.state.evses[0]?.powerW).toBe(0)
      await setup.station.stop()
    }
  })

  it('is always asked about while the csms is there, also where list and cache are trusted (C07.FR.01)', async () => {
    const setup = await setUp(version, { localPreAuthorize: true })
    expect(await setup.csms.call('SendLocalList', listed)).toEqual({ status: 'Accepted' })
    setup.station.plugIn({ ev: checked })
    await settle()
    expect(asked(setup.csms)).toEqual([emaid])
    await setup.station.stop()
  })

  it('waits for a card where Plug & Charge is off (PnCEnabled)', async () => {
    const setup = await setUp(version)
    const component = { name: 'ISO15118Ctrlr' }
    const setVariableData = [{ component, variable: { name: 'PnCEnabled' }, attributeValue: 'false' }]
    const { setVariableResult } = await setup.csms.call('SetVariables', { setVariableData })
    expect(setVariableResult as Payload[]).toMatchObject([{ attributeStatus: 'Accepted' }])
    setup.station.plugIn({ ev: checked })
    await settle()
    expect(setup.csms.of('Authorize')).toEqual([])
    // The driver may still use the contract on purpose.
    expect(await setup.station.presentCard({ idToken: emaid, type: 'eMAID', evseId: 1 })).toMatchObject({ outcome: 'started' })
    expect(setup.csms.last('Authorize')).toHaveProperty('iso15118CertificateHashData')
    await setup.station.stop()
  })
})

describe('a car with a contract at a 1.6 station', () => {
  it('is a car like any other', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    station.plugIn({ ev: checked })
    await settle()
    expect(csms.of('Authorize')).toEqual([])
    await station.stop()
  })

  it('needs a name', async () => {
    const { station } = await setUpAccepted(ocpp16)
    expect(() => station.plugIn({ ev: { contract: { emaid: '' } } })).toThrow('ev.contract.emaid must be')
    await station.stop()
  })
})
