import { type Block, transactionIdOf } from './tables/counters.js'

interface Open {
  next: number
  last: number
  reserving: Promise<void> | undefined
}

/** Gives out the numbers of blocks that are reserved when the one before is used up: most cost nothing. */
export function createNumbers(reserve: (tenantId: string) => Promise<Block>): (tenantId: string) => Promise<number> {
  const byTenant = new Map<string, Open>()

  const refill = async (tenantId: string, open: Open): Promise<void> => {
    try {
      const { last, size } = await reserve(tenantId)
      open.next = last - size + 1
      open.last = last
    } finally {
      open.reserving = undefined
    }
  }

  return async (tenantId) => {
    const open = byTenant.get(tenantId) ?? { next: 1, last: 0, reserving: undefined }
    byTenant.set(tenantId, open)
    while (open.next > open.last) {
      open.reserving ??= refill(tenantId, open)
      await open.reserving
    }
    const number = open.next
    open.next += 1
    return transactionIdOf(number)
  }
}
