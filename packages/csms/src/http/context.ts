import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Insides } from '../insides.js'

/** What routes work with. They use the domain (`features`), and of the store what they list. */
export interface ApiContext extends Insides {}

/** The routes of one block, registered under `/v1`; routes.ts lists them all. */
export type Routes = (context: ApiContext) => FastifyPluginAsyncTypebox
