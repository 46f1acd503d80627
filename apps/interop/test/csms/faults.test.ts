import { describe, expect, it } from 'vitest'
import { dataOf, startCsms } from '../support/csms.js'
import { createWatchedStation, identity, stationVersions } from '../support/station.js'

/*
 * Both ends enforce every schema. That the other tests here end without a fault only says something if one would be found.
 */
describe.each(stationVersions)('what a %s station and its csms find wrong with each other', (_name, version) => {
  it('has what a station breaks: the csms answers with an error, and both tell of it', async () => {
    const { csms, faults } = await startCsms()
    const station = createWatchedStation(version, csms.url, faults, { validation: { outgoing: 'off' } })
    await station.start()
    await expect(station.call('DataTransfer' as never, { vendorId: 'x'.repeat(256) } as never)).rejects.toMatchObject({
      code: 'PropertyConstraintViolation',
    })
    const found = faults.take()
    expect(found.filter(({ foundBy }) => foundBy === 'csms')).toMatchObject([
      {
        what: 'violation',
        detail: { direction: 'in', action: 'DataTransfer', violations: [{ keyword: 'maxLength', pointer: '/vendorId' }] },
      },
      { what: 'exchange', detail: { action: 'DataTransfer', code: 'PropertyConstraintViolation' } },
    ])
    expect(found.filter(({ foundBy }) => foundBy === 'station')).toMatchObject([
      { what: 'message', detail: { kind: 'error', action: 'DataTransfer' } },
    ])
  })

  it('has what the csms breaks, where an operator puts it on the wire as it is', async () => {
    const { csms, operator, faults } = await startCsms()
    await createWatchedStation(version, csms.url, faults).start()
    const body = { action: 'DataTransfer', payload: { vendorId: 'x'.repeat(256) } }
    const outcome = await dataOf(operator.POST('/v1/stations/{stationId}/calls', { params: { path: { stationId: identity } }, body }))
    expect(outcome).toMatchObject({ error: { code: 'PropertyConstraintViolation' } })
    expect(faults.take().filter(({ foundBy, what }) => foundBy === 'station' && what === 'verdict')).toMatchObject([
      { detail: { by: 'csms', action: 'DataTransfer', rule: 'maxLength', pointer: '/vendorId' } },
    ])
  })
})
