import type { Page, PageQuery } from '../../store/page.js'
import type { IdToken, Token, TokenGroup } from './token.js'

/** Counts what was changed of tokens and groups, over all nodes and restarts. */
export interface TokenNews {
  /** All changes. */
  readonly changes: number
  /** Those of what was known before: stations may hold what is no longer true. */
  readonly edits: number
}

export interface AuthorizationStore {
  /** Adds a token or replaces the one of the same type and folded value; resolves with the one that was replaced. */
  putToken(tenantId: string, token: Token): Promise<Token | undefined>
  /** By folded value; a missing type, on either side, agrees with any. An exact type wins. */
  findToken(tenantId: string, token: IdToken): Promise<Token | undefined>
  /** By folded value and exactly this type, or none. Resolves with what was deleted. */
  deleteToken(tenantId: string, token: IdToken): Promise<Token | undefined>
  /** By value. */
  listTokens(tenantId: string): Promise<readonly Token[]>
  pageTokens(tenantId: string, query: PageQuery): Promise<Page<Token>>
  /** Adds a group or replaces the one of the same folded id; resolves with the one that was replaced. */
  putGroup(tenantId: string, group: TokenGroup): Promise<TokenGroup | undefined>
  findGroup(tenantId: string, groupId: string): Promise<TokenGroup | undefined>
  /** Resolves with what was deleted; tokens go on naming it. */
  deleteGroup(tenantId: string, groupId: string): Promise<TokenGroup | undefined>
  /** By id. */
  pageGroups(tenantId: string, query: PageQuery): Promise<Page<TokenGroup>>
  /** What was changed so far; putting what is there already changes nothing. */
  news(tenantId: string): Promise<TokenNews>
}
