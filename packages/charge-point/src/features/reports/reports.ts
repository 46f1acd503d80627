import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'

/** How large the data of one part may grow; a csms need not take more at once. */
const partBytes = 20_000

/** Cuts a list into parts of a size that one message holds; an element of its own is never cut. */
export function split<T>(items: readonly T[], maxBytes = partBytes): readonly (readonly T[])[] {
  const parts: T[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1
    if (bytes + size > maxBytes) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)?.push(item)
    bytes += size
  }
  return parts
}

/** Where a part stands in its report (B07.FR.10, B08.FR.14, N02.FR.09). */
export interface PartNumber {
  readonly seqNo: number
  /** To be continued: another part follows. */
  readonly tbc: boolean
}

/** The messages of a report, numbered from 0. */
export const numbered = <T>(parts: readonly T[], message: (part: T, number: PartNumber) => Outgoing): readonly Outgoing[] =>
  parts.map((part, seqNo) => message(part, { seqNo, tbc: seqNo < parts.length - 1 }))

/** Sends what the csms asked for and what is too long for an answer: part by part, one report at a time. */
export class Reports {
  /** A report is under way, and another one would have to wait (B07.FR.13, B08.FR.16). */
  isBusy = false

  constructor(private readonly core: Core) {}

  /** Goes on while the station is pending: the csms asked for it (B02.FR.02). The first part that fails ends it. */
  send(parts: readonly Outgoing[]): void {
    this.isBusy = true
    this.sendAll(parts)
      .catch((error: unknown) => this.core.events.emit('error', { error, during: parts[0]?.action ?? 'report' }))
      .finally(() => {
        this.isBusy = false
      })
  }

  private async sendAll(parts: readonly Outgoing[]): Promise<void> {
    for (const part of parts) await this.core.link.call(part, { isTriggered: true })
  }
}
