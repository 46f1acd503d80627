import { StoreError } from '../store-error.js'
import type { Engine } from './engine.js'
import type { Kind } from './group-commit.js'

interface Question<In, Out> {
  readonly input: In
  resolve(output: Out): void
  reject(error: unknown): void
}

/** Questions of one statement. */
const maxQuestions = 256
/** Statements under way for one kind of question. */
const maxStatements = 2

/**
 * Asks many questions of one kind in one statement: those that come in one turn of the event loop, and, while the database is busy with
 * some, those that come meanwhile. A storm of messages costs a few statements, not one for each.
 */
export function groupReads<In, Out>(engine: Pick<Engine, 'read'>, kind: Kind<In, Out>): (input: In) => Promise<Out> {
  let waiting: Question<In, Out>[] = []
  let isScheduled = false
  let running = 0

  const schedule = (): void => {
    if (isScheduled || running >= maxStatements || waiting.length === 0) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      void askNext()
    })
  }

  const askNext = async (): Promise<void> => {
    const questions = waiting.slice(0, maxQuestions)
    waiting = waiting.slice(maxQuestions)
    running += 1
    schedule()
    await answer(questions)
    running -= 1
    schedule()
  }

  const answer = async (questions: readonly Question<In, Out>[]): Promise<void> => {
    try {
      const answers = await engine.read(() => kind(questions.map(({ input }) => input)))
      for (const [at, question] of questions.entries()) question.resolve(answers[at] as Out)
    } catch (error) {
      await recover(questions, error)
    }
  }

  /** A question that cannot be asked fails alone; a database that is gone fails them all. */
  const recover = async (questions: readonly Question<In, Out>[], error: unknown): Promise<void> => {
    const isShared = questions.length === 1 || (error instanceof StoreError && error.isRetryable)
    if (isShared) for (const question of questions) question.reject(error)
    else for (const question of questions) await answer([question])
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject })
      schedule()
    })
}
