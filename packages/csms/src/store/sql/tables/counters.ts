import type { Dialect } from '../dialect.js'
import { storable } from '../text.js'
import { type Prepared, rows, type Work } from '../work.js'

/** Numbers that are reserved at once: those not given out before a crash are lost, which does no harm. */
const blockSize = 256

/** The last number of a block that is the caller's alone. */
export interface Block {
  readonly last: number
  readonly size: number
}

/** Numbers that are given out once, over all restarts and nodes. */
export function counterTables({ name }: Dialect, random: () => number) {
  const parameter = (at: number): string => (name === 'postgres' ? `$${at}` : '?')
  const reserve: Prepared<{ readonly value: number }> = {
    sql:
      `insert into "counter" ("tenant_id", "name", "value") values (${parameter(1)}, ${parameter(2)}, ${parameter(3)}) ` +
      `on conflict ("tenant_id", "name") do update set "value" = "counter"."value" + ${blockSize} returning "value"`,
  }
  return {
    /** A block for each tenant that is named, as often as it is named. */
    *reserve(tenants: readonly string[]): Work<readonly Block[]> {
      const blocks: Block[] = []
      for (const tenantId of tenants) {
        // Begins anywhere, so that stations which remember ids of an earlier system do not meet them again.
        const first = Math.floor(random() * 2 ** 30) + blockSize
        const [row] = yield* rows(reserve, [storable(tenantId), 'transaction', first])
        blocks.push({ last: row?.value ?? first, size: blockSize })
      }
      return blocks
    },
  }
}

const maxTransactionId = 2 ** 31 - 1

/** What a counter of any size comes to as a 1.6 transactionId: 1 to 2³¹ − 1, and then from the beginning. */
export const transactionIdOf = (value: number): number => ((value - 1) % maxTransactionId) + 1
