import { describe, expect, it } from 'vitest'
import { settle, setUp } from './support/csms.js'
import { allVersions, ocpp16, ocpp21, ocpp201 } from './support/versions.js'

describe.each(allVersions)('a station of %s used as a client', (_, version) => {
  it('says nothing of its own accord, whatever happens to it', async () => {
    const { station, csms } = await setUp(version)
    await station.connect()
    await settle()
    station.plugIn({})
    await csms.pass(600_000, 60_000)
    expect(csms.actions).toEqual([])
    await station.disconnect()
    expect(station.state.isConnected).toBe(false)
  })

  it('has a method for each message it can send, and for no other', async () => {
    const { station } = await setUp(version)
    const sent = Object.entries(version.actions).filter(([, { sentBy }]) => sentBy !== 'csms')
    const methods = new Set<string>()
    for (const name in station) if (name.startsWith('send') && name !== 'send') methods.add(name)
    expect([...methods].sort()).toEqual(sent.map(([action]) => `send${action}`).sort())
  })

  it('answers what the csms asks, before any boot', async () => {
    const { station, csms } = await setUp(version)
    await station.connect()
    expect(await csms.call('DataTransfer', { vendorId: 'com.example' })).toMatchObject({ status: 'UnknownVendorId' })
    await station.disconnect()
  })

  it('becomes a station with start()', async () => {
    const { station, csms } = await setUp(version)
    await station.connect()
    await station.start()
    await settle()
    expect(csms.actions[0]).toBe('BootNotification')
    expect(csms.actions).toContain('StatusNotification')
    await station.stop()
  })

  it('is open again after the connection was lost, and still silent', async () => {
    const { station, csms } = await setUp(version)
    await station.connect()
    await csms.cut()
    const again = station.once('connected')
    await csms.restore()
    await again
    await settle()
    expect(csms.actions).toEqual([])
    await station.disconnect()
  })

  it('rejects connect() when it is stopped first, and a message without a connection', async () => {
    const { station, csms } = await setUp(version)
    csms.isReachable = false
    const connecting = station.connect()
    await station.disconnect()
    await expect(connecting).rejects.toMatchObject({ code: 'STOPPED' })
    await expect(station.send('Heartbeat')).rejects.toMatchObject({ code: 'OFFLINE' })
  })
})

describe('send… methods', () => {
  it('send a whole request and give the answer', async () => {
    const { station, csms } = await setUp(ocpp16)
    await station.connect()
    const answer = await station.sendBootNotification({ chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: '1.2' })
    expect(answer).toMatchObject({ status: 'Accepted', interval: 300 })
    expect(csms.last('BootNotification')).toEqual({ chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: '1.2' })
    await station.disconnect()
  })

  it('make meter values of plain quantities in 1.6', async () => {
    const { station, csms } = await setUp(ocpp16)
    await station.connect()
    await station.sendMeterValues({ connectorId: 1, energyWh: 1500, powerW: 7400, currentA: 32 })
    const [{ sampledValue }] = csms.last('MeterValues')['meterValue'] as [{ sampledValue: object[] }]
    expect(sampledValue).toEqual([
      { value: '1500', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      { value: '7400', measurand: 'Power.Active.Import', unit: 'W' },
      { value: '32', measurand: 'Current.Import', unit: 'A' },
    ])
    await station.disconnect()
  })

  it.each([ocpp201, ocpp21])('make meter values of plain quantities in $version', async (version) => {
    const { station, csms } = await setUp(version)
    await station.connect()
    await station.sendMeterValues({ evseId: 1, energyWh: 1500, socPercent: 40 })
    expect(csms.last('MeterValues')).toMatchObject({ evseId: 1, meterValue: [{ sampledValue: [{ value: 1500 }, { value: 40 }] }] })
    await station.disconnect()
  })

  it('are there by name as well', async () => {
    const { station } = await setUp(ocpp21)
    await station.connect()
    expect(await station.send('Heartbeat')).toHaveProperty('currentTime')
    await expect(station.send('Reset', { type: 'Immediate' })).rejects.toThrow('OCPP 2.1 has no message "Reset" that a station sends')
    await expect(station.send('toString')).rejects.toThrow(TypeError)
    await station.disconnect()
  })

  it('refuse what breaks the schema or is no quantity, and send nothing', async () => {
    const { station, csms } = await setUp(ocpp16)
    await station.connect()
    await expect(station.sendHeartbeat({ hello: 1 } as never)).rejects.toMatchObject({ code: 'FormatViolation' })
    await expect(station.sendMeterValues({ connectorId: 1, energykWh: 1 } as never)).rejects.toThrow(/energykWh/)
    expect(csms.actions).toEqual([])
    await station.disconnect()
  })

  it('hand over a SEND, which nobody answers (2.1)', async () => {
    const { station, csms } = await setUp(ocpp21)
    await station.connect()
    await station.sendNotifyPeriodicEventStream({ id: 1, pending: 0, basetime: '2026-01-01T00:00:00Z', data: [{ t: 0, v: '1' }] })
    await settle()
    expect(csms.actions).toEqual(['NotifyPeriodicEventStream'])
    await station.disconnect()
  })
})
