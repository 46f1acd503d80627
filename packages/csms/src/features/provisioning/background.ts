import { isConnectionError } from '@ocpp-kit/rpc'
import type { Core } from '../../core.js'
import { isCsmsError } from '../../errors.js'
import { isStoreError } from '../../store/store-error.js'

/**
 * Does work that nobody waits for. That the station has gone, or the program ends, is no failure: what is to be done is stored, and is
 * looked at when the station is ready again.
 */
export function inBackground(core: Pick<Core, 'failed'>, event: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    const isClosed = isStoreError(error) && error.code === 'CLOSED'
    if (!isConnectionError(error) && !isCsmsError(error) && !isClosed) core.failed(error, event)
  })
}
