import type { PayloadCheck, SocketPort, Validators } from '@ocpp-kit/rpc'
import type { MemorySocket } from '@ocpp-kit/rpc/testing'
import { describe, expect, it, vi } from 'vitest'
import { insideOf } from '../src/charge-point/inside.js'
import type { StationVersion } from '../src/index.js'
import { bigEv } from './support/charging.js'
import { type Payload, type Setup, settle, setUp } from './support/csms.js'
import { allVersions } from './support/versions.js'

/*
 * Every message passes two gates, each way: the handler, which knows the protocol, and the body, which knows none. These tests post somebody
 * at each of them who writes down what goes by, for one action.
 */

type Step =
  | 'frame in'
  | 'frame out'
  | 'request checked'
  | 'response checked'
  | 'body decides'
  | 'body acts'
  | 'body refuses'
  | 'answer built'
  | 'message built'
  | 'answer taken in'
  | 'queued'

interface Watched extends Setup<StationVersion> {
  readonly steps: Step[]
}

/** What happens on the wire to an answer of the csms. */
type Spoil = (text: string) => string

/** A station that is accepted, and every gate on the way of this action watched. */
async function setUpWatched(version: StationVersion, action: string, spoil: Spoil = (text) => text): Promise<Watched> {
  const steps: Step[] = []
  const setup = await setUp(version, { version: watchedVersion(version, action, steps), settings: { txStartPoints: ['Authorized'] } })
  setup.csms.tap = (socket) => watchedSocket(socket, action, steps, spoil)
  await setup.station.start()
  await settle()
  const { body, outbox, reservations } = insideOf(setup.station).station
  const reserve = reservations.reserve.bind(reservations)
  vi.spyOn(reservations, 'reserve').mockImplementation((wish) => {
    steps.push('body decides')
    return reserve(wish)
  })
  const apply = body.apply.bind(body)
  vi.spyOn(body, 'apply').mockImplementation((input) => {
    const at = steps.length
    const refusal = apply(input)
    // What it causes comes after it.
    if (input.type !== 'timePassed' && input.type !== 'schedulesApplied')
      steps.splice(at, 0, refusal === undefined ? 'body acts' : 'body refuses')
    return refusal
  })
  const addAll = outbox.addAll.bind(outbox)
  vi.spyOn(outbox, 'addAll').mockImplementation((messages, ...rest) => {
    if (messages.some((message) => message.action === action)) steps.push('queued')
    addAll(messages, ...rest)
  })
  setup.csms.forget()
  steps.length = 0
  return { ...setup, steps }
}

function watchedVersion(version: StationVersion, action: string, steps: Step[]): StationVersion {
  const watched =
    (step: Step, check: PayloadCheck = () => true): PayloadCheck =>
    (payload) => {
      steps.push(step)
      return check(payload)
    }
  const { transactions } = version
  return {
    ...version,
    validators: async (): Promise<Validators> => {
      const { requests, responses } = await version.validators()
      return {
        requests: { ...requests, [action]: watched('request checked', requests[action]) },
        responses: { ...responses, [action]: watched('response checked', responses[action]) },
      }
    },
    handlers: (station) => {
      const handlers = version.handlers(station)
      const own = handlers[action] as ((request: object, message: object) => unknown) | undefined
      if (own === undefined) return handlers
      const handler = (request: object, message: object): unknown => {
        const answer = own(request, message)
        steps.push('answer built')
        return answer
      }
      return { ...handlers, [action]: handler }
    },
    transactions: {
      ...transactions,
      messages: (report, core) => {
        const messages = transactions.messages(report, core)
        if (messages.some((message) => message.action === action)) steps.push('message built')
        return messages
      },
      readAnswer: (entry, response) => {
        // It is read twice: for what is kept, and for what follows.
        if (entry.action === action && steps.at(-1) !== 'answer taken in') steps.push('answer taken in')
        return transactions.readAnswer(entry, response)
      },
    },
  }
}

/** Of the frames only those of this action, and the answers to them. */
function watchedSocket(socket: MemorySocket, action: string, steps: Step[], spoil: Spoil): SocketPort {
  const ids = new Set<string>()
  const tell = (step: Step, text: string): boolean => {
    const [type, id, name] = JSON.parse(text) as [number, string, unknown]
    if (type === 2 && name === action) ids.add(id)
    if (ids.has(id)) steps.push(step)
    return ids.has(id)
  }
  return {
    get bufferedBytes() {
      return socket.bufferedBytes
    },
    send: (text) => {
      tell('frame out', text)
      socket.send(text)
    },
    close: (code, reason) => socket.close(code, reason),
    attach: (receiver) =>
      socket.attach({
        receive: (text) => {
          const isWatched = tell('frame in', text)
          receiver.receive(isWatched ? spoil(text) : text)
        },
        closed: (code, reason) => receiver.closed(code, reason),
      }),
  }
}

const inAnHour = ({ csms }: Watched): string => new Date(Date.parse(csms.now()) + 3_600_000).toISOString()

const reserveNow = (watched: Watched, evseId = 1): Payload =>
  watched.station.version === '1.6'
    ? { reservationId: 1, connectorId: evseId, idTag: 'CARD1', expiryDate: inAnHour(watched) }
    : { id: 1, evseId, idToken: { idToken: 'CARD1', type: 'ISO14443' }, expiryDateTime: inAnHour(watched) }

