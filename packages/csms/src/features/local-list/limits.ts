import type { GetVariableResult, VariableName } from '../provisioning/commands.js'
import type { ListLimits } from './list-state.js'

/** The variables in which a version says what its local list is like; one that is missing is not said. */
export interface LimitVariables {
  /** The list is there if one of them is known. */
  readonly enabled: VariableName
  readonly maxEntries: VariableName
  readonly itemsPerMessage: VariableName
  readonly bytesPerMessage?: VariableName | undefined
  /** Whose upper limit is how many entries fit; a report tells it (2.x). */
  readonly entries?: VariableName | undefined
}

/**
 * Asks a station what its list is like. Where 2.x says how many entries fit, the `maxLimit` of Entries, is not for GetVariables to tell but
 * for reports; some stations answer to MaxSet.
 */
export async function readLimits(
  { enabled, maxEntries, itemsPerMessage, bytesPerMessage }: LimitVariables,
  getVariables: (names: readonly VariableName[]) => Promise<readonly GetVariableResult[]>,
): Promise<Omit<ListLimits, 'readAt'>> {
  const names = [enabled, maxEntries, itemsPerMessage, ...(bytesPerMessage === undefined ? [] : [bytesPerMessage])]
  const [isEnabled, most, items, bytes] = await getVariables(names)
  return {
    isSupported: isEnabled?.status === 'Accepted' || [most, items].some((one) => one?.status === 'Accepted'),
    isEnabled: isEnabled?.status === 'Accepted' && isEnabled.value?.toLowerCase() === 'true',
    maxEntries: numberOf(most, 0),
    itemsPerMessage: numberOf(items, 1),
    bytesPerMessage: numberOf(bytes, 1),
  }
}

function numberOf(result: GetVariableResult | undefined, least: number): number | undefined {
  const text = result?.status === 'Accepted' ? result.value?.trim() : undefined
  const value = text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isInteger(value) && value >= least ? value : undefined
}
