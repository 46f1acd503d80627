import type { Page, PageQuery } from '../../store/page.js'
import type { IdToken, Token } from './token.js'

export interface AuthorizationStore {
  /** Adds a token or replaces the one of the same type and folded value. */
  putToken(tenantId: string, token: Token): Promise<void>
  /** By folded value; a missing type, on either side, agrees with any. An exact type wins. */
  findToken(tenantId: string, token: IdToken): Promise<Token | undefined>
  /** Returns whether there was one. */
  deleteToken(tenantId: string, token: IdToken): Promise<boolean>
  /** By value. */
  listTokens(tenantId: string): Promise<readonly Token[]>
  pageTokens(tenantId: string, query: PageQuery): Promise<Page<Token>>
}
