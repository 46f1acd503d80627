import { type AdditionalInfo, type Ev, type EvseState, pluggedConnector } from '../../body/index.js'

/** A way of energy transfer, in the words of 2.1; BPT is that of both directions. */
export type EnergyTransfer = 'AC_single_phase' | 'AC_two_phase' | 'AC_three_phase' | 'AC_BPT' | 'DC' | 'DC_BPT'

export const energyTransfers: readonly EnergyTransfer[] = ['AC_single_phase', 'AC_two_phase', 'AC_three_phase', 'AC_BPT', 'DC', 'DC_BPT']

const byPhases = { 1: 'AC_single_phase', 2: 'AC_two_phase', 3: 'AC_three_phase' } as const

export const isBidirectional = (transfer: string | undefined): boolean => transfer?.includes('BPT') === true

/** What an EVSE can do (Q01.FR.32). */
export function transfersOf({ kind, phases }: Pick<EvseState, 'kind' | 'phases'>, hasV2x: boolean): readonly EnergyTransfer[] {
  if (kind === 'DC') return hasV2x ? ['DC', 'DC_BPT'] : ['DC']
  const ac = phases === 1 ? (['AC_single_phase'] as const) : (['AC_single_phase', 'AC_two_phase', 'AC_three_phase'] as const)
  return hasV2x ? [...ac, 'AC_BPT'] : ac
}

/** What the car can do there: first what it does where nobody asks for more (Q01.FR.03, FR.09). */
export function transfersOfCar(
  { kind, phases }: Pick<EvseState, 'kind' | 'phases'>,
  ev: Pick<Ev, 'phases' | 'maxDischargeW'>,
  hasV2x: boolean,
): readonly [EnergyTransfer, ...EnergyTransfer[]] {
  const used = Math.min(phases, ev.phases ?? 3) as 1 | 2 | 3
  const usual = kind === 'DC' ? 'DC' : byPhases[used]
  const givesBack = hasV2x && (ev.maxDischargeW ?? 0) > 0
  return givesBack ? [usual, kind === 'DC' ? 'DC_BPT' : 'AC_BPT'] : [usual]
}

/**
 * What car and station agree on: both directions where the csms allows it, else what the car does anyway (Q01, Q02.FR.04). What the csms
 * has refused is not asked for again; undefined: nothing is left.
 */
export function choose(
  available: readonly [EnergyTransfer, ...EnergyTransfer[]],
  allowed: readonly string[] | undefined,
  refused: readonly string[],
): EnergyTransfer | undefined {
  const left = available.filter((one) => !refused.includes(one))
  const [usual] = available
  const wanted = allowed?.length === undefined ? [] : left.filter((one) => allowed.includes(one))
  return wanted.find(isBidirectional) ?? wanted[0] ?? (left.includes(usual) ? usual : undefined)
}

/** The car that stands there, if it speaks ISO 15118-20. */
export function modernCarAt(evse: EvseState): Ev | undefined {
  const ev = pluggedConnector(evse)?.ev
  return ev?.highLevel?.edition === 20 ? ev : undefined
}

/** How messages name the vehicle beside its driver (Q01.FR.02). */
export function vehicleInfo(evse: EvseState): AdditionalInfo | undefined {
  const evccId = modernCarAt(evse)?.highLevel?.evccId
  return evccId === undefined ? undefined : { additionalIdToken: evccId, type: 'EVCCID' }
}
