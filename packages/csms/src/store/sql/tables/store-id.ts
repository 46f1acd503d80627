import { randomUUID } from 'node:crypto'
import { type Dialect, prepare } from '../dialect.js'
import type { Engine } from '../engine.js'
import { rows, run, type Work } from '../work.js'

const slot = 1

function storeIdTable({ db }: Dialect) {
  const select = prepare(db.selectFrom('store_id').select('id').where('slot', '=', slot))
  const insert = prepare(
    db
      .insertInto('store_id')
      .values({ slot, id: '' })
      .onConflict((conflict) => conflict.doNothing()),
  )

  function* find(): Work<string | undefined> {
    const [row] = yield* rows(select, [slot])
    return row?.id
  }
  return {
    find,
    /** Of several that make one at a time the first one stays. */
    *make(id: string): Work<string> {
      yield* run(insert, [slot, id])
      return (yield* find()) ?? id
    },
  }
}

/** Reads what tells a database from all others, or makes it; once known it is told without asking again, so also while the database is away. */
export function createStoreId(engine: Engine): () => Promise<string> {
  const table = storeIdTable(engine.dialect)
  let known: string | undefined
  return async () => {
    known ??= (await engine.read(() => table.find())) ?? (await engine.write(() => table.make(randomUUID())))
    return known
  }
}
