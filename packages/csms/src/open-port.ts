import { CsmsError } from './errors.js'

/** Opens a port, and tells one that is taken from whatever else may go wrong. @throws CsmsError `PORT_TAKEN` */
export async function openPort<T>(listening: () => Promise<T>): Promise<T> {
  try {
    return await listening()
  } catch (error) {
    const { code, port, address } = error as { code?: unknown; port?: unknown; address?: unknown }
    if (code !== 'EADDRINUSE') throw error
    throw new CsmsError('PORT_TAKEN', `another program listens on ${String(address)}:${String(port)}`, { cause: error })
  }
}
