import { type AnyMessage, type Connection, createEnd, type End, type Protocol, type SocketPort } from '@ocpp-kit/rpc'
import { createFakeClock, createSocketPair, type FakeClock, type MemorySocket } from '@ocpp-kit/rpc/testing'
import {
  type ChargePoint,
  type ChargePointOptions,
  type CreateTransport,
  createChargePoint,
  type StationVersion,
  type TransportPlan,
} from '../../src/index.js'

/** A request as a test looks at it: whatever its version calls the fields. */
export type Payload = Record<string, unknown>

export interface Received {
  readonly action: string
  readonly request: Payload
}

type Answer = (request: Payload, message: AnyMessage) => object | Promise<object>

/** Lets messages in memory go back and forth until nobody has anything to say; no time passes. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A csms whose answers a test writes down, at the other end of sockets in memory. */
export class TestCsms {
  readonly received: Received[] = []
  readonly answers: Record<string, Answer> = {}
  station!: Connection<Protocol, 'csms'>
  isReachable = true
  /** Stands between the station and its socket, where a test wants to look or to meddle. */
  tap: ((socket: MemorySocket) => SocketPort) | undefined
  /** Every attempt to connect, as the station went about it. */
  readonly dialled: TransportPlan[] = []
  /** An attempt that it lets fail, by the error that the station gets to know of it; the next one follows after the plan's pause. */
  refuse: (plan: TransportPlan) => Error | undefined = () => undefined
  private readonly sockets: MemorySocket[] = []
  private waiting: (() => void)[] = []
  private listening: (() => void)[] = []

  private constructor(
    readonly clock: FakeClock,
    readonly end: End<Protocol, 'csms'>,
  ) {}

  static async create(protocol: Protocol, clock: FakeClock): Promise<TestCsms> {
    let csms: TestCsms | undefined
    const end = await createEnd(protocol, 'csms', {
      clock,
      fallback: (request, message) => csms?.answer(request as Payload, message),
      onError: () => {},
    })
    csms = new TestCsms(clock, end as unknown as End<Protocol, 'csms'>)
    return csms
  }

  /** What the station connects through. */
  readonly createTransport: CreateTransport = (plan) => {
    const { protocol, identity, connection, onOpen, onClose, onAttemptFailed } = plan
    let isClosed = false
    let own: MemorySocket | undefined
    const ready = createEnd(protocol, 'station', connection)
    const connect = async (): Promise<void> => {
      const end = await ready
      if (isClosed) return
      this.dialled.push(plan)
      const refusal = this.refuse(plan)
      if (refusal !== undefined) {
        this.clock.setTimeout(() => void connect(), plan.backOff.waitMinimumMs)
        onAttemptFailed(refusal)
        return
      }
      if (!this.isReachable) {
        onAttemptFailed(new Error('out of reach'))
        this.waiting.push(() => void connect())
        return
      }
      const [near, far] = createSocketPair()
      this.sockets.push(near)
      own = near
      const open = end.connect(this.tap?.(near) ?? near, identity)
      open.on('close', ({ code, reason }) => {
        onClose(code, reason)
        if (!isClosed) void connect()
      })
      this.station = this.end.connect(far, identity)
      onOpen(open)
    }
    void connect()
    return {
      close: async () => {
        isClosed = true
        own?.close(1000, '')
        await settle()
      },
    }
  }

  /** The line is cut, and stays cut until {@link restore}. */
  async cut(): Promise<void> {
    this.isReachable = false
    for (const socket of this.sockets.splice(0)) socket.close(1001, '')
    await settle()
  }

  async restore(): Promise<void> {
    this.isReachable = true
    for (const connect of this.waiting.splice(0)) connect()
    await settle()
  }

  /** Names and the one word that matters, for comparing whole conversations. */
  get actions(): string[] {
    return this.received.map(({ action }) => action)
  }

  of(action: string): Payload[] {
    return this.received.filter((one) => one.action === action).map(({ request }) => request)
  }

  last(action: string): Payload {
    const found = this.of(action).at(-1)
    if (found === undefined) throw new Error(`the station has not sent ${action}; it sent ${this.actions.join(', ')}`)
    return found
  }

  forget(): void {
    this.received.length = 0
  }

  /** Sends a request to the station and waits for what follows from it. */
  async call(action: string, request: object): Promise<Payload> {
    const answer = await this.station.callUntyped(action, request)
    await settle()
    return answer as Payload
  }

  /** Waits until something holds; looked at after each message of the station, for what takes real time such as a transfer. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.listening.push(resolve))
    await settle()
  }

  /** Lets time pass in steps, with room for messages in between. */
  async pass(ms: number, stepMs = 1_000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.clock.advance(Math.min(stepMs, left))
      await settle()
    }
  }

  private answer(request: Payload, message: AnyMessage): object | Promise<object> | undefined {
    this.received.push({ action: message.action, request })
    for (const listen of this.listening.splice(0)) listen()
    const { action, version } = message
    return (this.answers[action] ?? (() => defaultAnswer(request, action, version, this.now())))(request, message)
  }

  /** The time that the csms tells; a test may change it. */
  now = (): string => new Date(this.clock.now()).toISOString()
}

let transactionId = 100

/** A csms that is content with everything. */
function defaultAnswer(request: Payload, action: string, version: string, currentTime: string): object {
  switch (action) {
    case 'BootNotification':
      return { status: 'Accepted', currentTime, interval: 300 }
    case 'Heartbeat':
      return { currentTime }
    case 'Authorize':
      return version === '1.6' ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } }
    case 'StartTransaction':
      transactionId += 1
      return { transactionId, idTagInfo: { status: 'Accepted' } }
    case 'TransactionEvent':
      return request['idToken'] === undefined ? {} : { idTokenInfo: { status: 'Accepted' } }
    case 'DataTransfer':
      return { status: 'Accepted' }
    default:
      return {}
  }
}

export interface Setup<V extends StationVersion> {
  readonly station: ChargePoint<V>
  readonly csms: TestCsms
  readonly clock: FakeClock
  readonly errors: unknown[]
}

/** A station and its csms, not yet switched on. */
export async function setUp<V extends StationVersion>(version: V, options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> {
  const clock = createFakeClock()
  const csms = await TestCsms.create(version, clock)
  let ids = 0
  const station = createChargePoint({
    version,
    csmsUrl: 'ws://in.memory',
    identity: 'CP1',
    clock,
    random: () => 0.5,
    createId: () => {
      ids += 1
      return `id-${ids}`
    },
    createTransport: csms.createTransport,
    ...options,
  } as ChargePointOptions<V>)
  const errors: unknown[] = []
  station.on('error', ({ error }) => errors.push(error))
  return { station, csms, clock, errors }
}

/** …switched on and accepted, with the first messages over. */
export async function setUpAccepted<V extends StationVersion>(version: V, options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> {
  const setup = await setUp(version, options)
  await setup.station.start()
  await settle()
  setup.csms.forget()
  return setup
}
