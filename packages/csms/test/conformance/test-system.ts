import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Csms, CsmsOptions, Station, Token } from '../../src/index.js'
import { arrive, startCsms, type Versions } from '../provisioning/running.js'
import type { TestStation } from '../provisioning/station.js'

/* The test system of the official cases of OCPP 2.0.1 (part 6): it plays the station, and looks at what the csms sends and answers. */

type Payload = Readonly<Record<string, unknown>>

export const valid = { idToken: 'VALID-1', type: 'ISO14443' } as const
export const valid2 = { idToken: 'VALID-2', type: 'ISO14443' } as const
export const invalid = { idToken: 'NOBODY', type: 'ISO14443' } as const

export interface TestSystem {
  readonly csms: Csms<Versions>
  readonly handle: Station<Versions>
  /** The station now: another one after {@link reconnect}. */
  readonly station: TestStation
  call(action: string, payload: object): Promise<Payload>
  /** Answers an action from now on. */
  answer(action: string, response: object): void
  /** What the csms has sent, by its action. */
  asked(action: string): readonly Payload[]
  /** A connection that ends, and another one. */
  reconnect(): Promise<void>
  /** Both messages that tell of a connector: each is taken in by itself (TC_G). */
  connector(status: 'Available' | 'Occupied' | 'Unavailable', evseId?: number): Promise<void>
  /** The connectors of all EVSEs. */
  connectors(status: 'Available' | 'Unavailable'): Promise<void>
  /** Reusable state Booted. */
  booted(reason?: string): Promise<void>
  session(options?: { readonly evseId?: number; readonly idToken?: typeof valid | typeof valid2 }): Session
}

/** A station with two EVSEs and a csms that knows two valid tokens, booted. */
export async function startTestSystem(options: Partial<CsmsOptions<Versions>> & { readonly isBooted?: boolean } = {}): Promise<TestSystem> {
  const { isBooted = true, tokens = [valid, valid2] as readonly Token[], ...others } = options
  const csms = await startCsms({ fullReports: 'onDemand', unknownTokens: 'refuse', tokens, ...others })
  const answers = new Map<string, object>()
  const before: TestStation[] = []
  let station = await arrive('2.0.1', csms)
  const system: TestSystem = {
    csms,
    handle: csms.station('CP1'),
    get station() {
      return station
    },
    call: async (action, payload) => (await station.connection.callUntyped(action, payload)) as Payload,
    answer: (action, response) => {
      answers.set(action, response)
      station.on(action, () => response)
    },
    asked: (action) => [...before, station].flatMap((one) => one.asked(action)),
    reconnect: async () => {
      const gone = csms.once('station.disconnected')
      await station.close()
      await gone
      before.push(station)
      station = await arrive('2.0.1', csms)
      for (const [action, response] of answers) station.on(action, () => response)
    },
    connector: async (status, evseId = 1) => {
      const atMs = Date.now()
      const [first, second] = [atMs, atMs + 1].map((ms) => new Date(ms).toISOString()) as [string, string]
      const known = (timestamp: string): object => expect.objectContaining({ evseId, connectorId: 1, status, timestamp })
      expect(await system.call('StatusNotification', { evseId, connectorId: 1, connectorStatus: status, timestamp: first })).toEqual({})
      expect(await system.handle.connectors()).toContainEqual(known(first))
      expect(await system.call('NotifyEvent', availability(status, evseId, second))).toEqual({})
      expect(await system.handle.connectors()).toContainEqual(known(second))
    },
    connectors: async (status) => {
      for (const evseId of [1, 2]) await system.connector(status, evseId)
    },
    booted: async (reason = 'PowerUp') => {
      expect(await station.boot({ reason })).toMatchObject({ status: 'Accepted' })
      await system.connectors('Available')
    },
    session: ({ evseId = 1, idToken = valid } = {}) => new Session(system, evseId, idToken),
  }
  if (isBooted) await system.booted()
  return system
}

const availability = (actualValue: string, evseId: number, timestamp: string) => ({
  generatedAt: timestamp,
  seqNo: 0,
  eventData: [
    {
      eventId: 1,
      timestamp,
      trigger: 'Delta',
      actualValue,
      eventNotificationType: 'HardWiredNotification',
      component: { name: 'Connector', evse: { id: evseId, connectorId: 1 } },
      variable: { name: 'AvailabilityState' },
    },
  ],
})

type EventType = 'Started' | 'Updated' | 'Ended'

/** What an event says beside its number, its time and its transaction. */
export interface EventFacts {
  readonly eventType?: EventType
  readonly triggerReason: string
  readonly chargingState?: string
  readonly stoppedReason?: string
  readonly remoteStartId?: number
  readonly idToken?: object
  readonly evse?: object
  readonly offline?: boolean
  readonly meterValue?: readonly object[]
  readonly seqNo?: number
  readonly customData?: object
}

