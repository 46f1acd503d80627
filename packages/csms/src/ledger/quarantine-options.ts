import { checkNames, type NamesOf } from '../option-names.js'

/**
 * How much is kept of messages that their stations were refused: of stations that are not accepted, and such as break their schema. Each
 * content is kept once; what is beyond is counted and not kept. What an accepted station was told is known is kept without a bound.
 */
export interface QuarantineOptions {
  /** Messages of one station. Default 500. */
  readonly maxMessagesPerStation?: number | undefined
  /** Bytes of their payloads, as JSON. Default 2,000,000. */
  readonly maxBytesPerStation?: number | undefined
  /** Messages of all stations. Default 10,000. */
  readonly maxMessages?: number | undefined
  /** Bytes of their payloads, as JSON. Default 64,000,000. */
  readonly maxBytes?: number | undefined
}

export type QuarantineBounds = { readonly [Name in keyof QuarantineOptions]-?: number }

const defaults: QuarantineBounds = {
  maxMessagesPerStation: 500,
  maxBytesPerStation: 2_000_000,
  maxMessages: 10_000,
  maxBytes: 64_000_000,
}

const names: NamesOf<QuarantineOptions> = {
  maxMessagesPerStation: true,
  maxBytesPerStation: true,
  maxMessages: true,
  maxBytes: true,
}

/** @throws TypeError naming the option that is wrong */
export function resolveQuarantine(options: QuarantineOptions = {}): QuarantineBounds {
  checkNames(options, names, 'quarantine')
  const given = Object.entries(defaults).map(([name, fallback]) => {
    const value = options[name as keyof QuarantineOptions] ?? fallback
    if (Number.isSafeInteger(value) && value >= 0) return [name, value] as const
    throw new TypeError(`quarantine.${name} must be a whole number of at least 0, not ${String(value)}`)
  })
  return Object.fromEntries(given) as unknown as QuarantineBounds
}
