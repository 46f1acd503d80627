/*
 * What a message about a transaction says, told apart from how often and under which message ids it was sent. Nothing here is the
 * csms's own: it is read off the wire.
 */

/** Messages that carry facts about transactions, and how many facts each is. */
const factual: Readonly<Record<string, (request: Request) => number>> = {
  StartTransaction: () => 1,
  StopTransaction: () => 1,
  // A moment each; without a transaction it is a reading of the outlet's own.
  MeterValues: ({ transactionId, meterValue = [] }) => (transactionId === undefined ? 0 : meterValue.length),
  TransactionEvent: () => 1,
}

interface Request {
  readonly transactionId?: unknown
  readonly meterValue?: readonly unknown[]
}

/** How many facts about transactions a message carries; most carry none. */
export const factsIn = (action: string, request: object): number => factual[action]?.(request as Request) ?? 0

/** The same text for the same content, whatever the order of its members. `offline` may differ between two sendings (E04.FR.03). */
export function contentOf(request: object): string {
  const { offline, ...content } = request as { readonly offline?: unknown }
  return canonical(content)
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  const sorted = members.toSorted(([left], [right]) => (left < right ? -1 : 1))
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`
}
