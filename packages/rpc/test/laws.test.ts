import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConnectionOptions, createEnd, isConnectionError, isOcppError, type SocketPort, type SocketReceiver } from '../src/index.js'
import { createFakeClock, createSocketPair } from '../src/testing/index.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

type Fate = 'deliver' | 'drop' | 'duplicate' | 'swapId' | 'corrupt'

/** A socket whose incoming frames meet the fates a list says, over and over. */
function fated(socket: SocketPort, fates: readonly Fate[]): SocketPort {
  let at = 0
  const wrap = (receiver: SocketReceiver): SocketReceiver => ({
    receive: (text) => {
      const fate = fates[at++ % Math.max(1, fates.length)] ?? 'deliver'
      if (fate === 'drop') return
      if (fate === 'corrupt') return receiver.receive(text.slice(0, text.length >> 1))
      if (fate === 'swapId') return receiver.receive(text.replace(/^\[(\d),"[^"]*"/, '[$1,"other"'))
      receiver.receive(text)
      if (fate === 'duplicate') receiver.receive(text)
    },
    closed: (code, reason) => receiver.closed(code, reason),
  })
  return {
    get bufferedBytes() {
      return socket.bufferedBytes
    },
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    attach: (receiver) => socket.attach(wrap(receiver)),
  }
}

const quiet: ConnectionOptions = { onError: () => {} }

describe('laws', () => {
  it('every CALL settles exactly once, and an answer never reaches another call: under faults, timeouts, aborts and a close', async () => {
    const fate = fc.constantFrom<Fate>('deliver', 'deliver', 'drop', 'duplicate', 'swapId', 'corrupt')
    const scenario = fc.record({
      protocol: fc.constantFrom(toy16, toy201, toy21),
      inbound: fc.array(fate, { maxLength: 12 }),
      outbound: fc.array(fate, { maxLength: 12 }),
      calls: fc.array(fc.record({ pauseMs: fc.nat(120), abortAfterMs: fc.option(fc.nat(200)), isSlow: fc.boolean() }), {
        minLength: 1,
        maxLength: 12,
      }),
      closeAfterMs: fc.option(fc.nat(1_500)),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ protocol, inbound, outbound, calls, closeAfterMs }) => {
        const clock = createFakeClock()
        const stationEnd = await createEnd(protocol, 'station', { clock, ...quiet })
        const csmsEnd = await createEnd(protocol, 'csms', { clock, callTimeoutMs: 100, ...quiet })
        const [stationSocket, csmsSocket] = createSocketPair()
        const slow = new Set<string>()
        stationEnd.handlers.handle(protocol, 'Ask', ({ question }) =>
          slow.has(question) ? new Promise((resolve) => clock.setTimeout(() => resolve({ answer: question }), 150)) : { answer: question },
        )
        stationEnd.connect(fated(stationSocket, outbound), 'CP1')
        const csms = csmsEnd.connect(fated(csmsSocket, inbound), 'CP1')
        if (closeAfterMs !== null) clock.setTimeout(() => stationSocket.close(1001, ''), closeAfterMs)

        const settled: number[] = []
        for (const [index, { pauseMs, abortAfterMs, isSlow }] of calls.entries()) {
          const question = `q${index}`
          if (isSlow) slow.add(question)
          const controller = new AbortController()
          if (abortAfterMs !== null) clock.setTimeout(() => controller.abort(), abortAfterMs)
          csms.call('Ask', { question }, { signal: controller.signal }).then(
            (response) => {
              settled.push(index)
              expect(response).toEqual({ answer: question })
            },
            (error: unknown) => {
              settled.push(index)
              expect(isConnectionError(error) || isOcppError(error)).toBe(true)
            },
          )
          await clock.advance(pauseMs)
        }
        await clock.advance(100 * calls.length + 2_000)
        expect(settled.sort((a, b) => a - b)).toEqual(calls.map((_, index) => index))
        expect(csms.pendingCalls).toBe(0)
      }),
      { numRuns: process.env['OCPP_KIT_LONG'] === '1' ? 2_000 : 200 },
    )
  })

  it('at most one CALL of a direction is on the wire unanswered, whatever order calls and answers come in', async () => {
    const step = fc.oneof(fc.constant('call' as const), fc.constant('answer' as const), fc.constant('fail' as const))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = createFakeClock()
        const end = await createEnd(toy16, 'csms', { clock })
        const [socket, far] = createSocketPair()
        const csms = end.connect(socket, 'CP1')
        const waiting: string[] = []
        far.attach({ receive: (text) => waiting.push((JSON.parse(text) as [number, string])[1]), closed: () => {} })
        for (const what of steps) {
          if (what === 'call') csms.call('Ask', { question: '?' }).catch(() => {})
          else {
            const id = waiting.shift()
            if (id !== undefined) far.send(what === 'answer' ? `[3,"${id}",{}]` : `[4,"${id}","GenericError","",{}]`)
          }
          await clock.advance(0)
          expect(waiting.length).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 100 },
    )
  })
})
