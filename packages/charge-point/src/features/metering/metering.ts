import { type EvseState, evseOf } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import type { Settings } from '../../settings.js'
import { type MeasureOptions, measure, type Registers, signable } from './measurands.js'
import type { MeterPlan } from './plan.js'
import { type Reading, readMainMeter, readMeter } from './reading.js'
import { type MeterSample, type ReadingContext, SampleLog } from './samples.js'
import { MeterSchedule } from './schedule.js'
import { MeterSigner } from './signing.js'

/** What a MeterValues message on its own tells. */
export interface MeterReport {
  /** Undefined: the main meter. */
  readonly evse: EvseState | undefined
  /** Of the transaction that runs there; undefined also while the csms has yet to give it one (1.6). */
  readonly transactionId: string | undefined
  readonly samples: readonly MeterSample[]
}

export interface MeteringAdapter {
  plan(settings: Settings): MeterPlan
  meterValues(report: MeterReport, core: Core): readonly Outgoing[]
  /** Whether meter values that belong to no transaction wait for the csms as well (1.6 §3.7). */
  readonly isQueued: boolean
}

/** One who knows what to do with the readings of a transaction. */
export interface MeterListener {
  /** A reading is due. `kept`: for the end of the transaction only. */
  due(evseId: number, context: 'Sample.Periodic' | 'Sample.Clock', use: 'told' | 'kept', timestamp: string | undefined): void
  /** As on the wire. */
  transactionIdAt(evseId: number): string | undefined
}

export interface SampleWish {
  readonly measurands: readonly string[]
  readonly context: ReadingContext
  readonly isSigned: boolean
  readonly since?: Registers | undefined
}

/** Reads meters, at the times that are configured and when asked. */
export class Metering {
  readonly log: SampleLog
  private readonly schedule: MeterSchedule
  private listener: MeterListener | undefined
  private ownSigner: MeterSigner | undefined
  /** Registers at the last time of day at which all were read. */
  private lastAligned: Map<number, Registers> | undefined
  private lastPeriodic: Map<number, Registers> | undefined

  constructor(
    private readonly core: Core,
    private readonly adapter: MeteringAdapter,
  ) {
    this.log = new SampleLog(core.state, core.limits.meterValuesAtEnd)
    this.schedule = new MeterSchedule(core, () => this.plan, {
      periodic: (evseId, use) => this.listener?.due(evseId, 'Sample.Periodic', use, undefined),
      aligned: (timestamp) => this.aligned(timestamp),
      alignedEnded: (timestamp) => {
        for (const { evseId, transaction } of core.body.state.evses) {
          if (transaction !== undefined) this.listener?.due(evseId, 'Sample.Clock', 'kept', timestamp)
        }
      },
    })
  }

  get plan(): MeterPlan {
    return this.adapter.plan(this.core.settings.values)
  }

  get signer(): MeterSigner {
    this.ownSigner ??= new MeterSigner(this.core.state, this.core.facts)
    return this.ownSigner
  }

  listen(listener: MeterListener): void {
    this.listener = listener
  }

  /** A transaction begins, or goes on after a power cut. */
  start(evseId: number): void {
    this.schedule.start(evseId)
  }

  stop(evseId: number): void {
    this.lastPeriodic?.delete(evseId)
    this.schedule.stop(evseId)
  }

  /** Registers at the last periodic reading of the transaction; from now on, at this one. */
  sinceLast(evseId: number, reading: Reading): Registers {
    this.lastPeriodic ??= new Map()
    const now = registersOf(reading)
    const since = this.lastPeriodic.get(evseId) ?? {
      ...now,
      energyWh: evseOf(this.core.body.state, evseId)?.transaction?.startWh ?? now.energyWh,
    }
    this.lastPeriodic.set(evseId, now)
    return since
  }

  /** There is power again. */
  resume(): void {
    this.schedule.resume()
  }

  /** What the meter shows now; 0 is the main meter. */
  read(evseId: number): Reading {
    const { body, time } = this.core
    body.apply({ type: 'timePassed' })
    if (evseId === 0) return readMainMeter(body.state, time.iso())
    const evse = evseOf(body.state, evseId)
    if (evse === undefined) throw new TypeError(`the station has no EVSE ${evseId}`)
    return readMeter(evse, time.iso(), body.state.grid)
  }

