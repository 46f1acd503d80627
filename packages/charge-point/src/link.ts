import type { AnyConnection } from '@ocpp-kit/rpc'
import { ChargePointError } from './errors.js'
import type { Outgoing } from './outgoing.js'
import type { Quirks } from './quirks/quirks.js'
import type { Transport } from './transport.js'

/** What a csms has said to BootNotification; `none` before its first answer since power-on. */
export type Registration = 'none' | 'Accepted' | 'Pending' | 'Rejected'

/** The way to the csms, and whether the station may speak on it. */
export class Link {
  registration: Registration = 'none'
  connection: AnyConnection | undefined
  /** Somebody else does the talking: the station says nothing by itself, and answers whatever it is asked. */
  isManual = false
  private transport: Transport | undefined
  private isOn = false

  /**
   * @param timeoutMs how long to wait for an answer; undefined: as the connection has it
   * @param odd what the station gets wrong on purpose; may change
   */
  constructor(
    private readonly connect: () => Transport,
    private readonly timeoutMs: () => number | undefined = () => undefined,
    private readonly odd: { readonly quirks?: Quirks | undefined } = {},
  ) {}

  get quirks(): Quirks | undefined {
    return this.odd.quirks
  }

  get isOnline(): boolean {
    return this.connection?.isOpen === true
  }

  get isPowered(): boolean {
    return this.isOn
  }

  /** Connected, and accepted: everything may be said. */
  get maySpeak(): boolean {
    return this.isOnline && this.registration === 'Accepted'
  }

  /** Says nothing more until the next boot, e.g. because the power is about to go. */
  fallSilent(): void {
    this.registration = 'none'
  }

  powerOn(): void {
    this.registration = 'none'
    this.isOn = true
    this.transport ??= this.connect()
  }

  /** The mains fail: nothing is said any more, be there an answer still to come. */
  cut(): void {
    this.fallSilent()
    this.powerOff().catch(() => {})
    this.connection = undefined
  }

  powerOff(): Promise<void> {
    this.isOn = false
    return this.hangUp()
  }

  /** Lets go of the connection, or of the attempts to make one, until {@link redial}. */
  async hangUp(): Promise<void> {
    const { transport } = this
    this.quirks?.end()
    this.transport = undefined
    await transport?.close()
  }

  /** @returns whether it is in force; where the transport cannot change it, the next restart does. */
  setPingInterval(intervalMs: number): boolean {
    if (this.transport === undefined) return true
    this.transport.setPingInterval?.(intervalMs)
    return this.transport.setPingInterval !== undefined
  }

  setAnswersPings(isAnswering: boolean): void {
    this.transport?.setAnswersPings?.(isAnswering)
  }

  /** Lets the open connection die as the network does it. @returns whether the transport has a way to */
  lose(how: 'cut' | 'freeze'): boolean {
    return this.transport?.lose?.(how) ?? false
  }

  /** Connects anew, with other credentials or to another csms; the old connection goes first (B10.FR.06). */
  async redial(): Promise<void> {
    await this.hangUp()
    if (this.isOn) this.transport ??= this.connect()
  }

  /**
   * Sends a request once the station may speak: nothing but BootNotification goes before it is accepted (B01.FR.08),
   * except what the csms asked for while it is pending (B02.FR.02).
   */
  call(message: Outgoing, { isTriggered = false }: { readonly isTriggered?: boolean } = {}): Promise<object> {
    if (this.quirks === undefined) return this.callNow(message, isTriggered)
    return this.quirks.send(message, (spoilt) => this.callNow(spoilt, isTriggered))
  }

  private callNow(message: Outgoing, isTriggered: boolean): Promise<object> {
    const { connection } = this
    if (connection === undefined || !connection.isOpen) {
      return Promise.reject(new ChargePointError('OFFLINE', `${message.action}: there is no connection to the csms`))
    }
    const isAllowed = this.registration === 'Accepted' || message.action === 'BootNotification' || this.mayWhilePending(isTriggered)
    if (!isAllowed) return Promise.reject(new ChargePointError('NOT_ACCEPTED', `${message.action}: the csms has not accepted the station`))
    return connection.callUntyped(message.action, message.request, { timeoutMs: this.timeoutMs() })
  }

  /** Hands a message that nobody answers to the socket, once the station may speak (2.1 Part 4, SEND). */
  send(message: Outgoing): Promise<void> {
    const { connection } = this
    if (connection !== undefined && this.maySpeak) return connection.sendUntyped(message.action, message.request)
    return Promise.reject(new ChargePointError('OFFLINE', `${message.action}: the csms does not listen`))
  }

  private mayWhilePending(isTriggered: boolean): boolean {
    return isTriggered && (this.registration === 'Pending' || this.isManual)
  }
}
