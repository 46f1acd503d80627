import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Identity } from '../identity/identity.js'
import type { Insides } from '../insides.js'
import type { Visibility } from './visibility.js'

/** What routes work with. They use the domain (`features`), and of the store what they list. */
export interface ApiContext extends Insides {
  readonly identity: Identity
  /**
   * Which stations a caller may see. Routes with `:stationId` in their path need not ask; lists over stations, filters and bodies that name
   * stations do.
   */
  readonly visibility: Visibility
}

/** The routes of one block, registered under `/v1`; routes.ts lists them all. */
export type Routes = (context: ApiContext) => FastifyPluginAsyncTypebox
