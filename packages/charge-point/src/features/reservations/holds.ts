/** For each reservation that leaves the place open: the EVSEs that would do. */
export type Wishes = readonly (readonly number[])[]

/** How many reservations can be served at once, each at an EVSE of its own. */
export function served(wishes: Wishes, free: ReadonlySet<number>): number {
  const takenBy = new Map<number, number>()
  const place = (wish: number, tried: Set<number>): boolean => {
    for (const evseId of wishes[wish] ?? []) {
      if (!free.has(evseId) || tried.has(evseId)) continue
      tried.add(evseId)
      const other = takenBy.get(evseId)
      // Whoever has it may find another.
      if (other !== undefined && !place(other, tried)) continue
      takenBy.set(evseId, wish)
      return true
    }
    return false
  }
  return wishes.filter((_, wish) => place(wish, new Set())).length
}

/** The free EVSEs that cannot be given away without leaving somebody out (H01.FR.07, H01.FR.09, H01.FR.20, H01.FR.24). */
export function needed(wishes: Wishes, free: ReadonlySet<number>): ReadonlySet<number> {
  if (wishes.length === 0) return new Set()
  const most = served(wishes, free)
  return new Set([...free].filter((evseId) => served(wishes, without(free, evseId)) < most))
}

export const without = (free: ReadonlySet<number>, evseId: number): ReadonlySet<number> =>
  new Set([...free].filter((one) => one !== evseId))
