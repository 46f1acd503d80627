import { describe, expect, it } from 'vitest'
import { settle, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp201, versions2 } from './support/versions.js'

const ev = { batteryCapacityWh: 10_000, socPercent: 50, maxPowerW: 10_000 }

describe.each(allVersions)('in %s', (_, version) => {
  it('charging starts once: a card that would end the session is not held up again', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ idToken: 'CARD', ev })
    await expect(station.startCharging({ idToken: 'CARD', ev })).rejects.toMatchObject({ code: 'ALREADY_AUTHORIZED' })
    expect(csms.of('Authorize')).toHaveLength(1)
    expect(station.state.evses[0]?.transaction).toBeDefined()
    await station.stop()
  })
})

describe.each(versions2)('in %s, whatever starts and stops a transaction', (_, version) => {
  it('startCharging resolves with the one that the cable began (TxStartPoint EVConnected)', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { txStartPoints: ['EVConnected'] } })
    const started = await station.startCharging({ idToken: 'CARD', ev })
    expect(started).toMatchObject({ evseId: 1, connectorId: 1, cause: 'cablePluggedIn', energyWh: 0, token: { idToken: 'CARD' } })
    await settle()
    expect(started.transactionId).toBe(station.state.evses[0]?.transaction?.transactionId)
    expect(csms.of('TransactionEvent').map(({ eventType }) => eventType)).toEqual(['Started', 'Updated', 'Updated'])
    await station.stop()
  })

  it('startCharging resolves with one that runs since the car came, minutes ago', async () => {
    const { station, csms } = await setUpAccepted(version, { settings: { txStartPoints: ['EVConnected'], sampleIntervalS: 0 } })
    station.plugIn({ ev })
    const { key, transactionId } = station.state.evses[0]?.transaction ?? {}
    await csms.pass(120_000)
    expect(await station.startCharging({ idToken: 'CARD' })).toMatchObject({ key, transactionId, cause: 'cablePluggedIn' })
    await station.stop()
  })

  it('startCharging resolves with one that the card begins without energy (TxStartPoint Authorized)', async () => {
    const { station } = await setUpAccepted(version, { settings: { txStartPoints: ['Authorized'] } })
    expect(await station.startCharging({ idToken: 'CARD', ev: { ...ev, socPercent: 100 } })).toMatchObject({ cause: 'authorized' })
    await station.stop()
  })

  it('startCharging rejects where a full car never takes energy (TxStartPoint EnergyTransfer)', async () => {
    const points = ['EnergyTransfer'] as const
    const { station } = await setUpAccepted(version, { settings: { txStartPoints: points, txStopPoints: points } })
    const started = station.startCharging({ idToken: 'CARD', ev: { ...ev, socPercent: 100 } })
    await expect(started).rejects.toMatchObject({ code: 'NOTHING_STARTED', message: expect.stringContaining('EnergyTransfer') })
    expect(station.state.evses[0]).toMatchObject({ idToken: 'CARD', transaction: undefined })
    await station.stop()
  })

  it('stopCharging rejects where only the cable ends it, and unplugging does (TxStopPoint EVConnected)', async () => {
    const { station } = await setUpAccepted(version, { settings: { txStopPoints: ['EVConnected'] } })
    await station.startCharging({ idToken: 'CARD', ev })
    await expect(station.stopCharging()).rejects.toMatchObject({ code: 'NOTHING_ENDED', message: expect.stringContaining('EVConnected') })
    expect(station.state.evses[0]).toMatchObject({ idToken: undefined, powerW: 0, transaction: { chargingState: 'connected' } })
    const ended = station.once('transaction.ended')
    station.unplug()
    expect(await ended).toMatchObject({ evseId: 1, cause: 'evDisconnected' })
    await station.stop()
  })
})

describe.each(versions2)('in %s, a driver who does not plug in', (_, version) => {
  it('ends the transaction by time-out, where only the cable ends it (E03.FR.05)', async () => {
    const { station, csms } = await setUpAccepted(version, {
      settings: { txStartPoints: ['Authorized'], txStopPoints: ['EVConnected'], connectionTimeoutS: 60 },
    })
    await station.presentCard({ idToken: 'CARD' })
    await csms.pass(60_000)
    expect(csms.last('TransactionEvent')).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'EVConnectTimeout',
      transactionInfo: { stoppedReason: 'Timeout' },
    })
    expect(station.state.evses[0]?.transaction).toBeUndefined()
    await station.stop()
  })
})

describe('startCharging and stopCharging', () => {
  it('stopCharging rejects where a driver was let in and no transaction ran', async () => {
    const { station } = await setUpAccepted(ocpp201)
    await station.presentCard({ idToken: 'CARD' })
    await expect(station.stopCharging()).rejects.toMatchObject({ code: 'NOTHING_ENDED' })
    await expect(station.stopCharging()).rejects.toMatchObject({ code: 'NOT_AUTHORIZED' })
    await station.stop()
  })

  it('stopCharging works from within an event of the session', async () => {
    const { station } = await setUpAccepted(ocpp201)
    const ended = new Promise((resolve) => {
      const off = station.on('transaction.updated', () => {
        off()
        resolve(station.stopCharging())
      })
    })
    await station.startCharging({ idToken: 'CARD', ev })
    expect(await ended).toMatchObject({ cause: 'stopAuthorized' })
    await station.stop()
  })
})
