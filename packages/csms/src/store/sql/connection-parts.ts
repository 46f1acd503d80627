import type { AttemptStore, ConnectionStore } from '../../connection/store.js'
import type { CredentialStore } from '../../features/credentials/store.js'
import type { MessageStore } from '../../observability/store.js'
import type { Engine } from './engine.js'
import type { GroupCommit } from './group-commit.js'
import { groupReads } from './group-read.js'
import type { createInternalIds } from './internal-id.js'
import { attemptTables } from './tables/attempts.js'
import { connectionTables } from './tables/connections.js'
import { credentialTables } from './tables/credentials.js'
import { messageTables } from './tables/messages.js'

export interface ConnectionPartsOptions {
  readonly engine: Engine
  readonly commits: GroupCommit
  readonly createId: ReturnType<typeof createInternalIds>
}

export interface ConnectionParts {
  readonly credentials: CredentialStore
  readonly connections: ConnectionStore
  readonly attempts: AttemptStore
  readonly messages: MessageStore
}

/** What is kept of who connects: passwords, connections, refused attempts, messages. */
export function createConnectionParts({ engine, commits, createId }: ConnectionPartsOptions): ConnectionParts {
  const { dialect } = engine
  const credentials = credentialTables(dialect)
  const connections = connectionTables(dialect)
  const attempts = attemptTables(dialect, createId)
  const messages = messageTables(dialect, createId)
  return {
    credentials: {
      find: groupReads(engine, credentials.find),
      change: (station, change) => commits.submit(credentials.change, { station, change }),
      secret: (tenantId, name, proposed) => commits.submit(credentials.secret, { tenantId, name, proposed }),
    },
    connections: {
      apply: (changes) => commits.submit(connections.apply, changes),
      find: groupReads(engine, connections.find),
      page: (query) => engine.read(() => connections.page(query)),
      closeAll: (tenantId, node, at) => engine.write(() => connections.closeAll(tenantId, node, at)),
    },
    attempts: {
      append: async (added) => {
        await commits.submit(attempts.append, added)
      },
      page: (query) => engine.read(() => attempts.page(query)),
    },
    messages: {
      append: async (added) => {
        await commits.submit(messages.append, added)
      },
      page: (query) => engine.read(() => messages.page(query)),
    },
  }
}
