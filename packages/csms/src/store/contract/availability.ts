import assert from 'node:assert/strict'
import { at, foreignStation, type NamedCheck, station } from './check.js'

const status = (evseId: number, connectorId: number, reported: string) => ({
  evseId,
  connectorId,
  status: reported,
  reportedStatus: reported,
  timestamp: at(0),
  receivedAt: at(1),
})

export const availabilityContract: readonly NamedCheck[] = [
  [
    'keeps the newest status of each connector',
    async ({ availability }) => {
      await availability.saveStatus(station, status(2, 1, 'Available'))
      await availability.saveStatus(station, status(1, 2, 'Faulted'))
      await availability.saveStatus(station, status(1, 1, 'Available'))
      await availability.saveStatus(station, status(2, 1, 'Occupied'))
      assert.deepEqual(await availability.statuses(station), [status(1, 1, 'Available'), status(1, 2, 'Faulted'), status(2, 1, 'Occupied')])
      assert.deepEqual(await availability.statuses(foreignStation), [])
    },
  ],
]
