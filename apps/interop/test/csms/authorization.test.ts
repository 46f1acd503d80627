import type { ChargePoint } from '@ocpp-kit/charge-point'
import type { paths } from '@ocpp-kit/csms/client'
import { describe, expect, it } from 'vitest'
import { dataOf, type RunningCsms } from '../support/csms.js'
import { identity, stationVersions } from '../support/station.js'
import { awayMs, beginSession, endSession, ev, minuteMs, startTimed, type Timed } from '../support/timed.js'

type TokenBody = paths['/v1/tokens/{type}/{value}']['put']['requestBody']['content']['application/json']
type Payload = Readonly<Record<string, unknown>>

const station = { stationId: identity }

async function put({ operator }: RunningCsms, value: string, body: TokenBody = {}): Promise<void> {
  const { error } = await operator.PUT('/v1/tokens/{type}/{value}', { params: { path: { type: 'ISO14443', value } }, body })
  expect(error).toBeUndefined()
}

async function remove({ operator }: RunningCsms, value: string): Promise<void> {
  const { response } = await operator.DELETE('/v1/tokens/{type}/{value}', { params: { path: { type: 'ISO14443', value } } })
  expect(response.status).toBe(204)
}

const transactionsOf = async ({ operator }: RunningCsms) => (await dataOf(operator.GET('/v1/transactions', {}))).items

/** The requests of one action between the two, as they come. */
function requestsOf(of: ChargePoint, action: string): Payload[] {
  const all: Payload[] = []
  of.on('message', (message) => {
    if (message.kind === 'request' && message.action === action) all.push(message.payload as Payload)
  })
  return all
}

/** The station is out of reach for a while, and then back. */
async function whileAway({ running: { csms }, station: of, time }: Timed, act: () => Promise<void>): Promise<void> {
  const gone = csms.once('station.disconnected')
  await of.dropConnection({ how: 'cut' })
  await gone
  await act()
  await time.until(of.once('connected'))
}

const outcomeOf = async (of: ChargePoint, idToken: string): Promise<string> => (await of.presentCard({ idToken, evseId: 1 })).outcome

