import type { AuditStore } from '../../audit/store.js'
import type { IdempotencyStore } from '../../http/idempotency-store.js'
import type { IdentityStore } from '../../identity/store.js'
import type { Store } from '../store.js'
import type { Engine } from './engine.js'
import type { GroupCommit } from './group-commit.js'
import { groupReads } from './group-read.js'
import type { createInternalIds } from './internal-id.js'
import { apiKeyTables } from './tables/api-keys.js'
import { auditTables } from './tables/audit.js'
import { idempotencyTables } from './tables/idempotency.js'
import { userTables } from './tables/users.js'

interface ApiPartsOptions {
  readonly engine: Engine
  readonly commits: GroupCommit
  readonly createId: ReturnType<typeof createInternalIds>
}

/** The parts of a store that the operator API keeps its callers and their calls in. */
export function createApiParts({ engine, commits, createId }: ApiPartsOptions): Pick<Store, 'identity' | 'audit' | 'idempotency'> {
  const { dialect } = engine
  const users = userTables(dialect)
  const apiKeys = apiKeyTables(dialect)
  const log = auditTables(dialect, createId)
  const requests = idempotencyTables(dialect)

  // Asked for every request.
  const findUser = groupReads(engine, users.find)
  const findSession = groupReads(engine, users.findSessions)
  const findKeyByHash = groupReads(engine, apiKeys.findByHash)

  const identity: IdentityStore = {
    addUser: (tenantId, value) => commits.submit(users.add, { tenantId, value }),
    findUser: (tenantId, name) => findUser({ tenantId, name }),
    pageUsers: (tenantId, query) => engine.read(() => users.page(tenantId, query)),
    changeUser: (tenantId, name, change) => commits.submit(users.change, { tenantId, name, change }),
    deleteUser: async (tenantId, name) => (await commits.submit(users.change, { tenantId, name, change: 'delete' })) !== undefined,
    addSession: (tenantId, value) => commits.submit(users.addSessions, { tenantId, value }),
    findSession: (tenantId, tokenHash) => findSession({ tenantId, tokenHash }),
    deleteSession: (tenantId, tokenHash) => commits.submit(users.endSessions, { tenantId, tokenHash }),
    addKey: (tenantId, value) => commits.submit(apiKeys.add, { tenantId, value }),
    findKey: (tenantId, id) => engine.read(() => apiKeys.find({ tenantId, id })),
    findKeyByHash: (tenantId, secretHash) => findKeyByHash({ tenantId, secretHash }),
    pageKeys: (tenantId, query) => engine.read(() => apiKeys.page(tenantId, query)),
    keyUsed: (tenantId, id, at) => commits.submit(apiKeys.used, { tenantId, id, at }),
    deleteKey: (tenantId, id) => commits.submit(apiKeys.remove, { tenantId, id }),
    setFirstToken: (tenantId, value) => commits.submit(users.setFirst, { tenantId, value }),
    findFirstToken: (tenantId) => engine.read(() => users.first(tenantId)),
  }

  const audit: AuditStore = {
    add: (tenantId, entry) => commits.submit(log.add, { tenantId, entry }),
    complete: (tenantId, entry) => commits.submit(log.complete, { tenantId, entry }),
    page: (tenantId, query) => engine.read(() => log.page(tenantId, query)),
  }

  const idempotency: IdempotencyStore = {
    begin: (tenantId, request) => commits.submit(requests.begin, { tenantId, request }),
    finish: (tenantId, request) => commits.submit(requests.finish, { tenantId, request }),
    release: (tenantId, request) => commits.submit(requests.release, { tenantId, request }),
  }

  return { identity, audit, idempotency }
}
