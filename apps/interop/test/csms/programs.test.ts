import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@ocpp-kit/csms/client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { start } from '../support/cli.js'
import { adminToken, dataOf } from '../support/csms.js'

/** `ocpp-csms` on free ports, with a database of its own. */
async function serve() {
  const folder = await mkdtemp(join(tmpdir(), 'ocpp-interop-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const where = ['--port=0', '--http-port=0', `--database=${join(folder, 'csms.db')}`, `--spool=${join(folder, 'spool')}`]
  const how = ['--unknown-stations=accept', '--token=CARD-1', `--admin-token=${adminToken}`, '--log-format=json']
  const csms = start('ocpp-csms', [...where, ...how])
  const [, url = ''] = await csms.says(/"url":"(ws:[^"]+)"/)
  const [, apiUrl = ''] = await csms.says(/"url":"(http:[^"]+)"/)
  return { csms, url, operator: createClient({ url: apiUrl, token: adminToken }) }
}

describe.each(['1.6', '2.0.1', '2.1'])('ocpp-charge-point with OCPP %s', (version) => {
  it('boots, charges a car and ends at Ctrl-C, and ocpp-csms has all of it and nothing to complain of', async () => {
    const { csms, url, operator } = await serve()
    const station = start('ocpp-charge-point', [
      `--csms=${url}`,
      '--id=CS1',
      `--version=${version}`,
      '--plug',
      '--card=CARD-1',
      '--sample=1',
    ])
    await csms.says(/"event":"transaction\.started","identity":"CS1"/)
    await station.says(/transaction 1 started[\s\S]* kW/)
    expect(await station.interrupt()).toMatchObject({ code: 0, err: '' })
    const { items } = await dataOf(operator.GET('/v1/transactions', { params: { query: { station: 'CS1', idToken: 'CARD-1' } } }))
    expect(items).toMatchObject([{ stationId: 'CS1', evseId: 1, energyWh: expect.any(Number), endedAt: null, flags: [] }])
    expect(items[0]?.energyWh).toBeGreaterThan(0)

    const { code, out, err } = await csms.interrupt()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly level: string; readonly isError?: boolean })
    expect(lines.filter(({ level, isError }) => level !== 'info' || isError === true)).toEqual([])
    expect(out).not.toContain('CARD-1')
  })
})
