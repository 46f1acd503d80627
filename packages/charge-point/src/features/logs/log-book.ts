import { createRedactor, Emitter, type Redactor } from '@ocpp-kit/rpc'
import type { ChargePointEvents } from '../../events.js'
import type { StationTime } from '../../time.js'
import type { LogOptions } from './options.js'

interface Line {
  readonly atMs: number
  readonly text: string
}

const maxTextLength = 1_000

/** Too many and too dull for a log, or told in another line. */
const silent: ReadonlySet<keyof ChargePointEvents> = new Set(['message', 'meter.sample', 'transaction.updated'])

/**
 * What happened at a station, for its diagnostics: the last lines, in memory alone, made when the first one comes.
 * An event costs one short text; thirty of them make about 4 kB.
 */
export class LogBook {
  private kept: Line[] | undefined
  private redactor: Redactor | undefined

  constructor(
    private readonly time: StationTime,
    private readonly options: LogOptions,
  ) {}

  get lines(): readonly Line[] {
    return this.kept ?? []
  }

  note<Name extends keyof ChargePointEvents>(name: Name, event: ChargePointEvents[Name]): void {
    if (this.options.lines === 0 || silent.has(name)) return
    this.add(`${name} ${describe(event)}`)
  }

  /** A frame as it was on the wire. */
  noteFrame(direction: 'in' | 'out', text: string): void {
    if (this.options.lines === 0) return
    this.redactor ??= createRedactor()
    this.add(`${direction === 'in' ? 'received' : 'sent'} ${this.redactor.frame(text)}`)
  }

  private add(text: string): void {
    this.kept ??= []
    if (this.kept.length >= this.options.lines) this.kept.shift()
    this.kept.push({ atMs: this.time.nowMs(), text: text.slice(0, maxTextLength) })
  }
}

/** Events of a station that are written down before anybody hears of them. */
export class LoggedEmitter extends Emitter<ChargePointEvents> {
  constructor(private readonly log: LogBook) {
    super()
  }

  override emit<Name extends keyof ChargePointEvents>(name: Name, event: ChargePointEvents[Name]): void {
    this.log.note(name, event)
    super.emit(name, event)
  }
}

const secretKeys: ReadonlySet<string> = new Set(['token', 'idToken', 'groupId', 'password'])

function describe(event: object): string {
  return JSON.stringify(event, (key, value: unknown) => {
    if (secretKeys.has(key)) return '***'
    return value instanceof Error ? value.message : value
  })
}
