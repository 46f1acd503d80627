import assert from 'node:assert/strict'
import type { StationSample } from '../../features/metering/store.js'
import { at, foreignStation, type NamedCheck, station } from './check.js'

const sample = (seconds: number, more: Partial<StationSample> = {}): StationSample => ({
  at: at(seconds),
  value: '1',
  measurand: 'Energy.Active.Import.Register',
  context: 'Sample.Clock',
  location: 'Outlet',
  unit: 'Wh',
  format: 'Raw',
  evseId: 1,
  receivedAt: at(seconds),
  ...more,
})

export const meteringContract: readonly NamedCheck[] = [
  [
    'stores a sample once, and tells which were new (G2)',
    async ({ metering }) => {
      assert.deepEqual(await metering.append(station, [sample(10), sample(0)]), [sample(10), sample(0)])
      assert.deepEqual(await metering.append(station, [sample(0), sample(20)]), [sample(20)])
      assert.deepEqual(await metering.samples(station, 1), [sample(0), sample(10), sample(20)])
    },
  ],
  [
    'tells samples apart by evse, measurand, phase, location, context, unit and format',
    async ({ metering }) => {
      const others: Partial<StationSample>[] = [
        {},
        { measurand: 'Voltage' },
        { phase: 'L1' },
        { location: 'Inlet' },
        { context: 'Trigger' },
        { unit: 'kWh' },
        { format: 'SignedData' },
      ]
      const samples = others.map((more) => sample(0, more))
      assert.equal((await metering.append(station, samples)).length, samples.length)
      assert.equal((await metering.append(station, [sample(0, { evseId: 0 })])).length, 1)
      assert.equal((await metering.append(foreignStation, [sample(0)])).length, 1)
    },
  ],
]
