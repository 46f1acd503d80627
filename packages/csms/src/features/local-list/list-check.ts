import { check } from '../../invalid-member.js'
import { checkNames } from '../../option-names.js'
import { isIdToken, isText } from '../authorization/token.js'
import type { ListScope, ListWish } from './list-state.js'

/** @throws TypeError naming the member that is wrong */
export function checkWish({ scope, maxEntries, excluded }: ListWish): void {
  if (scope !== undefined) checkScope('wish.scope', scope)
  check(maxEntries === undefined || (Number.isInteger(maxEntries) && maxEntries >= 0), 'wish.maxEntries', 'a whole number from 0')
  const areTokens = excluded === undefined || (Array.isArray(excluded) && excluded.every(isIdToken))
  check(areTokens, 'wish.excluded', "a list of tokens such as { idToken: 'A1B2' }")
}

/** @throws TypeError naming the option */
export function checkScope(option: string, scope: ListScope): ListScope {
  if (typeof scope === 'object' && scope !== null) checkNames(scope, { label: true }, option)
  const isWord = scope === 'off' || scope === 'empty' || scope === 'all'
  const isLabel = typeof scope === 'object' && scope !== null && isText(scope.label)
  check(isWord || isLabel, option, "'off', 'empty', 'all' or { label: 'name' }")
  return scope
}