/** A transaction as a station lives through it, by the reusable states of the official cases; a state goes through those before it. */
export class Session {
  readonly transactionId: string = randomUUID()
  /** Of the next event. */
  seqNo = 0
  /** Meter values of the next state, in its last event. */
  meterValue: readonly object[] | undefined
  private isStarted = false
  private isConnected = false
  private isAuthorized = false
  private reached: 'none' | 'charging' | 'suspended' | 'stopped' | 'idle' = 'none'

  constructor(
    private readonly system: TestSystem,
    private readonly evseId: number,
    private readonly idToken: object,
  ) {}

  /** Sends an event: `Started` if it is the first, `Updated` otherwise, unless it says more. */
  async event({ triggerReason, chargingState, stoppedReason, remoteStartId, ...more }: EventFacts): Promise<Payload> {
    const { eventType = this.isStarted ? 'Updated' : 'Started', seqNo = this.seqNo } = more
    this.isStarted = true
    this.seqNo = Math.max(this.seqNo, seqNo + 1)
    return this.system.call('TransactionEvent', {
      ...more,
      eventType,
      triggerReason,
      seqNo,
      timestamp: new Date().toISOString(),
      transactionInfo: {
        transactionId: this.transactionId,
        ...(chargingState !== undefined && { chargingState }),
        ...(stoppedReason !== undefined && { stoppedReason }),
        ...(remoteStartId !== undefined && { remoteStartId }),
      },
    })
  }

  authorize(idToken: object = this.idToken): Promise<Payload> {
    return this.system.call('Authorize', { idToken })
  }

  async evConnectedPreSession(): Promise<void> {
    await this.system.connector('Occupied', this.evseId)
    await this.event({ triggerReason: 'CablePluggedIn', chargingState: 'EVConnected', evse: this.evse, ...this.metered() })
    this.isConnected = true
  }

  async authorized(): Promise<void> {
    expect(await this.authorize()).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    expect(await this.event({ triggerReason: 'Authorized', idToken: this.idToken })).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    this.isAuthorized = true
  }

  /** A remote start, or a case, has told of the token already. */
  wasAuthorized(): void {
    this.isAuthorized = true
  }

  /** A case has told of the end already. */
  wasStopped(): void {
    this.reached = 'stopped'
  }

  async energyTransferStarted(): Promise<void> {
    if (!this.isAuthorized) await this.authorized()
    if (!this.isConnected) await this.evConnectedPreSession()
    await this.event({ triggerReason: 'ChargingStateChanged', chargingState: 'Charging' })
    this.reached = 'charging'
  }

  async energyTransferSuspended(): Promise<void> {
    if (this.reached === 'none') await this.energyTransferStarted()
    await this.event({ triggerReason: 'ChargingStateChanged', chargingState: 'SuspendedEV' })
    this.reached = 'suspended'
  }

  async stopAuthorized(chargingState?: string): Promise<void> {
    if (this.reached === 'none') await this.energyTransferStarted()
    const stopped = { triggerReason: 'StopAuthorized', idToken: this.idToken, ...(chargingState !== undefined && { chargingState }) }
    expect(await this.event(stopped)).toMatchObject({
      idTokenInfo: { status: 'Accepted' },
    })
    this.reached = 'stopped'
  }

  async evConnectedPostSession(): Promise<void> {
    if (this.reached !== 'stopped') await this.stopAuthorized()
    await this.event({ triggerReason: 'ChargingStateChanged', chargingState: 'EVConnected' })
    this.reached = 'idle'
  }

  async evDisconnected(): Promise<void> {
    if (this.reached !== 'idle') await this.evConnectedPostSession()
    await this.system.connector('Available', this.evseId)
    await this.ended({ triggerReason: 'EVCommunicationLost', chargingState: 'Idle', stoppedReason: 'EVDisconnected', ...this.metered() })
  }

  async ended(facts: EventFacts): Promise<Payload> {
    return this.event({ eventType: 'Ended', ...facts })
  }

  /** What the csms makes of it. */
  async kept() {
    const all = await this.system.handle.transactions()
    const found = all.find(({ transactionId }) => transactionId === this.transactionId)
    return found && { ...found, isActive: found.endedAt === null }
  }

  get evse(): object {
    return { id: this.evseId, connectorId: 1 }
  }

  private metered(): Pick<EventFacts, 'meterValue'> {
    const { meterValue } = this
    this.meterValue = undefined
    return meterValue === undefined ? {} : { meterValue }
  }
}

/** What a meter signed, in Base64. */
export const signedData = 'T0NNRg=='

/** A meter value some seconds after a time. */
export const sampled = (value: number, context: string, more: { readonly seconds?: number; readonly signed?: boolean } = {}) => ({
  timestamp: new Date(Date.now() + (more.seconds ?? 0) * 1000).toISOString(),
  sampledValue: [
    {
      value,
      context,
      ...(more.signed === true && {
        signedMeterValue: { signedMeterData: signedData, signingMethod: '', encodingMethod: 'OCMF', publicKey: '' },
      }),
    },
  ],
})
