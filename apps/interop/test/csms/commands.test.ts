import { type ChargePoint, type FileTransfer, TransferError } from '@ocpp-kit/charge-point'
import { OcppError } from '@ocpp-kit/rpc'
import { createGenerator, type Generator } from '@ocpp-kit/sender'
import { describe, expect, it } from 'vitest'
import { dataOf, type RunningCsms, startCsms } from '../support/csms.js'
import { createWatchedStation, identity, stationVersions } from '../support/station.js'
import { sentBy, versions } from '../support/versions.js'

type Payload = Readonly<Record<string, unknown>>

const path = { stationId: identity }

/** What a local controller does, and no station. */
const notOfStations: readonly unknown[] = ['PublishFirmware', 'UnpublishFirmware']

/** Nothing leaves the machine, wherever a command has files fetched from or sent to. */
const nowhere: FileTransfer = {
  download: () => Promise.reject(new TransferError('failed', 'there is no network')),
  upload: () => Promise.resolve(),
}

/** The payloads of the requests that a station gets, as they are on the wire. */
function payloadsTo(station: ChargePoint, action: string): string[] {
  const texts: string[] = []
  station.on('message', (message) => {
    if (message.direction !== 'in' || message.kind !== 'request' || message.action !== action) return
    texts.push(message.text.slice(message.text.indexOf(`"${action}",`) + action.length + 3, -1))
  })
  return texts
}

const send = async ({ operator }: RunningCsms, action: string, payload: Payload, more: { readonly timeoutMs?: number } = {}) =>
  dataOf(
    operator.POST('/v1/stations/{stationId}/commands', {
      params: { path, header: { prefer: 'wait=10' } },
      body: { action, payload: payload as Record<string, never>, ...more },
    }),
  )

const call = async ({ operator }: RunningCsms, action: string, payload: Payload, more: { readonly timeoutMs?: number } = {}) =>
  dataOf(
    operator.POST('/v1/stations/{stationId}/calls', {
      params: { path },
      body: { action, payload: payload as Record<string, never>, ...more },
    }),
  )

/** The csms has to know the passwords of its stations, so a command takes none (2.1 SetNetworkProfile). */
const withoutPassword = (payload: Payload): Payload =>
  JSON.parse(JSON.stringify(payload, (name, value: unknown) => (name === 'basicAuthPassword' ? undefined : value))) as Payload

const reversed = (payload: Payload): Payload => Object.fromEntries(Object.entries(payload).reverse())

