import { auditContract } from './contract/audit.js'
import { authorizationContract } from './contract/authorization.js'
import { availabilityContract } from './contract/availability.js'
import type { Check, CreateStore } from './contract/check.js'
import { commandContract } from './contract/commands.js'
import { concurrentLimitContract } from './contract/concurrent-limit.js'
import { connectionContract } from './contract/connections.js'
import { credentialContract } from './contract/credentials.js'
import { gapContract } from './contract/gaps.js'
import { idempotencyContract } from './contract/idempotency.js'
import { identityContract } from './contract/identity.js'
import { localListContract } from './contract/local-list.js'
import { meteringContract } from './contract/metering.js'
import { provisioningContract } from './contract/provisioning.js'
import { reportContract } from './contract/reports.js'
import { storeIdContract } from './contract/store-id.js'
import { transactionContract } from './contract/transactions.js'
import { variableContract } from './contract/variables.js'
import { webhookContract } from './contract/webhooks.js'

export type { Check, CreateStore }

/**
 * What every store has to do, as named checks for whatever runs tests:
 * `for (const { name, run } of storeContract(() => createMemoryStore())) test(name, run)`.
 * Each check makes a store of its own, which must be empty, and closes it.
 */
export const storeContract = (createStore: CreateStore): readonly Check[] =>
  contract.map(([name, check]) => ({
    name,
    run: async () => {
      const store = await createStore()
      try {
        await check(store)
      } finally {
        await store.close()
      }
    },
  }))

const contract = [
  ...storeIdContract,
  ...provisioningContract,
  ...variableContract,
  ...reportContract,
  ...credentialContract,
  ...connectionContract,
  ...authorizationContract,
  ...localListContract,
  ...concurrentLimitContract,
  ...transactionContract,
  ...gapContract,
  ...meteringContract,
  ...availabilityContract,
  ...commandContract,
  ...webhookContract,
  ...identityContract,
  ...auditContract,
  ...idempotencyContract,
]
