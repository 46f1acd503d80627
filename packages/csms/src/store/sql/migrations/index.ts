import type { Migration } from '../migration.js'
import { ledger } from './0001-ledger.js'
import { connections } from './0002-connections.js'
import { authorization } from './0003-authorization.js'
import { commands } from './0004-commands.js'
import { identity } from './0005-identity.js'
import { gaps } from './0006-gaps.js'
import { variables } from './0007-variables.js'
import { webhooks } from './0008-webhooks.js'
import { quarantine } from './0009-quarantine.js'
import { messageLog } from './0010-message-log.js'
import { storeId } from './0011-store-id.js'

/** All of them, oldest first. One that was released is never changed; what it made is changed by a later one. */
export const migrations: readonly Migration[] = [
  ledger,
  connections,
  authorization,
  commands,
  identity,
  gaps,
  variables,
  webhooks,
  quarantine,
  messageLog,
  storeId,
]