describe.each(stationVersions)('a command to a %s station', (name, version) => {
  const [, protocol] = versions.find(([one]) => one === name) ?? []
  if (protocol === undefined) throw new Error(`no protocol ${name}`)
  // A reset ends the connection, so it comes last.
  const actions = sentBy('csms', protocol)
    .filter((action) => action !== 'Reset')
    .concat('Reset')

  async function startPair() {
    const running = await startCsms()
    const station = createWatchedStation(version, running.csms.url, running.faults, { files: nowhere })
    await station.start()
    return { running, station }
  }

  /** Sends every message of the version, and waits for the station to be there again after it was reset. */
  async function sendAll(
    { running, station }: Awaited<ReturnType<typeof startPair>>,
    wanted: readonly boolean[],
    /** Resolves with what was answered. */
    sendOne: (action: string, optional: boolean, make: Generator) => Promise<object | null | undefined>,
  ): Promise<void> {
    const make = (await createGenerator(protocol as NonNullable<typeof protocol>)) as Generator
    for (const action of actions) {
      for (const optional of wanted) {
        const again = station.once('accepted')
        const answer = await sendOne(action, optional, make)
        if (action === 'Reset' && (answer as { readonly status?: string }).status === 'Accepted') await again
      }
    }
    const isMeant = ({ detail }: { readonly detail: unknown }): boolean => notOfStations.includes((detail as { action?: unknown }).action)
    expect(running.faults.take(isMeant)).not.toHaveLength(name === '1.6' ? -1 : 0)
  }

  it('is sent typed, whatever it is, absent fields left absent, and ends by what the station answers', async () => {
    const pair = await startPair()
    await sendAll(pair, [false, true], async (action, optional, make) => {
      const payload = withoutPassword(make(action, 'request', { seed: 'interop', optional, now: new Date() }) as Payload)
      const wire = payloadsTo(pair.station, action)
      const command = await send(pair.running, action, payload)
      // How many keys it takes is asked before two of them go in one message.
      const own = wire.filter((one) => one !== JSON.stringify({ key: ['GetConfigurationMaxKeys'] }))
      expect({ action, optional, wire: own }).toEqual({ action, optional, wire: [JSON.stringify(payload)] })
      if (notOfStations.includes(action)) expect(command).toMatchObject({ state: 'failed', error: { code: 'NotSupported' } })
      else
        expect(command).toMatchObject({ action, version: name, state: expect.stringMatching(/^(done|rejected)$/), attempt: 1, error: null })
      expect(command.payload).toEqual(payload)
      expect(await dataOf(pair.running.operator.GET('/v1/commands/{id}', { params: { path: { id: command.id } } }))).toEqual(command)
      return command.result
    })
    const { items } = await dataOf(pair.running.operator.GET('/v1/commands', { params: { query: { station: identity, limit: 200 } } }))
    expect(items).toHaveLength(2 * actions.length)
  })

  it('goes through /calls exactly as it is given, whatever it is, and what comes back is told as it came', async () => {
    const pair = await startPair()
    await sendAll(pair, [true], async (action, optional, make) => {
      const payload = reversed(make(action, 'request', { seed: 'interop', optional, now: new Date() }) as Payload)
      const wire = payloadsTo(pair.station, action)
      const outcome = await call(pair.running, action, payload)
      expect({ action, optional, wire }).toEqual({ action, optional, wire: [JSON.stringify(payload)] })
      if (notOfStations.includes(action)) expect(outcome).toMatchObject({ error: { code: 'NotSupported' } })
      else expect({ action, ...outcome }).toEqual({ action, result: expect.any(Object) })
      return outcome.result
    })
  })

  it('goes through /calls though it is no message of the version, or breaks its schema', async () => {
    const { running } = await startPair()
    expect(await call(running, 'MakeCoffee', { cups: 2 })).toMatchObject({ error: { code: 'NotImplemented' } })
    // As 1.6 spells it (OCPP-J 1.6 §4.2.3).
    const missing = name === '1.6' ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation'
    expect(await call(running, 'TriggerMessage', {})).toMatchObject({ error: { code: missing } })
    running.faults.take()
    const refused = await running.operator.POST('/v1/stations/{stationId}/commands', {
      params: { path },
      body: { action: 'TriggerMessage', payload: {} },
    })
    expect(refused.error).toMatchObject({ status: 422, errors: [{ pointer: '' }] })
  })

  it('ends in an error where the station answers CALLERROR, and in nothing where it does not answer at all', async () => {
    const { running, station } = await startPair()
    const unlock = name === '1.6' ? { connectorId: 1 } : { evseId: 1, connectorId: 1 }
    station.handle(
      version as never,
      'UnlockConnector' as never,
      (() => {
        throw new OcppError('InternalError', 'the lock is stuck', { details: { lock: 1 } })
      }) as never,
    )
    const error = { code: 'InternalError', description: 'the lock is stuck', details: { lock: 1 } }
    expect(await call(running, 'UnlockConnector', unlock)).toEqual({ error })
    expect(await send(running, 'UnlockConnector', unlock)).toMatchObject({ state: 'failed', error, result: null })
    expect(running.faults.take()).toHaveLength(4)

    station.handle(version as never, 'UnlockConnector' as never, (() => new Promise(() => {})) as never)
    expect(await call(running, 'UnlockConnector', unlock, { timeoutMs: 50 })).toEqual({ timeout: true })
    expect(await send(running, 'UnlockConnector', unlock, { timeoutMs: 50 })).toMatchObject({ state: 'ambiguous', reason: 'noAnswer' })
    expect(running.faults.take()).toHaveLength(2)
  })

  it('is refused with 404 for a station that never came and with 409 for one that is away, and kept where it converges', async () => {
    const { running, station } = await startPair()
    const { operator, csms } = running
    const gone = csms.once('station.disconnected')
    await station.stop()
    await gone
    const body = { action: 'UnlockConnector', payload: (name === '1.6' ? { connectorId: 1 } : { evseId: 1, connectorId: 1 }) as never }
    for (const [stationId, status] of [
      [identity, 409],
      ['CS9', 404],
    ] as const) {
      const params = { path: { stationId } }
      expect((await operator.POST('/v1/stations/{stationId}/calls', { params, body })).error).toMatchObject({ status })
      expect((await operator.POST('/v1/stations/{stationId}/commands', { params, body })).error).toMatchObject({ status })
    }

    const availability = (type: string) =>
      name === '1.6' ? { connectorId: 1, type } : { operationalStatus: type, evse: { id: 1, connectorId: 1 } }
    const kept = []
    for (const type of ['Operative', 'Inoperative']) {
      const { data } = await operator.POST('/v1/stations/{stationId}/commands', {
        params: { path },
        body: { action: 'ChangeAvailability', payload: availability(type) as never },
      })
      expect(data).toMatchObject({ state: 'queued', class: 'converging' })
      kept.push(data?.id ?? '')
    }
    const wire = payloadsTo(station, 'ChangeAvailability')
    const ended = csms.once('command.ended')
    await station.start()
    expect((await ended).command).toMatchObject({ id: kept[1], state: 'done' })
    expect(await csms.commands.get(kept[0] ?? '')).toMatchObject({ state: 'cancelled', reason: 'superseded', supersededBy: kept[1] })
    expect(wire).toEqual([JSON.stringify(availability('Inoperative'))])
    expect(station.state.evses[0]?.connectors[0]?.status).toBe('Unavailable')
  })

  it('that is never repeated is settled by what the station does, where its answer is lost', async () => {
    const { running, station } = await startPair()
    const { csms } = running
    station.setFaults([{ do: 'drop', when: { direction: 'out', messageType: 'CALLRESULT', action: 'Reset' } }])
    const settled = csms.once('command.reconciled')
    const wire = payloadsTo(station, 'Reset')
    const sent = await send(running, 'Reset', { type: name === '1.6' ? 'Hard' : 'Immediate' }, { timeoutMs: 500 })
    expect(sent).toMatchObject({ state: 'ambiguous', attempt: 1 })
    expect((await settled).command).toMatchObject({ id: sent.id, state: 'done', reason: 'bootReported' })
    expect(wire).toHaveLength(1)
  })
})
