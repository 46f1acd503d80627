import { ocpp201 as protocol } from '@ocpp-kit/ocpp201'
import { describe, expect, it } from 'vitest'
import { createChargePoint } from './charge-point.js'
import { type ChargePointOptions, resolveOptions } from './options.js'
import { defaultSettings, type Settings } from './settings.js'
import { ocpp16 } from './versions/ocpp16.js'
import { ocpp21 } from './versions/ocpp21.js'
import { ocpp201 } from './versions/ocpp201.js'

const good: ChargePointOptions = { version: ocpp201, csmsUrl: 'ws://127.0.0.1:9000', identity: 'CP1' }

describe('options', () => {
  it('have defaults for all but version, address and identity', () => {
    const { body, settings, rebootMs } = resolveOptions(good)
    expect(body).toMatchObject({
      maxPowerW: 22_000,
      evses: [{ kind: 'AC', phases: 3, voltageV: 230, connectors: [{ isOperative: true }] }],
    })
    expect(settings.sampleIntervalS).toBe(60)
    expect(rebootMs).toBe(2_000)
  })

  it('know DC', () => {
    expect(resolveOptions({ ...good, evses: [{ kind: 'DC' }] }).body.evses[0]).toMatchObject({
      phases: 1,
      voltageV: 400,
      maxPowerW: 150_000,
    })
  })

  it.each([
    ['version', { version: {} }],
    ['version', { version: undefined }],
    ['version', { version: protocol }],
    ['version', { version: { ...protocol, handlers: () => ({}), authorization: {}, transactions: {}, availability: {} } }],
    ['csmsUrl', { csmsUrl: 'http://example.com' }],
    ['csmsUrl', { csmsUrl: 'nowhere' }],
    ['identity', { identity: '' }],
    ['identity', { identity: 'x'.repeat(49) }],
    ['identity', { identity: 'a:b' }],
    ['evses', { evses: [] }],
    ['evses', { evses: 'x' }],
    ['evses\\[0\\]', { evses: [5] }],
    ['evses\\[0\\].connectors', { evses: [{ connectors: 'x' }] }],
    ['evses\\[0\\].connectors\\[1\\]', { evses: [{ connectors: [{}, null] }] }],
    ['evses\\[0\\].connectors\\[1\\].initialStatus', { evses: [{ connectors: [{}, { initialStatus: 'Foo' }] }] }],
    ['evses\\[1\\].connectors', { evses: [{}, { connectors: 0 }] }],
    ['evses\\[0\\].connectors', { evses: [{ connectors: 1.5 }] }],
    ['evses\\[0\\].phases', { evses: [{ phases: 2 }] }],
    ['evses\\[0\\].phases', { evses: [{ kind: 'DC', phases: 3 }] }],
    ['evses\\[0\\].kind', { evses: [{ kind: 'XC' }] }],
    ['evses\\[0\\].maxPowerW', { evses: [{ maxPowerW: -1 }] }],
    ['maxPowerW', { maxPowerW: Number.NaN }],
    ['settings.sampleIntervalS', { settings: { sampleIntervalS: -5 } }],
    ['settings.sampleIntervalS', { settings: { sampleIntervalS: '5' } }],
    ['settings.nonsense', { settings: { nonsense: 1 } }],
    ['settings', { settings: 'x' }],
    ['settings.toString', { settings: { toString: 1 } }],
    ['settings.sampleIntervalS', { settings: { sampleIntervalS: 0.5 } }],
    ['settings.messageAttempts', { settings: { messageAttempts: 0 } }],
    ['settings.stopTxOnInvalidId', { settings: { stopTxOnInvalidId: 'yes' } }],
    ['settings.txStartPoints', { settings: { txStartPoints: 'EVConnected' } }],
    ['settings.txStartPoints', { settings: { txStartPoints: ['Foo'] } }],
    ['settings.txStartPoints', { settings: { txStartPoints: [] } }],
    ['settings.txStopPoints', { settings: { txStopPoints: ['DataSigned'] } }],
    ['settings.txStopPoints', { settings: { txStopPoints: ['Authorized', 'Authorized'] } }],
    ['settings.sampledMeasurands', { settings: { sampledMeasurands: ['Nope'] } }],
    ['settings.alignedMeasurands', { settings: { alignedMeasurands: [7] } }],
    ['rebootMs', { rebootMs: -1 }],
    ['callTimeoutMs', { callTimeoutMs: -1 }],
    ['callTimeoutMs', { callTimeoutMs: 3_000_000_000 }],
    ['validation', { validation: 'enforce' }],
    ['password', { password: 5 }],
    ['clock', { clock: {} }],
    ['state', { state: {} }],
    ['socket', { socket: 'x' }],
    ['random', { random: 0.5 }],
  ])('name %s when it is wrong', (name, wrong) => {
    const create = (): unknown => resolveOptions({ ...good, ...wrong } as unknown as ChargePointOptions)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(new RegExp(`^${name} `))
  })

  it('say what may be chosen', () => {
    const create = (): unknown => resolveOptions({ ...good, settings: { txStopPoints: ['DataSigned'] } })
    expect(create).toThrow(/ParkingBayOccupancy, EVConnected, Authorized, PowerPathClosed, EnergyTransfer, not "DataSigned"/)
  })

  it('allow a colon in the identity in 1.6, and in no later version (2.x Part 4 §3.1.1)', () => {
    expect(resolveOptions({ ...good, version: ocpp16, identity: 'a:b' }).facts.identity).toBe('a:b')
    for (const version of [ocpp201, ocpp21]) {
      expect(() => resolveOptions({ ...good, version, identity: 'a:b' })).toThrow(/^identity must not have ":" in OCPP 2\.\d/)
    }
  })

  it('that are undefined have their defaults, settings too', () => {
    const undefinedSettings = { sampleIntervalS: undefined } as unknown as Partial<Settings>
    expect(resolveOptions({ ...good, callTimeoutMs: undefined, settings: undefinedSettings }).settings).toEqual(defaultSettings)
  })
})

describe('configure', () => {
  it.each([
    ['settings.sampleIntervalS', { sampleIntervalS: -5 }],
    ['settings.foo', { foo: 1 }],
    ['settings.sampledMeasurands', { sampledMeasurands: ['Nope'] }],
    ['settings.txStopPoints', { heartbeatIntervalS: 7, txStopPoints: 'x' }],
    ['settings', null],
  ])('names %s when it is wrong, and changes nothing', (name, wrong) => {
    const station = createChargePoint(good)
    const before = station.settings
    expect(() => station.configure(wrong as unknown as Partial<Settings>)).toThrow(new RegExp(`^${name} `))
    expect(station.settings).toEqual(before)
  })

  it('changes what is given, and leaves the rest', () => {
    const station = createChargePoint(good)
    station.configure({ sampleIntervalS: 5, heartbeatIntervalS: undefined } as unknown as Partial<Settings>)
    expect(station.settings).toEqual({ ...defaultSettings, sampleIntervalS: 5 })
  })
})
