import { setImmediate } from 'node:timers/promises'

/** Resolves when everybody else had a turn of the event loop: whoever reads or reckons much takes one after the other. */
export const othersTurn = (): Promise<void> => setImmediate()