/** The first message of a transaction, and its answer to one whose driver is not let in any more. */
const firstMessage = (version: StationVersion): { readonly action: string; readonly refused: object } =>
  version.version === '1.6'
    ? { action: 'StartTransaction', refused: { transactionId: 7, idTagInfo: { status: 'Blocked' } } }
    : { action: 'TransactionEvent', refused: { idTokenInfo: { status: 'Blocked' } } }

describe.each(allVersions)('the two gates of a station of OCPP %s', (_, version) => {
  it('lets a request of the csms through six steps, and no other', async () => {
    const watched = await setUpWatched(version, 'ReserveNow')
    expect(await watched.csms.call('ReserveNow', reserveNow(watched))).toEqual({ status: 'Accepted' })
    expect(watched.steps).toEqual([
      'frame in',
      'request checked',
      'body decides',
      'answer built',
      'response checked',
      'frame out',
      // What follows from it comes after the answer, so that the csms hears of nothing that it does not expect.
      'body acts',
    ])
  })

  it('lets a message of its own through eight steps, the last of which begins the next', async () => {
    const { action, refused } = firstMessage(version)
    const { station, csms, steps } = await setUpWatched(version, action)
    csms.answers[action] = () => refused
    await station.presentCard({ idToken: 'CARD1', evseId: 1 })
    await settle()
    expect(steps.slice(0, 9)).toEqual([
      'body acts',
      'message built',
      'queued',
      'request checked',
      'frame out',
      'frame in',
      'response checked',
      'answer taken in',
      'body acts',
    ])
    // What follows here is the end of a transaction whose driver may not charge.
    expect(csms.actions.filter((one) => one.includes('Transaction')).slice(0, 2)).toEqual(
      version.version === '1.6' ? [action, 'StopTransaction'] : [action, action],
    )
  })

  it('lets nothing of a request reach the body that breaks its schema', async () => {
    const watched = await setUpWatched(version, 'ReserveNow')
    const before = insideOf(watched.station).station.body.state
    const broken = { ...reserveNow(watched), expiryDate: 'soon', expiryDateTime: 'soon' }
    await expect(watched.csms.station.callUntyped('ReserveNow', broken, { validation: 'off' })).rejects.toMatchObject({ origin: 'peer' })
    expect(watched.steps).toEqual(['frame in', 'request checked', 'frame out'])
    expect(insideOf(watched.station).station.body.state).toBe(before)
  })

  it('answers what the body refuses, which stays as it was', async () => {
    const watched = await setUpWatched(version, 'ReserveNow')
    watched.station.setFault({ fault: 'GroundFailure' })
    await settle()
    watched.steps.length = 0
    const before = insideOf(watched.station).station.body.state
    expect(await watched.csms.call('ReserveNow', reserveNow(watched))).toMatchObject({ status: 'Faulted' })
    expect(watched.steps).toEqual(['frame in', 'request checked', 'body decides', 'answer built', 'response checked', 'frame out'])
    expect(insideOf(watched.station).station.body.state).toBe(before)
  })

  it('writes nothing of what people do that cannot be done', async () => {
    const { action } = firstMessage(version)
    const { station, csms, steps } = await setUpWatched(version, action)
    station.plugIn({ ev: bigEv })
    await settle()
    csms.forget()
    steps.length = 0
    expect(() => station.plugIn()).toThrow(expect.objectContaining({ code: 'ALREADY_PLUGGED_IN' }))
    await settle()
    expect(steps).toEqual(['body refuses'])
    expect(csms.actions).toEqual([])
  })

  it('writes nothing of a message that breaks its schema, and tells the program', async () => {
    const { action } = firstMessage(version)
    const { transactions } = version
    const broken: StationVersion = {
      ...version,
      transactions: { ...transactions, messages: () => [{ action, request: { nonsense: true } }], prepare: ({ request }) => request },
    }
    const { station, csms, steps } = await setUpWatched(broken, action)
    const dropped: string[] = []
    station.on('messageDropped', (event) => dropped.push(event.action))
    station.plugIn({ ev: bigEv })
    await station.presentCard({ idToken: 'CARD1', evseId: 1 })
    await settle()
    expect(steps).toContain('request checked')
    expect(steps).not.toContain('frame out')
    expect(csms.of(action)).toEqual([])
    expect(dropped).toContain(action)
  })

  it('takes nothing in of an answer that breaks its schema', async () => {
    const { action } = firstMessage(version)
    const spoil: Spoil = (text) =>
      JSON.stringify([...(JSON.parse(text) as unknown[]).slice(0, 2), { transactionId: 'seven', idTokenInfo: 1 }])
    const { station, steps } = await setUpWatched(version, action, spoil)
    await station.presentCard({ idToken: 'CARD1', evseId: 1 })
    await settle()
    expect(steps.slice(0, 7)).toEqual([
      'body acts',
      'message built',
      'queued',
      'request checked',
      'frame out',
      'frame in',
      'response checked',
    ])
    // 2.1 tells the csms (CALLRESULTERROR).
    expect(steps.slice(7)).toEqual(version.version === '2.1' ? ['frame out'] : [])
    expect(station.state.evses[0]?.transaction).toBeDefined()
  })
})
