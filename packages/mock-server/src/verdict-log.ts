import type { OcppError, Violation } from '@ocpp-kit/rpc'
import type { SocketFault } from '@ocpp-kit/rpc/ws'
import { fold } from './identifier.js'
import type { LoggedMessage } from './message-log.js'
import { type Limits, Ring } from './ring.js'

/** Who broke which rule, and where. */
export interface RuleBreach {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly station: string
  readonly version: string
  /** Who broke it: the station, or the server with an answer or a command it was told to send. */
  readonly by: 'station' | 'csms'
  readonly action: string | undefined
  /**
   * A keyword of the schema (`required`, `maxLength`, …), a fault of framing (`notJson`, `idTooLong`, …), `unmatchedAnswer`,
   * `refused`, `answerRefused`, `socket`, or `oddAnswer`: valid, but not what a command asked for.
   */
  readonly rule: string
  /** JSON pointer into the payload (RFC 6901), where a payload is at fault. */
  readonly pointer: string | undefined
  /** The error code that is due, as the version spells it, where there is one. */
  readonly code: string | undefined
  /** What was expected. */
  readonly message: string
  /** `number` of the frame in the message log, where there is one. */
  readonly messageNumber: number | undefined
}

type Where = Pick<RuleBreach, 'station' | 'version' | 'action'>

/** Breaches, as every part of the server finds them. */
export class VerdictLog {
  private readonly ring: Ring<RuleBreach>

  constructor(
    limits: Limits,
    private readonly now: () => Date,
    private readonly tell: (breach: RuleBreach) => void,
  ) {
    this.ring = new Ring(limits)
  }

  /** Oldest first. */
  list({ station }: { readonly station?: string | undefined } = {}): RuleBreach[] {
    return this.ring.toArray().filter((one) => station === undefined || fold(one.station) === fold(station))
  }

  clear(): void {
    this.ring.clear()
  }

  /** What the verdict on a frame of a station comes to. */
  frame(message: LoggedMessage): void {
    const { verdict, number: messageNumber } = message
    if (verdict.kind === 'violation') this.violations(message, 'station', verdict.violations, messageNumber)
    else if (verdict.kind === 'fault') this.add(message, { rule: verdict.fault, message: verdict.reason, messageNumber })
    else if (verdict.kind === 'unmatched')
      this.add(message, { rule: 'unmatchedAnswer', message: 'no call was waiting for this answer', messageNumber })
  }

  violations(where: Where, by: RuleBreach['by'], violations: readonly Violation[], messageNumber?: number): void {
    for (const { keyword, pointer, code, message } of violations)
      this.add(where, { by, rule: keyword, pointer, code, message, messageNumber })
  }

  refused(where: Where, error: OcppError): void {
    this.add(where, { rule: 'refused', code: error.code, message: error.description })
  }

  answerRefused(where: Where, error: OcppError): void {
    this.add(where, {
      by: 'csms',
      rule: 'answerRefused',
      code: error.code,
      message: `the station could not use an answer: ${error.description}`,
    })
  }

  socket(where: Where, { kind, closeCode }: SocketFault): void {
    this.add(where, { rule: 'socket', message: `${kind}: the connection was closed with ${closeCode}` })
  }

  oddAnswer(where: Where, message: string): void {
    this.add(where, { rule: 'oddAnswer', message })
  }

  private add({ station, version, action }: Where, found: Pick<RuleBreach, 'rule' | 'message'> & Partial<RuleBreach>): void {
    const defaults = { by: 'station', pointer: undefined, code: undefined, messageNumber: undefined } as const
    const breach: RuleBreach = { at: this.now().toISOString(), station, version, action, ...defaults, ...found }
    this.ring.push(breach)
    this.tell(breach)
  }
}