describe.each(stationVersions)('a driver at a %s station', (name, version) => {
  const isOld = name === '1.6'

  it('is let in or refused by what the csms has of the token, in whatever case it is written', async () => {
    const { running, station: of, time } = await startTimed(version)
    await put(running, 'GOOD')
    await put(running, 'BLOCKED', { status: 'Blocked' })
    await put(running, 'OLD', { expiresAt: new Date(time.clock.now() - minuteMs).toISOString() })
    await put(running, 'ELSEWHERE', { places: [{ station: 'CS2' }] })
    const statusOf = async (idToken: string): Promise<string> => (await of.presentCard({ idToken, evseId: 1 })).status
    expect(await statusOf('BLOCKED')).toBe('Blocked')
    expect(await statusOf('OLD')).toBe('Expired')
    // 1.6 has fewer words.
    expect(await statusOf('ELSEWHERE')).toBe(isOld ? 'Invalid' : 'NotAtThisLocation')
    expect(await statusOf('NOBODY')).toBe(isOld ? 'Invalid' : 'Unknown')
    expect(await of.presentCard({ idToken: 'good', evseId: 1 })).toMatchObject({ outcome: 'started', status: 'Accepted' })
  })

  it('may end what another of the same group has begun, and nobody else may', async () => {
    const timed = await startTimed(version)
    const { running, station: of, time } = timed
    const group = { idToken: 'FAMILY', type: 'Central' }
    await put(running, 'A', { group })
    await put(running, 'B', { group })
    await put(running, 'C')
    await beginSession(timed, 'A')
    await time.pass(10 * minuteMs)
    expect(await outcomeOf(of, 'C')).toBe('refused')
    expect(await transactionsOf(running)).toMatchObject([{ endedAt: null }])
    const ended = running.csms.once('transaction.ended')
    expect(await outcomeOf(of, 'B')).toBe('stopped')
    await ended
    await time.quiet()
    expect(await transactionsOf(running)).toMatchObject([{ idToken: 'A', stopReason: 'Local', energyWh: expect.closeTo(1_833, -1) }])
  })

  it('who may charge once at a time is let in by Authorize, and stopped when a second transaction starts', async () => {
    const timed = await startTimed(version, { station: { evses: [{}, {}] } })
    const { running, station: of, time } = timed
    await put(running, 'ONE', { maxConcurrent: 1 })
    const first = await beginSession(timed, 'ONE', 1)
    of.plugIn({ evseId: 2, ev })
    const refused = of.once('transaction.confirmed')
    const ended = running.csms.once('transaction.ended')
    // From the cache or from the csms: ConcurrentTx would lock a driver in who wants to leave (1.6 §7.2).
    expect(await of.presentCard({ idToken: 'ONE', evseId: 2 })).toMatchObject({ outcome: 'started', status: 'Accepted' })
    expect(await refused).toMatchObject({ evseId: 2, status: 'ConcurrentTx' })
    await ended
    await time.quiet()
    expect(await transactionsOf(running)).toMatchObject([
      { evseId: 2, stopReason: 'DeAuthorized' },
      { internalId: first.id, evseId: 1, endedAt: null },
    ])
  })

  it('whose token is blocked while the station is away is stopped when it is back, and the energy is stored all the same (G6)', async () => {
    const timed = await startTimed(version, { station: { settings: { offlineTxForUnknownId: true } } })
    const { running, station: of, time } = timed
    await put(running, 'A', { status: 'Blocked' })
    const ended = running.csms.once('transaction.ended')
    await whileAway(timed, async () => {
      await of.startCharging({ idToken: 'A', evseId: 1, ev })
      await time.pass(awayMs / 2)
    })
    await time.until(ended)
    expect(await transactionsOf(running)).toMatchObject([{ idToken: 'A', stopReason: 'DeAuthorized', energyWh: expect.any(Number) }])
    expect((await transactionsOf(running))[0]?.energyWh).toBeGreaterThan(900)
    const { id } = (await transactionsOf(running))[0] ?? { id: '' }
    const events = await dataOf(running.operator.GET('/v1/transactions/{id}/events', { params: { path: { id } } }))
    expect(events.items[0]).toMatchObject({ eventType: 'Started', authorization: 'Blocked' })
  })

  it('is on the local list of the station, which the csms keeps by itself: whole, then what has changed, within its limits', async () => {
    const timed = await startTimed(version, {
      csms: { localList: 'all', tokens: [] },
      station: { settings: { localListItemsPerMessage: 2, localPreAuthorize: true, authCacheEnabled: false } },
    })
    const { running, station: of, time } = timed
    const { csms, operator } = running
    const sent = requestsOf(of, 'SendLocalList')
    const asked = requestsOf(of, 'Authorize')
    const inSync = (entries: number): Promise<void> =>
      new Promise((resolve) => {
        const off = csms.on('localList.changed', ({ list }) => {
          if (list.status !== 'inSync' || list.actual?.entries !== entries) return
          off()
          resolve()
        })
      })
    const whole = inSync(5)
    for (const card of ['A', 'B', 'C', 'D']) await put(running, card)
    await put(running, 'X', { status: 'Blocked' })
    await time.until(whole)
    const namesOf = ({ localAuthorizationList }: Payload): unknown[] =>
      (localAuthorizationList as readonly Payload[]).map(({ idTag, idToken }) => idTag ?? (idToken as Payload)['idToken'])
    const versionsOf = (): unknown[] => sent.map(({ listVersion, versionNumber }) => listVersion ?? versionNumber)
    expect(sent.flatMap(namesOf)).toEqual(['A', 'B', 'C', 'D', 'X'])
    expect(sent.every((list) => namesOf(list).length <= 2)).toBe(true)
    expect(versionsOf()).toEqual(versionsOf().toSorted((left, right) => Number(left) - Number(right)))

    sent.length = 0
    const changed = inSync(5)
    await remove(running, 'B')
    await put(running, 'E')
    await time.until(changed)
    expect(sent.map(({ updateType }) => updateType)).toEqual(['Differential'])
    expect(sent.flatMap(namesOf)).toEqual(['B', 'E'])
    const shown = await dataOf(operator.GET('/v1/stations/{stationId}/local-list', { params: { path: station } }))
    expect(shown).toMatchObject({ status: 'inSync', actual: { entries: 5 }, limits: { itemsPerMessage: 2 }, failures: 0 })
    expect(shown.reportedVersion).toBe(shown.actual?.version)

    // The station goes by it, also while nobody can be asked.
    await whileAway(timed, async () => {
      expect(await outcomeOf(of, 'B')).toBe('refused')
      expect(await outcomeOf(of, 'X')).toBe('refused')
      expect(await outcomeOf(of, 'E')).toBe('started')
      expect(await outcomeOf(of, 'E')).toBe('stopped')
    })
    asked.length = 0
    expect(await outcomeOf(of, 'A')).toBe('started')
    expect(asked).toEqual([])
  })

  it('is on the list as far as it goes: the station has said how many fit, and who is blocked comes last', async () => {
    const timed = await startTimed(version, {
      csms: { localList: 'all', tokens: [], fullReports: 'automatic' },
      station: { settings: { localListMaxEntries: 3, localPreAuthorize: true } },
    })
    const { running, time } = timed
    await time.until(running.csms.once('report.ended'))
    const inSync = new Promise<void>((resolve) => {
      running.csms.on('localList.changed', ({ list }) => {
        if (list.status === 'inSync' && list.actual?.entries === 3) resolve()
      })
    })
    await put(running, 'X', { status: 'Blocked' })
    for (const card of ['A', 'B', 'C', 'D']) await put(running, card)
    await time.until(inSync)
    const shown = await dataOf(running.operator.GET('/v1/stations/{stationId}/local-list', { params: { path: station } }))
    expect(shown).toMatchObject({ status: 'inSync', desired: { entries: 3, leftOut: 2 }, limits: { maxEntries: 3 }, failures: 0 })
  })

  if (!isOld) {
    it('whose customer data was cleared at a station leaves its list (N10.FR.02, TC_N_46)', async () => {
      const timed = await startTimed(version, {
        csms: { localList: 'all', tokens: [] },
        station: { settings: { localPreAuthorize: true } },
      })
      const { running, station: of, time } = timed
      for (const card of ['A', 'B']) await put(running, card)
      await time.pass(minuteMs)
      await beginSession(timed, 'A')
      await endSession(timed)
      const sent = requestsOf(of, 'SendLocalList')
      const payload = { requestId: 1, report: false, clear: true, idToken: { idToken: 'A', type: 'ISO14443' } } as never
      const command = await dataOf(
        running.operator.POST('/v1/stations/{stationId}/commands', {
          params: { path: station, header: { prefer: 'wait=10' } },
          body: { action: 'CustomerInformation', payload },
        }),
      )
      expect(command).toMatchObject({ state: 'done', result: { status: 'Accepted' } })
      await time.pass(minuteMs)
      // An entry without idTokenInfo goes (D01.FR.16).
      const entries = [{ idToken: { idToken: 'A', type: 'ISO14443' } }]
      expect(sent.map(({ updateType, localAuthorizationList }) => ({ updateType, localAuthorizationList }))).toEqual([
        { updateType: 'Differential', localAuthorizationList: entries },
      ])
    })

    it('needs no token where the station asks nobody: NoAuthorization is accepted (C02.FR.02)', async () => {
      const timed = await startTimed(version, { station: { settings: { authEnabled: false } } })
      const { running, station: of, time } = timed
      const started = running.csms.once('transaction.started')
      of.plugIn({ ev })
      expect((await started).transaction).toMatchObject({ idToken: { type: 'NoAuthorization' } })
      await time.pass(5 * minuteMs)
      expect(await transactionsOf(running)).toMatchObject([{ endedAt: null, flags: [] }])
    })
  }

  it('is remembered by the station until an operator has it forget (C11)', async () => {
    const timed = await startTimed(version)
    const { running, station: of, time } = timed
    expect(await outcomeOf(of, 'CARD-1')).toBe('started')
    expect(await outcomeOf(of, 'CARD-1')).toBe('stopped')
    await whileAway(timed, async () => {
      expect(await outcomeOf(of, 'CARD-1')).toBe('started')
      expect(await outcomeOf(of, 'CARD-1')).toBe('stopped')
    })
    await time.quiet()
    const cleared = await dataOf(running.operator.POST('/v1/stations/{stationId}/clear-cache', { params: { path: station } }))
    expect(cleared).toEqual({ status: 'Accepted' })
    await whileAway(timed, async () => {
      expect(await outcomeOf(of, 'CARD-1')).toBe('refused')
    })
  })
})
