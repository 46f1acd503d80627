import { describe, expect, it } from 'vitest'
import { createBody } from '../../body/index.js'
import type { Station } from '../../station.js'
import { fixed, live } from './configuration.js'
import { DeviceModel, type Found } from './device-model.js'

const connector = { isOperative: true, isReserved: false, faults: [] }
const evse = { connectors: [connector, connector], kind: 'AC', phases: 3, voltageV: 230, maxPowerW: 22_000, energyWh: 0 } as const
const rules = { txStartPoints: [], txStopPoints: [], connectionTimeoutMs: 0 }
const station = { body: { state: createBody({ evses: [evse, evse], maxPowerW: 44_000, rules }, 0) } } as unknown as Station

const where = ({ component: { name, evse: place }, name: variable }: Found): string =>
  `${name} ${place?.id ?? '-'}/${place?.connectorId ?? '-'} ${variable.name}${variable.instance === undefined ? '' : `[${variable.instance}]`}`

describe('a device model', () => {
  it('merges the variables of a component that stands in several tables', () => {
    const model = new DeviceModel([
      { name: 'TxCtrlr', of: 'station', variables: { Enabled: fixed(true) } },
      { name: 'txctrlr', of: 'station', variables: { TxStartPoint: fixed('x') } },
    ])
    expect([...model.all(station)].map(where)).toEqual(['TxCtrlr -/- Enabled', 'TxCtrlr -/- TxStartPoint'])
  })

  it('takes a variable from the last table that has it', () => {
    const model = new DeviceModel([
      { name: 'TxCtrlr', of: 'station', variables: { Enabled: fixed(true) } },
      { name: 'TxCtrlr', of: 'station', variables: { ENABLED: live('boolean', () => 'false') } },
    ])
    const all = [...model.all(station)]
    expect(all).toHaveLength(1)
    expect(all[0]?.variable.read(station, {})).toBe('false')
  })

  it('has a component at each EVSE or connector', () => {
    const model = new DeviceModel([
      { name: 'EVSE', of: 'evse', variables: { Power: fixed(1) } },
      { name: 'Connector', of: 'connector', variables: { 'Lock[left]': fixed(1) } },
    ])
    expect([...model.all(station)].map(where)).toEqual([
      'EVSE 1/- Power',
      'EVSE 2/- Power',
      'Connector 1/1 Lock[left]',
      'Connector 1/2 Lock[left]',
      'Connector 2/1 Lock[left]',
      'Connector 2/2 Lock[left]',
    ])
  })

  it('finds nothing without the instance where there are only instances (B06.FR.14–15)', () => {
    const model = new DeviceModel([{ name: 'C', of: 'station', variables: { 'V[A]': fixed(1) } }])
    expect(model.find(station, { name: 'C' }, { name: 'V', instance: 'a' })).toMatchObject({ name: { name: 'V', instance: 'A' } })
    expect(model.find(station, { name: 'C' }, { name: 'V' })).toBe('UnknownVariable')
    expect(model.find(station, { name: 'C' }, { name: 'V', instance: '' })).toBe('UnknownVariable')
    expect(model.find(station, { name: 'C', instance: 'x' }, { name: 'V' })).toBe('UnknownComponent')
  })
})
