import type { ReceivedRequest } from '@ocpp-kit/mock-server'
import { isConnectionError } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { type Server, startServer } from './support/server.js'
import { createStation, identity, stationVersions } from './support/station.js'

const ev = { batteryCapacityWh: 60_000, socPercent: 20, maxPowerW: 11_000 }

type Payload = Readonly<Record<string, unknown>>

/** What a message of a transaction is about, in words that hold for all versions. */
function phaseOf({ action, request }: Pick<ReceivedRequest, 'action' | 'request'>): string | undefined {
  if (action === 'TransactionEvent') return (request as Payload)['eventType'] as string
  return { StartTransaction: 'Started', MeterValues: 'Updated', StopTransaction: 'Ended' }[action]
}

const phases = ({ received }: Server): string[] => received.flatMap((one) => phaseOf(one) ?? [])

/** Resolves once the server has been told of so many transactions that have ended. */
function ended(server: Server, count = 1): Promise<void> {
  const isOver = (): boolean => phases(server).filter((phase) => phase === 'Ended').length >= count
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isOver()) return
      off()
      resolve()
    }
    const off = server.on('received', look)
    look()
  })
}

interface Event {
  readonly seqNo: number
  readonly offline?: boolean
  readonly transactionInfo: { readonly transactionId: string }
}

/** Transactions of 2.x whose events, at both servers together, are not numbered from 0 without a gap. */
function gaps(...servers: readonly Server[]): object[] {
  const events = servers.flatMap(({ received }) => received.filter(({ action }) => action === 'TransactionEvent'))
  const numbers = new Map<string, Set<number>>()
  for (const { request } of events) {
    const { seqNo, transactionInfo } = request as Event
    numbers.set(transactionInfo.transactionId, (numbers.get(transactionInfo.transactionId) ?? new Set()).add(seqNo))
  }
  return [...numbers].filter(([, seen]) => Math.max(...seen) !== seen.size - 1).map(([transactionId, seen]) => ({ transactionId, seen }))
}

const isInterrupted = (problem: unknown): boolean => {
  const { error } = problem as { readonly error?: unknown }
  return isConnectionError(error) && error.code === 'CLOSED'
}

describe.each(stationVersions)('a %s station at the mock server', (name, version) => {
  const remoteStart = name === '1.6' ? 'RemoteStartTransaction' : 'RequestStartTransaction'
  const remoteStop = name === '1.6' ? 'RemoteStopTransaction' : 'RequestStopTransaction'

  it('boots, charges a whole transaction, and neither side finds fault with the other', async () => {
    const server = await startServer()
    const { station, problems } = createStation(version, server.url, { sampleIntervalS: 1 })
    await station.start()
    expect(server.station(identity)).toMatchObject({ version: name, registration: 'Accepted', boots: 1 })
    await station.startCharging({ idToken: 'CARD-1', ev })
    await station.once('meter.sample')
    const { deliveredWh } = await station.stopCharging()
    station.unplug()
    await ended(server)
    expect(deliveredWh).toBeGreaterThan(0)
    expect(phases(server)).toEqual(['Started', ...phases(server).slice(1, -1).fill('Updated'), 'Ended'])
    expect(phases(server)).toContain('Updated')
    expect(server.station(identity)?.transactions).toEqual([{ id: expect.any(String), evseId: 1, idToken: 'CARD-1', isEnded: true }])
    expect({ problems, verdicts: server.verdicts() }).toEqual({ problems: [], verdicts: [] })
  })

  it('is started and stopped by command', async () => {
    const server = await startServer()
    const { station, problems } = createStation(version, server.url)
    await station.start()
    const confirmed = station.once('transaction.confirmed')
    expect(await server.send(identity, remoteStart)).toMatchObject({ response: { status: 'Accepted' }, oddity: undefined })
    station.plugIn({ ev })
    const { transactionId } = await confirmed
    expect(server.station(identity)?.transactions).toMatchObject([{ id: transactionId, isEnded: false }])
    expect(await server.send(identity, remoteStop)).toMatchObject({ response: { status: 'Accepted' }, oddity: undefined })
    await ended(server)
    expect(server.station(identity)?.transactions).toMatchObject([{ id: transactionId, isEnded: true }])
    expect({ problems, verdicts: server.verdicts() }).toEqual({ problems: [], verdicts: [] })
  })

  it('boots again where a command resets it', async () => {
    const server = await startServer()
    const { station, problems } = createStation(version, server.url)
    await station.start()
    const again = station.once('accepted')
    expect(await server.send(identity, 'Reset')).toMatchObject({ response: { status: 'Accepted' }, oddity: undefined })
    await again
    expect(server.station(identity)).toMatchObject({ registration: 'Accepted', boots: 2 })
    expect({ problems, verdicts: server.verdicts() }).toEqual({ problems: [], verdicts: [] })
  })

  it('delivers what happened while the server was away, in order, and loses nothing', async () => {
    const first = await startServer()
    const { station, problems } = createStation(version, first.url, { offlineTxForUnknownId: true, sampleIntervalS: 0 })
    await station.start()
    const confirmed = station.once('transaction.confirmed')
    await station.startCharging({ idToken: 'CARD-1', ev })
    await confirmed
    const gone = station.once('disconnected')
    await first.close()
    await gone
    await station.stopCharging()
    station.unplug()
    await station.startCharging({ idToken: 'CARD-2', ev })
    await station.stopCharging()
    expect(station.state.queuedMessages).toBeGreaterThanOrEqual(3)
    const second = await startServer({ port: first.port })
    await ended(second, 2)
    expect(phases(second).filter((phase) => phase !== 'Updated')).toEqual(['Ended', 'Started', 'Ended'])
    expect(gaps(first, second)).toEqual([])
    // Messages take turns, so when this one is answered the last one of the transaction was too.
    await station.call('Heartbeat' as never, {} as never)
    expect(station.state.queuedMessages).toBe(0)
    // What was under way when the server went is told as lost, and is sent again where it belongs to a transaction.
    expect({ problems: problems.filter((one) => !isInterrupted(one)), verdicts: second.verdicts() }).toEqual({ problems: [], verdicts: [] })
  })
})
