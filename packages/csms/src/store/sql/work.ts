import type { Compilable } from 'kysely'

/*
 * A piece of work on the database, written once for all engines: a generator that yields what it asks of the database and is
 * resumed with the answer. SQLite runs it in one go, without a turn of the event loop; PostgreSQL awaits each step.
 */

export type Value = string | number | null

/** A row as the engine gives it: one value for each column. */
export type Row = Readonly<Record<string, Value>>

/** One statement. */
export interface Ask {
  readonly sql: string
  readonly parameters: readonly Value[]
  /** Its text is one of few, and stays prepared. */
  readonly isPrepared: boolean
}

/** The same statement for each of many rows; PostgreSQL takes them in one. */
export interface Put {
  readonly put: PutStatement
  readonly rows: readonly (readonly Value[])[]
}

export interface PutStatement {
  readonly sql: string
}

export interface Answer {
  readonly rows: readonly Row[]
  /** Rows written. */
  readonly changes: number
}

export type Step = Ask | Put

/** Something that waits for the COMMIT, and is not done without it. */
export interface AfterCommit {
  readonly afterCommit: () => void
}

export type Work<T> = Generator<Step | AfterCommit, T, Answer>

/** A statement whose text is known beforehand, and the rows that it gives. */
export interface Prepared<R> {
  readonly sql: string
  readonly '~row'?: R
}

export function* rows<R>({ sql }: Prepared<R>, parameters: readonly Value[]): Work<readonly R[]> {
  const answer = yield { sql, parameters, isPrepared: true }
  // The statement was made together with its type.
  return answer.rows as readonly unknown[] as readonly R[]
}

/** Asks a query that is made for the occasion. */
export function* ask<R>(query: Compilable<R>): Work<readonly R[]> {
  const { sql, parameters } = query.compile()
  const answer = yield { sql, parameters: parameters as readonly Value[], isPrepared: false }
  return answer.rows as readonly unknown[] as readonly R[]
}

/** Rows for many keys at once, which go over as one parameter. */
export function* rowsFor<R>(statement: Prepared<R>, keys: readonly (readonly Value[])[]): Work<readonly R[]> {
  return keys.length === 0 ? [] : yield* rows(statement, [JSON.stringify(keys)])
}

/** Runs a statement that gives no rows; returns how many it wrote. */
export function* run({ sql }: Prepared<unknown>, parameters: readonly Value[]): Work<number> {
  return (yield { sql, parameters, isPrepared: true }).changes
}

/** @returns how many rows were written */
export function* put(statement: PutStatement, all: readonly (readonly Value[])[]): Work<number> {
  return all.length === 0 ? 0 : (yield { put: statement, rows: all }).changes
}

/** Has something done once all of this is committed; where it is not, or where nothing is written, it is forgotten. */
export function* afterCommit(action: () => void): Work<void> {
  yield { afterCommit: action }
}

/** Runs work on a database that answers at once; what is to follow its COMMIT goes into `followUps`. */
export function runNow<T>(work: Work<T>, perform: (step: Step) => Answer, followUps: (() => void)[] = []): T {
  let next = work.next()
  while (next.done !== true) next = work.next(isStep(next.value, followUps) ? perform(next.value) : nothing)
  return next.value
}

/** Runs work on a database that is asked over a network. */
export async function runSoon<T>(work: Work<T>, perform: (step: Step) => Promise<Answer>, followUps: (() => void)[] = []): Promise<T> {
  let next = work.next()
  while (next.done !== true) next = work.next(isStep(next.value, followUps) ? await perform(next.value) : nothing)
  return next.value
}

const nothing: Answer = { rows: [], changes: 0 }

function isStep(step: Step | AfterCommit, followUps: (() => void)[]): step is Step {
  if (!('afterCommit' in step)) return true
  followUps.push(step.afterCommit)
  return false
}
