/* A valid answer is odd when what was asked for does not hold afterwards, or when it contradicts the request. */

type Check<T> = (response: T) => string | undefined

/** The answer has one of these statuses. */
export const hasStatus =
  (...fine: readonly string[]): Check<{ readonly status: string }> =>
  ({ status }) =>
    fine.includes(status) ? undefined : `status is ${status}`

/** The answer says nothing that could be odd. */
export const isAnswered: Check<object> = () => undefined

/** What is odd about several parts of an answer, in one sentence; `undefined` when nothing is. */
export function oddities(found: readonly (string | undefined)[]): string | undefined {
  const odd = found.filter((part) => part !== undefined)
  return odd.length === 0 ? undefined : odd.join(', ')
}
