import type { BodyEffect } from '../../body/index.js'
import type { Core } from '../../core.js'
import { problemWith } from './check.js'
import type { Tariff } from './tariff.js'
import type { TariffAlarm } from './tariff-alarm.js'

/** What a driver who has been let in brings along for the account. Plain data: it outlives a power cut. */
export interface Arrangement {
  readonly idToken: string
  /** Undefined: that of the place. */
  readonly tariff: Tariff | undefined
  /** The csms counts, for the station cannot work with its tariff (I08.FR.33). */
  readonly isCentral: boolean
  /** Since when the place was kept, on the station's clock. */
  readonly reservedAtMs: number | undefined
}

/** What comes of a tariff that the csms names for a driver; `refuse`: he may not charge at all. */
export type TariffVerdict = Pick<Arrangement, 'tariff' | 'isCentral'> | 'refuse'

const section = 'driverTariffs'
const none: TariffVerdict = { tariff: undefined, isCentral: false }

/** The tariffs of single drivers, from when they are let in until they have gone (I08). */
export class DriverTariffs {
  private byEvse: Map<number, Arrangement> | undefined
  private isWatching = false

  constructor(
    private readonly core: Core,
    private readonly alarm: TariffAlarm,
  ) {
    const stored = core.state.load(section)
    if (stored.size === 0) return
    this.byEvse = new Map([...stored].map(([key, value]) => [Number(key), value as Arrangement]))
    this.watch()
  }

  /** From the first driver on who brings something along. */
  private watch(): void {
    if (this.isWatching) return
    this.isWatching = true
    this.core.body.perform((effect) => this.perform(effect))
  }

  get all(): ReadonlyMap<number, Arrangement> {
    return this.byEvse ?? new Map()
  }

  at(evseId: number): Arrangement | undefined {
    return this.byEvse?.get(evseId)
  }

  /** A tariff has come with the leave to charge, or none has (I08.FR.10, I08.FR.30–37). */
  judge(tariff: Tariff | undefined): TariffVerdict {
    const { tariffEnabled, tariffMaxElements, tariffConditions, handleFailedTariff } = this.core.settings.values
    if (tariff === undefined || !tariffEnabled) return none
    const problem = problemWith(tariff, { maxElements: tariffMaxElements, conditions: tariffConditions })
    if (problem === undefined) {
      this.alarm.clear()
      return { tariff, isCentral: false }
    }
    this.alarm.raise(techCodes[problem])
    if (handleFailedTariff === 'Deauthorize') return 'refuse'
    return { tariff: undefined, isCentral: handleFailedTariff === 'CentralCost' }
  }

  /** A driver is about to be let in. */
  comes(evseId: number, arrangement: Arrangement): void {
    // Most drivers bring nothing.
    const { tariff, isCentral, reservedAtMs } = arrangement
    if (tariff === undefined && !isCentral && reservedAtMs === undefined) return this.leaves(evseId)
    this.watch()
    this.byEvse ??= new Map()
    this.byEvse.set(evseId, arrangement)
    this.core.state.put(section, String(evseId), arrangement)
  }

  leaves(evseId: number): void {
    if (this.byEvse?.delete(evseId) !== true) return
    if (this.byEvse.size === 0) this.byEvse = undefined
    this.core.state.remove(section, String(evseId))
  }

  private perform(effect: BodyEffect): void {
    if (effect.type === 'authorizationLapsed' || effect.type === 'transactionEnded') this.leaves(effect.evseId)
  }
}

/** Reason codes of the appendix. */
const techCodes = {
  TooManyElements: 'TooManyElements',
  ConditionNotSupported: 'UnsupportedParam',
  InvalidValue: 'InvalidValue',
} as const
