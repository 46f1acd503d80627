import type { Core } from '../../core.js'
import type { Tariff } from './tariff.js'

/** A tariff for whoever comes, and where. Plain data. */
interface Installed {
  readonly tariff: Tariff
  readonly evseIds: readonly number[]
  /** From when on it counts: when it was installed, or later. On the station's clock. */
  readonly fromMs: number
}

/** A default tariff as the csms hears of it. */
export interface DefaultTariff {
  readonly tariffId: string
  readonly validFrom: string | undefined
  readonly evseIds: readonly number[]
}

const section = 'tariffs'

/** The tariffs for those who have none of their own (I07, I09, I10). They survive a power cut (I07.FR.13). */
export class DefaultTariffs {
  /** In the order in which they came; made with the first. */
  private kept: Installed[] | undefined

  constructor(private readonly core: Core) {
    const stored = [...core.state.load(section).values()] as Installed[]
    if (stored.length > 0) this.kept = stored
  }

  /** Those that count or will count, by EVSE; what was replaced is gone (I07.FR.20–23). */
  list(): readonly DefaultTariff[] {
    return this.all().map(({ tariff, evseIds }) => ({ tariffId: tariff.tariffId, validFrom: tariff.validFrom, evseIds }))
  }

  /** The one that counts now (I07.FR.14, I07.FR.19). */
  at(evseId: number): Tariff | undefined {
    const nowMs = this.core.time.nowMs()
    return this.all().find((one) => one.evseIds.includes(evseId) && one.fromMs <= nowMs)?.tariff
  }

  has(tariffId: string): boolean {
    return this.all().some(({ tariff }) => tariff.tariffId === tariffId)
  }

  /** Puts a tariff in the place of those that it replaces (I07.FR.11–12, I07.FR.22). */
  install(tariff: Tariff, evseIds: readonly number[]): void {
    const nowMs = this.core.time.nowMs()
    const fromMs = Math.max(nowMs, tariff.validFrom === undefined ? nowMs : Date.parse(tariff.validFrom))
    this.keep([...this.all(), { tariff, evseIds, fromMs }])
  }

  /** @returns the ids of those that were there, at this EVSE where one is named (I10.FR.01–05) */
  clear(tariffIds: readonly string[] | undefined, evseId: number | undefined): readonly string[] {
    const isMeant = ({ tariff, evseIds }: Installed): boolean =>
      (tariffIds === undefined || tariffIds.includes(tariff.tariffId)) && (evseId === undefined || evseIds.includes(evseId))
    const meant = this.all().filter(isMeant)
    const isLeft = (id: number): boolean => evseId !== undefined && id !== evseId
    this.keep(this.all().map((one) => (meant.includes(one) ? { ...one, evseIds: one.evseIds.filter(isLeft) } : one)))
    return meant.map(({ tariff }) => tariff.tariffId)
  }

  private all(): readonly Installed[] {
    if (this.kept === undefined) return []
    const left = withoutReplaced(this.kept, this.core.time.nowMs())
    if (left.length !== this.kept.length || left.some((one, index) => one !== this.kept?.[index])) this.keep(left)
    return this.kept ?? []
  }

  private keep(all: readonly Installed[]): void {
    const { state, time } = this.core
    const left = withoutReplaced(all, time.nowMs())
    for (const { tariff } of this.kept ?? []) {
      if (!left.some((one) => one.tariff.tariffId === tariff.tariffId)) state.remove(section, tariff.tariffId)
    }
    for (const one of left) if (this.kept?.includes(one) !== true) state.put(section, one.tariff.tariffId, one)
    this.kept = left.length === 0 ? undefined : [...left]
  }
}

/** At each EVSE the latest of those whose time has come counts, and the others of these are gone. */
function withoutReplaced(all: readonly Installed[], nowMs: number): readonly Installed[] {
  const isReplacedAt = (one: Installed, index: number, evseId: number): boolean =>
    all.some(
      (other, at) =>
        other.evseIds.includes(evseId) &&
        other.fromMs <= nowMs &&
        (other.fromMs > one.fromMs || (other.fromMs === one.fromMs && at > index)),
    )
  return all
    .map((one, index) => {
      const evseIds = one.evseIds.filter((evseId) => !isReplacedAt(one, index, evseId))
      return evseIds.length === one.evseIds.length ? one : { ...one, evseIds }
    })
    .filter(({ evseIds }) => evseIds.length > 0)
}
