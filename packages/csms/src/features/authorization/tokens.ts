import type { Core } from '../../core.js'
import type { Page, PageQuery } from '../../store/page.js'
import type { Change, IdToken, Token, TokenGroup } from './token.js'
import { checkGroup, checkName, checkToken } from './token-check.js'

/** The tokens that a csms knows. Stations are told of changes when they ask, and by their local lists. */
export interface Tokens {
  /**
   * Adds a token or replaces the one of the same type and value, in whatever case.
   * @throws TypeError naming the member that is wrong
   */
  put(token: Token): Promise<Change<Token>>
  /** By value, in whatever case, and exactly this type, or none. */
  get(token: IdToken): Promise<Token | undefined>
  /** As `get`; where there is none nothing happens. */
  delete(token: IdToken): Promise<Change<Token>>
  /** By value. @throws StoreError `BAD_QUERY` */
  page(query?: PageQuery): Promise<Page<Token>>
}

/** What is said of groups of tokens as a whole; a group of which nothing is said needs none. */
export interface TokenGroups {
  /** As of tokens, by `groupId`. @throws TypeError naming the member that is wrong */
  put(group: TokenGroup): Promise<Change<TokenGroup>>
  get(groupId: string): Promise<TokenGroup | undefined>
  /** Tokens go on naming it; nothing more is said of it. */
  delete(groupId: string): Promise<Change<TokenGroup>>
  page(query?: PageQuery): Promise<Page<TokenGroup>>
}

export function createTokens({ store: { authorization }, tenantId, events }: Core): Tokens {
  const changed = <C extends Change<Token>>(change: C): C => {
    events.emit('token.changed', change)
    return change
  }
  return {
    put: async (token) => {
      const after = checkToken(token)
      return changed({ before: await authorization.putToken(tenantId, after), after })
    },
    get: async (token) => {
      checkName(token, 'token')
      const found = await authorization.findToken(tenantId, token)
      return found?.type === token.type ? found : undefined
    },
    delete: async (token) => {
      checkName(token, 'token')
      const before = await authorization.deleteToken(tenantId, token)
      const change = { before, after: undefined }
      return before === undefined ? change : changed(change)
    },
    page: (query = {}) => authorization.pageTokens(tenantId, query),
  }
}

export function createTokenGroups({ store: { authorization }, tenantId, events }: Core): TokenGroups {
  const changed = <C extends Change<TokenGroup>>(change: C): C => {
    events.emit('tokenGroup.changed', change)
    return change
  }
  return {
    put: async (group) => {
      const after = checkGroup(group)
      return changed({ before: await authorization.putGroup(tenantId, after), after })
    },
    get: (groupId) => authorization.findGroup(tenantId, groupId),
    delete: async (groupId) => {
      const before = await authorization.deleteGroup(tenantId, groupId)
      const change = { before, after: undefined }
      return before === undefined ? change : changed(change)
    },
    page: (query = {}) => authorization.pageGroups(tenantId, query),
  }
}
