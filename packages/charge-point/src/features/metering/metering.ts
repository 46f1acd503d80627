import { ceilingW, type EvseState, evseOf, pluggedConnector, powerW, socPercent } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'

/** What the meter of an EVSE shows at one time. */
export interface Reading {
  readonly timestamp: string
  readonly energyWh: number
  readonly powerW: number
  readonly offeredW: number
  readonly voltageV: number
  /** Per phase in use; one value for DC. */
  readonly currentA: readonly number[]
  readonly isThreePhase: boolean
  readonly socPercent: number | undefined
}

/** One value of a reading, named as the specification names it. */
export interface Measured {
  readonly measurand: string
  readonly value: number
  readonly unit: 'Wh' | 'W' | 'A' | 'V' | 'Percent' | 'Hertz'
  readonly phase?: 'L1' | 'L2' | 'L3' | 'L1-N' | 'L2-N' | 'L3-N' | undefined
}

export type ReadingContext = 'Sample.Periodic' | 'Transaction.Begin' | 'Transaction.End' | 'Trigger'

export interface MeteringAdapter {
  /** A MeterValues message outside of any transaction. */
  meterValues(evse: EvseState, reading: Reading, measurands: readonly string[], context: ReadingContext, core: Core): Outgoing
}

const lines = ['L1', 'L2', 'L3'] as const
const toNeutral = ['L1-N', 'L2-N', 'L3-N'] as const

/** How each measurand is read; a measurand without a row cannot be configured. */
const instruments: Readonly<Record<string, (reading: Reading) => readonly Measured[]>> = {
  'Energy.Active.Import.Register': ({ energyWh }) => [
    { measurand: 'Energy.Active.Import.Register', value: Math.floor(energyWh), unit: 'Wh' },
  ],
  'Power.Active.Import': (reading) => [{ measurand: 'Power.Active.Import', value: tenth(reading.powerW), unit: 'W' }],
  'Power.Offered': ({ offeredW }) => [{ measurand: 'Power.Offered', value: tenth(offeredW), unit: 'W' }],
  'Current.Import': ({ currentA, isThreePhase }) =>
    currentA.map((value, index) => ({
      measurand: 'Current.Import',
      value: tenth(value),
      unit: 'A',
      phase: isThreePhase ? lines[index] : undefined,
    })),
  Voltage: ({ voltageV, isThreePhase }) =>
    isThreePhase
      ? toNeutral.map((phase) => ({ measurand: 'Voltage', value: voltageV, unit: 'V', phase }))
      : [{ measurand: 'Voltage', value: voltageV, unit: 'V' }],
  Frequency: () => [{ measurand: 'Frequency', value: 50, unit: 'Hertz' }],
  SoC: ({ socPercent: value }) => (value === undefined ? [] : [{ measurand: 'SoC', value: tenth(value), unit: 'Percent' }]),
}

export const supportedMeasurands: readonly string[] = Object.keys(instruments)

const tenth = (value: number): number => Math.round(value * 10) / 10

/** The values of a reading, in the order in which they were configured. */
export const measure = (reading: Reading, measurands: readonly string[]): readonly Measured[] =>
  measurands.flatMap((measurand) => instruments[measurand]?.(reading) ?? [])

export function read(evse: EvseState, timestamp: string): Reading {
  const ev = pluggedConnector(evse)?.ev
  const power = powerW(evse)
  return {
    timestamp,
    energyWh: evse.energyWh,
    powerW: power,
    offeredW: evse.authorization === undefined ? 0 : Math.min(evse.offeredW, ceilingW(evse)),
    voltageV: evse.voltageV,
    currentA: Array.from({ length: evse.phases }, () => power / evse.voltageV / evse.phases),
    isThreePhase: evse.phases === 3,
    socPercent: ev === undefined ? undefined : socPercent(ev),
  }
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

  /** What the meter shows now. */
  read(evseId: number): Reading {
    const { body, time } = this.core
    body.apply({ type: 'timePassed' })
    const evse = evseOf(body.state, evseId)
    if (evse === undefined) throw new TypeError(`the station has no EVSE ${evseId}`)
    return read(evse, time.iso())
  }

  /** MeterValues because the csms asked; of one EVSE, or of all. */
  triggered(evseId: number | undefined): void {
    const { body, settings, link, events } = this.core
    const ids = evseId === undefined ? body.state.evses.map((evse) => evse.evseId) : [evseId]
    for (const id of ids) {
      const reading = this.read(id)
      const evse = evseOf(body.state, id)
      if (evse === undefined) continue
      const message = this.adapter.meterValues(evse, reading, settings.values.alignedMeasurands, 'Trigger', this.core)
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
