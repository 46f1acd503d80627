import type { FaultKind, FaultRule } from '@ocpp-kit/rpc'
import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { createSender, type Exchange, type Outcome, type ProtocolWithSchema, type Sender } from '@ocpp-kit/sender'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Server, startServer } from './support/server.js'
import { versions } from './support/versions.js'

/** As long as an answer is waited for; held-back frames come on either side of it. */
const timeoutMs = 60

/** Everything that may befall a frame and leaves its content as it was, or breaks it beyond reading. */
const faults: readonly FaultRule[] = [
  { do: 'close', when: { nth: 30 } },
  { do: 'drop', when: { probability: 0.05 } },
  { do: 'duplicate', ms: [0, 20], when: { probability: 0.08 } },
  { do: 'delay', ms: [5, 2 * timeoutMs], when: { probability: 0.08 } },
  { do: 'late', ms: [timeoutMs, 2 * timeoutMs], when: { probability: 0.05, direction: 'out' } },
  { do: 'reorder', ms: 20, when: { probability: 0.05 } },
  { do: 'wrongId', when: { probability: 0.05 } },
  { do: 'corrupt', how: 'truncate', when: { probability: 0.05 } },
]
const kinds: readonly FaultKind[] = ['close', 'corrupt', 'delay', 'drop', 'duplicate', 'late', 'reorder', 'wrongId']

/** How a message may end here. */
const accounted = new Set<Outcome['kind']>(['answered', 'malformed', 'refused', 'timeout', 'closed'])

const stationCount = 8
const messagesEach = 25

/** DataTransfer, sent by both sides in all versions, is answered with what it brought. */
const dataOf = (payload: object): unknown => (payload as { readonly data?: unknown }).data

async function connectStations(server: Server, protocol: ProtocolWithSchema): Promise<readonly Sender[]> {
  const names = Array.from({ length: stationCount }, (_, index) => `CP${index + 1}`)
  const senders = await Promise.all(names.map((identity) => createSender({ protocol, url: server.url, identity, timeoutMs })))
  for (const sender of senders) {
    onTestFinished(() => sender.close())
    await sender.open()
  }
  return senders
}

/** Sends one message after another, each with content of its own; a connection that was lost is opened anew. */
async function talk(sender: Sender): Promise<readonly { readonly data: string; readonly exchange: Exchange }[]> {
  const done = []
  for (let number = 0; number < messagesEach; number += 1) {
    const data = `${sender.identity}/${number}`
    done.push({ data, exchange: await sender.send('DataTransfer', { vendorId: 'interop', data }) })
  }
  return done
}

describe.each(versions)('OCPP %s on a wire that loses, doubles, holds back and breaks frames', (_version, protocol) => {
  it.each([1, 2])('every message ends in an answer, an error or a timeout, and no answer is that of another (seed %d)', async (seed) => {
    const server = await startServer({ faults, seed })
    const befallen = new Set<FaultKind>()
    server.on('fault', (fault) => befallen.add(fault.do))
    server.handle(
      protocol as never,
      'DataTransfer' as never,
      ((request: object) => ({ status: 'Accepted', data: dataOf(request) })) as never,
    )
    const senders = await connectStations(server, protocol)

    const all = (await Promise.all(senders.map(talk))).flat()
    expect(all).toHaveLength(stationCount * messagesEach)
    const outcomes = new Set(all.map(({ exchange }) => exchange.outcome.kind))
    expect([...outcomes].filter((kind) => !accounted.has(kind))).toEqual([])
    expect([...outcomes]).toEqual(expect.arrayContaining(['answered', 'malformed', 'timeout']))
    const wrong = all.filter(({ data, exchange: { outcome } }) => outcome.kind === 'answered' && dataOf(outcome.payload) !== data)
    expect(wrong).toEqual([])
    expect([...befallen].sort()).toEqual(kinds)
  })

  it('every command ends in an answer, an error or a timeout as well', async () => {
    // A sender comes back only when it has something to send, so the connection stays here.
    const server = await startServer({ faults: faults.filter((fault) => fault.do !== 'close'), seed: 3, callTimeoutMs: timeoutMs })
    await connectStations(server, protocol)
    const command = async (station: string): Promise<string> => {
      try {
        return (await server.send(station, 'DataTransfer', { vendorId: 'interop' })).response.status
      } catch (error) {
        if (isConnectionError(error)) return error.code
        return isOcppError(error) ? 'refused' : String(error)
      }
    }
    const talks = server.stations.map(async ({ identity }) => {
      const results = []
      for (let number = 0; number < messagesEach; number += 1) results.push(await command(identity))
      return results
    })
    const results = (await Promise.all(talks)).flat()
    expect(results).toHaveLength(stationCount * messagesEach)
    expect(new Set(results)).toContain('Accepted')
    expect(new Set(results)).toContain('CALL_TIMEOUT')
    expect(results.filter((result) => !['Accepted', 'CALL_TIMEOUT', 'CLOSED', 'refused'].includes(result))).toEqual([])
  })
})
