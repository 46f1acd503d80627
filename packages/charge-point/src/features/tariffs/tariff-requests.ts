import { OcppError } from '@ocpp-kit/rpc'
import type { Core } from '../../core.js'
import type { Decision } from '../decision.js'
import { problemWith, type TariffProblem } from './check.js'
import type { CostParts, LocalCosts } from './local-costs.js'
import type { Tariff, TariffKind } from './tariff.js'

type Refusal = Exclude<TariffProblem, 'InvalidValue'>

export type SetStatus = 'Accepted' | 'Rejected' | 'DuplicateTariffId' | Refusal

export type ChangeStatus = 'Accepted' | 'Rejected' | 'TxNotFound' | 'NoCurrencyChange' | Refusal

/** A tariff and whom or what it is for. */
export interface TariffAssignment {
  readonly tariffId: string
  readonly tariffKind: TariffKind
  readonly validFrom?: string | undefined
  readonly evseIds: readonly number[]
  readonly idTokens: readonly string[]
}

/** What a csms asks about tariffs (I07, I09–I11). */
export class TariffRequests {
  constructor(
    private readonly core: Core,
    private readonly parts: Omit<CostParts, 'alarm'> & { readonly costs: LocalCosts },
  ) {}

  /** @param evseId 0: at all of them */
  setDefault(evseId: number, tariff: Tariff): Decision<SetStatus> {
    this.checkEnabled()
    const evseIds = this.core.body.state.evses.map((evse) => evse.evseId)
    if (evseId !== 0 && !evseIds.includes(evseId)) return { status: 'Rejected', reason: 'UnknownEvse' }
    const problem = this.problemWith(tariff)
    if (problem === 'InvalidValue') return { status: 'Rejected', reason: problem }
    if (problem !== undefined) return { status: problem }
    if (this.assignments(0).some(({ tariffId }) => tariffId === tariff.tariffId)) return { status: 'DuplicateTariffId' }
    return { status: 'Accepted', run: () => this.parts.defaults.install(tariff, evseId === 0 ? evseIds : [evseId]) }
  }

  /** @param evseId 0: of all of them (I09.FR.01–07) */
  assignments(evseId: number): readonly TariffAssignment[] {
    this.checkEnabled()
    const ofDefaults = this.parts.defaults.list().map(
      ({ tariffId, validFrom, evseIds }): TariffAssignment => ({
        ...{ tariffId, tariffKind: 'DefaultTariff', evseIds, idTokens: [] },
        ...(validFrom === undefined ? {} : { validFrom }),
      }),
    )
    return [...ofDefaults, ...this.ofDrivers()].filter(({ evseIds }) => evseId === 0 || evseIds.includes(evseId))
  }

  /** @returns the ids of those that are gone; running transactions go on with theirs (I10) */
  clear(tariffIds: readonly string[] | undefined, evseId: number | undefined): readonly string[] {
    this.checkEnabled()
    return this.parts.defaults.clear(tariffIds, evseId === 0 ? undefined : evseId)
  }

  change(transactionId: string, tariff: Tariff): Decision<ChangeStatus> {
    this.checkEnabled()
    const problem = this.problemWith(tariff)
    if (problem !== undefined && problem !== 'InvalidValue') return { status: problem }
    const record = this.parts.transactions.find(transactionId)
    if (record === undefined) return { status: 'TxNotFound' }
    const current = this.parts.costs.tariffOf(record.key)
    if (current !== undefined && current.currency !== tariff.currency) return { status: 'NoCurrencyChange' }
    if (problem !== undefined) return { status: 'Rejected', reason: problem }
    return { status: 'Accepted', run: () => this.parts.costs.change(record.key, tariff) }
  }

  /** Tariffs of drivers who have been let in, with the EVSE once their transaction goes by it (I08.FR.07, I09.FR.05–06). */
  private ofDrivers(): readonly TariffAssignment[] {
    const found = new Map<string, { evseIds: Set<number>; idTokens: Set<string> }>()
    const note = (tariffId: string, idToken: string | undefined, evseId?: number): void => {
      const entry = found.get(tariffId) ?? { evseIds: new Set(), idTokens: new Set() }
      if (idToken !== undefined) entry.idTokens.add(idToken)
      if (evseId !== undefined) entry.evseIds.add(evseId)
      found.set(tariffId, entry)
    }
    const charging = new Set<number>()
    for (const { evseId, idToken, ledger } of this.parts.costs.accounts) {
      charging.add(evseId)
      if (ledger.kind === 'DriverTariff') note(ledger.tariff.tariffId, idToken, evseId)
    }
    for (const [evseId, { tariff, idToken }] of this.parts.drivers.all) {
      if (tariff !== undefined && !charging.has(evseId)) note(tariff.tariffId, idToken)
    }
    return [...found].map(([tariffId, { evseIds, idTokens }]) => ({
      tariffId,
      tariffKind: 'DriverTariff',
      evseIds: [...evseIds],
      idTokens: [...idTokens],
    }))
  }

  private problemWith(tariff: Tariff): TariffProblem | undefined {
    const { tariffMaxElements, tariffConditions } = this.core.settings.values
    return problemWith(tariff, { maxElements: tariffMaxElements, conditions: tariffConditions })
  }

  /** @throws OcppError `NotSupported` (I07.FR.01, I11.FR.01) */
  private checkEnabled(): void {
    if (!this.core.settings.values.tariffEnabled) throw new OcppError('NotSupported', 'TariffCostCtrlr.Enabled[Tariff] is false')
  }
}
