export { createFakeClock, type FakeClock } from './fake-clock.js'
export { createSocketPair, type MemorySocket } from './memory.js'
