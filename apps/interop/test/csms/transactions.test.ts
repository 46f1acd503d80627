import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@ocpp-kit/csms/sql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dataOf, type RunningCsms, startCsms } from '../support/csms.js'
import { identity, stationVersions } from '../support/station.js'
import { beginSession, endSession, ev, minuteMs, shownTransaction, startTimed } from '../support/timed.js'

const firstWh = 1_234_567

async function openFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ocpp-interop-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'csms.db')
}

const pathOf = (id: string) => ({ params: { path: { id } } })

const samplesOf = async ({ operator }: RunningCsms, id: string) =>
  (await dataOf(operator.GET('/v1/transactions/{id}/samples', { params: { path: { id }, query: { limit: 200 } } }))).items

const csv = (text: unknown): readonly Readonly<Record<string, string>>[] => {
  const [head = '', ...lines] = String(text).trimEnd().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])))
}

describe.each(stationVersions)('a transaction of a %s station', (name, version) => {
  it('is kept with all that the station metered, to the Wh, and is the same after a restart of the csms', async () => {
    const file = await openFile()
    const store = await openStore(file)
    const timed = await startTimed(version, {
      csms: { store },
      station: { evses: [{ energyWh: firstWh }], settings: { alignedIntervalS: 900, sampledSignReadings: true } },
    })
    const { running, time } = timed
    const { operator } = running
    const transaction = await beginSession(timed)
    await time.pass(60 * minuteMs)
    expect(await endSession(timed)).toBeCloseTo(11_000, 3)
    const kept = await shownTransaction(running, transaction)
    expect(kept).toMatchObject({
      id: transaction.transactionId,
      stationId: identity,
      evseId: 1,
      connectorId: 1,
      idToken: 'CARD-1',
      stopReason: 'Local',
      energyWh: 11_000,
      flags: [],
    })
    expect(Date.parse(kept.endedAt ?? '') - Date.parse(kept.startedAt ?? '')).toBe(60 * minuteMs)

    // Samples: each of its kind as often as the station took it, the registers rising to where the meter stands.
    const samples = await samplesOf(running, transaction.id)
    const registers = samples.filter(({ measurand, signed }) => measurand === 'Energy.Active.Import.Register' && signed === null)
    const at = (moment: string) => registers.filter((one) => one.moment === moment).map(({ value }) => Number(value))
    expect(at('periodic')).toHaveLength(12)
    expect(at('clockAligned').length).toBeGreaterThanOrEqual(4)
    expect([at('begin')[0], at('end').at(-1)]).toEqual([firstWh, firstWh + 11_000])
    expect(at('periodic')).toEqual(at('periodic').toSorted((left, right) => left - right))
    expect(new Set(registers.map(({ unit }) => unit))).toEqual(new Set(['Wh']))
    expect(new Set(samples.map(({ measurand }) => measurand))).toEqual(
      new Set(['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage', 'SoC']),
    )
    const phases = samples.filter(({ measurand, moment }) => measurand === 'Current.Import' && moment === 'periodic')
    expect(new Set(phases.map(({ phase }) => phase))).toEqual(new Set(['L1', 'L2', 'L3']))
    const signed = samples.filter((one) => one.signed !== null)
    expect(signed.length).toBeGreaterThanOrEqual(12)
    for (const { signed: signature } of signed) {
      // Empty: OCMF says itself how it is signed (OCA signed meter values §3.2.1).
      expect(signature).toMatchObject({ encodingMethod: 'OCMF', signingMethod: '' })
      expect(Buffer.from(signature?.data ?? '', 'base64').toString()).toMatch(/^OCMF\|\{.*\}\|\{"SA"/)
    }

    // Why it is what it is.
    const explained = await dataOf(operator.GET('/v1/transactions/{id}/explain', pathOf(transaction.id)))
    expect(explained).toMatchObject({
      stationId: identity,
      energy: { billedMilliWh: 11_000_000, firstMilliWh: firstWh * 1000, lastMilliWh: (firstWh + 11_000) * 1000, uncountedMilliWh: 0 },
      missing: { seqNos: [], isStartMissing: false },
      times: { isCorrected: false, durationMs: 60 * minuteMs },
    })
    const { events } = explained as { readonly events: readonly { readonly triggerReason: string | null }[] }
    const triggers = events.map(({ triggerReason }) => triggerReason)
    expect(new Set(triggers)).toEqual(
      new Set([
        'Authorized',
        ...(name === '1.6' ? [] : ['ChargingStateChanged']),
        'MeterValueClock',
        'MeterValuePeriodic',
        'StopAuthorized',
      ]),
    )

    // Both exports say the same.
    const exported = { query: { format: 'csv' as const, station: identity } }
    const [row] = csv((await operator.GET('/v1/transaction-export', { params: exported, parseAs: 'text' })).data)
    const json = await dataOf(operator.GET('/v1/transaction-export', { params: { query: { ...exported.query, format: 'json' } } }))
    expect(row).toMatchObject({
      id: transaction.transactionId,
      version: name,
      energyWh: '11000',
      durationSeconds: '3600',
      stopReason: 'Local',
    })
    expect(json).toMatchObject([{ id: transaction.transactionId, version: name, energyWh: '11000', durationSeconds: 3600 }])
    const asJson = { params: { path: { id: transaction.id }, query: { format: 'json' as const } } }
    expect(await dataOf(operator.GET('/v1/transactions/{id}/samples/export', asJson))).toHaveLength(samples.length)
    expect(await dataOf(operator.GET('/v1/transactions/{id}/events/export', asJson))).toHaveLength(events.length)

    // Another process on the same file.
    await timed.station.stop()
    await running.csms.stop({ drainMs: 100 })
    await store.close()
    const again = await openStore(file)
    onTestFinished(() => again.close())
    const restarted = await startCsms({ csms: { store: again }, faults: running.faults })
    expect(await shownTransaction(restarted, transaction)).toEqual(kept)
    expect(await samplesOf(restarted, transaction.id)).toEqual(samples)
    expect(await dataOf(restarted.operator.GET('/v1/transactions/{id}/explain', pathOf(transaction.id)))).toEqual(explained)
  })

  it('is started and stopped by an operator', async () => {
    const timed = await startTimed(version)
    const { running, station, time } = timed
    const { csms, operator } = running
    const start =
      name === '1.6'
        ? { action: 'RemoteStartTransaction', payload: { connectorId: 1, idTag: 'CARD-2' } }
        : { action: 'RequestStartTransaction', payload: { evseId: 1, remoteStartId: 7, idToken: { idToken: 'CARD-2', type: 'ISO14443' } } }
    const sent = await dataOf(
      operator.POST('/v1/stations/{stationId}/commands', {
        params: { path: { stationId: identity }, header: { prefer: 'wait=10' } },
        body: start as never,
      }),
    )
    expect(sent).toMatchObject({ state: 'done', result: { status: 'Accepted' } })
    const started = csms.once('transaction.started')
    station.plugIn({ ev })
    const { transaction } = await started
    await time.pass(20 * minuteMs)
    expect(await shownTransaction(running, transaction)).toMatchObject({ idToken: 'CARD-2', endedAt: null, energyWh: expect.any(Number) })

    const ended = csms.once('transaction.ended')
    const { data } = await operator.POST('/v1/transactions/{id}/stop', pathOf(transaction.transactionId))
    expect(data).toEqual({ status: 'Accepted' })
    await ended
    station.unplug()
    await time.quiet()
    expect(await shownTransaction(running, transaction)).toMatchObject({ stopReason: 'Remote', energyWh: expect.closeTo(11_000 / 3, -1) })
    expect((await operator.POST('/v1/transactions/{id}/stop', pathOf(transaction.transactionId))).response.status).toBe(409)
  })

  it('runs beside another at the same station, and each is found by what it is', async () => {
    const timed = await startTimed(version, { station: { evses: [{}, {}] } })
    const { running, time } = timed
    const { operator } = running
    const first = await beginSession(timed, 'CARD-1', 1)
    await time.pass(10 * minuteMs)
    const second = await beginSession(timed, 'CARD-2', 2)
    await time.pass(10 * minuteMs)
    await endSession(timed, 1)
    const idsOf = async (query: object): Promise<readonly string[]> =>
      (await dataOf(operator.GET('/v1/transactions', { params: { query: { station: identity.toLowerCase(), ...query } } }))).items.map(
        ({ id }) => id,
      )
    expect(await idsOf({})).toEqual([second.transactionId, first.transactionId])
    expect(await idsOf({ active: true })).toEqual([second.transactionId])
    expect(await idsOf({ active: false })).toEqual([first.transactionId])
    expect(await idsOf({ idToken: 'card-1' })).toEqual([first.transactionId])
    const page = await dataOf(operator.GET('/v1/transactions', { params: { query: { station: identity.toLowerCase(), limit: 1 } } }))
    expect(page.items.map(({ id }) => id)).toEqual([second.transactionId])
    expect(await idsOf({ limit: 1, cursor: page.nextCursor })).toEqual([first.transactionId])
    await endSession(timed, 2)
    expect(await shownTransaction(running, first)).toMatchObject({ evseId: 1, idToken: 'CARD-1', energyWh: expect.closeTo(11_000 / 3, -1) })
    expect(await shownTransaction(running, second)).toMatchObject({
      evseId: 2,
      idToken: 'CARD-2',
      energyWh: expect.closeTo(11_000 / 6, -1),
    })
  })

  it(
    name === '1.6' ? 'is nothing that its station can be asked about' : 'is what its station says of it when it is asked (E14)',
    async () => {
      const timed = await startTimed(version)
      const { csms } = timed.running
      const { transactionId } = await beginSession(timed)
      const status = () => csms.station(identity).transactionStatus(transactionId)
      if (name === '1.6') {
        await expect(status()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
        return
      }
      expect(await status()).toEqual({ isOngoing: true, messagesInQueue: false })
      await endSession(timed)
      expect(await status()).toEqual({ isOngoing: false, messagesInQueue: false })
      expect(await csms.station(identity).transactionStatus()).toEqual({ messagesInQueue: false })
    },
  )
})
