import type { Store } from '../store.js'
import { MemoryAuthorization } from './authorization.js'
import { MemoryAvailability } from './availability.js'
import { MemoryMetering } from './metering.js'
import { MemoryProvisioning } from './provisioning.js'
import { MemoryTransactions } from './transactions.js'

/** A store that lives and dies with the process: for tests, demonstrations and tools. */
export const createMemoryStore = (): Store => ({
  provisioning: new MemoryProvisioning(),
  authorization: new MemoryAuthorization(),
  transactions: new MemoryTransactions(),
  metering: new MemoryMetering(),
  availability: new MemoryAvailability(),
  close: async () => {},
})
