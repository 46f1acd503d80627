import { auditRoutes } from '../audit/routes.js'
import { callRoute } from '../commands/call-route.js'
import { commandRoutes } from '../commands/routes.js'
import { insightRoutes } from '../connection/insight-routes.js'
import { stationRoutes } from '../connection/routes.js'
import { eventRoutes } from '../events/routes.js'
import { tokenGroupRoutes } from '../features/authorization/group-routes.js'
import { tokenRoutes } from '../features/authorization/routes.js'
import { localListRoutes } from '../features/local-list/routes.js'
import { provisioningRoutes } from '../features/provisioning/routes.js'
import { ledgerRoutes } from '../features/transactions/ledger-routes.js'
import { transactionRoutes } from '../features/transactions/routes.js'
import { apiKeyRoutes } from '../identity/api-key-routes.js'
import { sessionRoutes } from '../identity/session-routes.js'
import { userRoutes } from '../identity/user-routes.js'
import { quarantineRoutes } from '../ledger/quarantine-routes.js'
import { webhookRoutes } from '../webhooks/routes.js'
import type { Routes } from './context.js'

/**
 * All routes under `/v1`, block by block. A route of one station has it in its path as `:stationId`, and a filter by station is `?station=`:
 * that is how it is known whose stations a caller asks for. Where one path has an id no other has a fixed name: stations give ids of any name.
 */
export const blocks: readonly Routes[] = [
  stationRoutes,
  insightRoutes,
  transactionRoutes,
  tokenRoutes,
  commandRoutes,
  callRoute,
  eventRoutes,
  webhookRoutes,
  ledgerRoutes,
  quarantineRoutes,
  tokenGroupRoutes,
  localListRoutes,
  provisioningRoutes,
  sessionRoutes,
  userRoutes,
  apiKeyRoutes,
  auditRoutes,
]
