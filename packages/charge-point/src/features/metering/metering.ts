import { type EvseState, evseOf } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import { type Reading, type ReadingContext, readMeter } from './reading.js'

/** What a MeterValues message on its own tells. */
export interface MeterReport {
  readonly evse: EvseState
  /** Of the transaction that runs there; undefined also while the csms has yet to give it one (1.6). */
  readonly transactionId: string | undefined
  readonly reading: Reading
  readonly context: ReadingContext
}

export interface MeteringAdapter {
  /** A MeterValues message because the csms asked; the version says what is measured for it, and whether it names a transaction. */
  meterValues(report: MeterReport, core: Core): Outgoing
}

/** Reads meters at the configured interval while a transaction runs. */
export class Metering {
  private readonly running = new Map<number, (reading: Reading) => void>()

  constructor(
    private readonly core: Core,
    private readonly adapter: MeteringAdapter,
  ) {
    core.settings.onChange(({ sampleIntervalS }) => {
      if (sampleIntervalS !== undefined) for (const evseId of this.running.keys()) this.schedule(evseId)
    })
  }

  start(evseId: number, onSample: (reading: Reading) => void): void {
    this.running.set(evseId, onSample)
    this.schedule(evseId)
  }

  stop(evseId: number): void {
    this.running.delete(evseId)
    this.core.time.cancel(`sample ${evseId}`)
  }

  /** Goes on where transactions have outlived the power. */
  resume(): void {
    for (const evseId of this.running.keys()) this.schedule(evseId)
  }

  /** What the meter shows now. */
  read(evseId: number): Reading {
    const { body, time } = this.core
    body.apply({ type: 'timePassed' })
    const evse = evseOf(body.state, evseId)
    if (evse === undefined) throw new TypeError(`the station has no EVSE ${evseId}`)
    return readMeter(evse, time.iso())
  }

  /** MeterValues because the csms asked; of one EVSE, or of all. */
  triggered(evseId: number | undefined, transactionIdAt: (evseId: number) => string | undefined): void {
    const { body, link, events } = this.core
    const ids = evseId === undefined ? body.state.evses.map((evse) => evse.evseId) : [evseId]
    for (const id of ids) {
      const reading = this.read(id)
      const evse = evseOf(body.state, id)
      if (evse === undefined) continue
      const message = this.adapter.meterValues({ evse, transactionId: transactionIdAt(id), reading, context: 'Trigger' }, this.core)
      link.call(message, { isTriggered: true }).catch((error: unknown) => events.emit('error', { error, during: 'MeterValues' }))
    }
  }

  private schedule(evseId: number): void {
    const { time, settings } = this.core
    const { sampleIntervalS } = settings.values
    time.cancel(`sample ${evseId}`)
    if (sampleIntervalS <= 0) return
    time.after(`sample ${evseId}`, sampleIntervalS * 1000, () => {
      this.schedule(evseId)
      this.running.get(evseId)?.(this.read(evseId))
    })
  }
}
