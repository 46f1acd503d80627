import { describe, expect, it } from 'vitest'
import { type ChargePointOptions, resolveOptions } from './options.js'
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
    ['csmsUrl', { csmsUrl: 'http://example.com' }],
    ['csmsUrl', { csmsUrl: 'nowhere' }],
    ['identity', { identity: '' }],
    ['identity', { identity: 'x'.repeat(49) }],
    ['evses', { evses: [] }],
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
    ['rebootMs', { rebootMs: -1 }],
    ['random', { random: 0.5 }],
  ])('name %s when it is wrong', (name, wrong) => {
    expect(() => resolveOptions({ ...good, ...wrong } as unknown as ChargePointOptions)).toThrow(new RegExp(`^${name} `))
  })
})
