import { describe, test } from 'vitest'
import { createMemoryStore } from '../src/index.js'
import { storeContract } from '../src/store/contract.js'

describe('the memory store', () => {
  for (const { name, run } of storeContract(() => createMemoryStore())) test(name, run)
})
