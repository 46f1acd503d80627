import { isIdToken, isText } from '../authorization/token.js'
import type { ListScope, ListWish } from './list-state.js'

/** @throws TypeError naming the member that is wrong */
export function checkWish({ scope, maxEntries, excluded }: ListWish): void {
  if (scope !== undefined) checkScope('scope', scope)
  const isNumber = maxEntries === undefined || (Number.isInteger(maxEntries) && maxEntries >= 0)
  if (!isNumber) throw new TypeError(`maxEntries must be a whole number from 0, not ${String(maxEntries)}`)
  const areTokens = excluded === undefined || (Array.isArray(excluded) && excluded.every(isIdToken))
  if (!areTokens) throw new TypeError("excluded must be a list of tokens such as { idToken: 'A1B2' }")
}

/** @throws TypeError naming the option */
export function checkScope(option: string, scope: ListScope): ListScope {
  const isWord = scope === 'off' || scope === 'empty' || scope === 'all'
  const isLabel = typeof scope === 'object' && scope !== null && isText(scope.label)
  if (isWord || isLabel) return scope
  throw new TypeError(`${option} must be 'off', 'empty', 'all' or { label: 'name' }, not ${JSON.stringify(scope)}`)
}