  /** A reading as messages tell it; undefined where nothing of what is wanted can be measured. */
  sample(evseId: number, reading: Reading, { measurands, context, isSigned, since }: SampleWish): MeterSample | undefined {
    const isMain = evseId === 0
    const options: MeasureOptions = { withPhases: !this.core.settings.values.registerValuesWithoutPhases, since, isMain }
    const values = measure(reading, measurands, options)
    if (values.length === 0) return undefined
    const sample: MeterSample = { timestamp: reading.timestamp, context, values }
    const evse = evseOf(this.core.body.state, evseId)
    if (!isSigned || evse === undefined) return sample
    const place = { evseId, isDc: evse.kind === 'DC', token: evse.authorization?.token }
    return this.signer.sign(sample, place, ({ measurand, phase }) => phase === undefined && signable.has(measurand))
  }

  /** MeterValues because the csms asked; of one EVSE, or of all. */
  triggered(evseId: number | undefined, transactionIdAt: (evseId: number) => string | undefined): void {
    const { body, link, events } = this.core
    const ids = evseId === undefined ? body.state.evses.map((evse) => evse.evseId) : [evseId]
    for (const id of ids) {
      const reading = this.read(id)
      const wish = { context: 'Trigger' as const, isSigned: this.signsAligned }
      const sample =
        this.sample(id, reading, { ...wish, measurands: this.plan.triggered }) ??
        this.sample(id, reading, { ...wish, measurands: energyOnly })
      for (const message of this.messages(id, sample, transactionIdAt(id))) {
        link.call(message, { isTriggered: true }).catch((error: unknown) => events.emit('error', { error, during: 'MeterValues' }))
      }
    }
  }

  get signsAligned(): boolean {
    const { alignedSignReadings, alignedSignUpdatedReadings } = this.core.settings.values
    return alignedSignReadings && alignedSignUpdatedReadings
  }

  /** A time of day at which everything is read (J01.FR.14, J01.FR.19–22). */
  private aligned(timestamp: string): void {
    const { body, settings } = this.core
    const isBusy = body.state.evses.some(({ transaction }) => transaction !== undefined)
    if (isBusy && settings.values.alignedSendDuringIdle) return
    for (const evseId of [0, ...body.state.evses.map((evse) => evse.evseId)]) {
      if (evseOf(body.state, evseId)?.transaction !== undefined) this.listener?.due(evseId, 'Sample.Clock', 'told', timestamp)
      else this.tellIdle(evseId, timestamp)
    }
  }

  private tellIdle(evseId: number, timestamp: string): void {
    const sample = this.clockSample(evseId, timestamp)
    if (sample === undefined) return
    const { link, outbox, events } = this.core
    for (const message of this.messages(evseId, sample, undefined)) {
      if (this.adapter.isQueued) outbox.add(message, { isDroppable: true })
      else if (link.maySpeak) link.call(message).catch((error: unknown) => events.emit('error', { error, during: 'MeterValues' }))
    }
  }

  /** What is told of an EVSE at a time of day; intervals count from the one before. */
  clockSample(evseId: number, timestamp: string): MeterSample | undefined {
    const reading = { ...this.read(evseId), timestamp }
    const { aligned } = this.plan
    this.lastAligned ??= new Map()
    const since = this.lastAligned.get(evseId)
    this.lastAligned.set(evseId, registersOf(reading))
    return this.sample(evseId, reading, { measurands: aligned.measurands, context: 'Sample.Clock', isSigned: this.signsAligned, since })
  }

  private messages(evseId: number, sample: MeterSample | undefined, transactionId: string | undefined): readonly Outgoing[] {
    if (sample === undefined) return []
    return this.adapter.meterValues({ evse: evseOf(this.core.body.state, evseId), transactionId, samples: [sample] }, this.core)
  }
}

const registersOf = ({ energyWh, exportWh, reactiveImportVarh, reactiveExportVarh }: Reading): Registers => ({
  energyWh,
  exportWh,
  reactiveImportVarh,
  reactiveExportVarh,
})

const energyOnly = ['Energy.Active.Import.Register']
