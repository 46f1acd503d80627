import { dial } from '@ocpp-kit/rpc/ws'
import type { CreateTransport } from './transport.js'

/** How long answers under way may take when the station goes down. */
const drainMs = 500

/** A WebSocket that comes back by itself, with the pauses of 2.x Part 4 §5. */
export const createDialTransport: CreateTransport = ({
  protocol,
  url,
  identity,
  password,
  connection,
  onOpen,
  onClose,
  onAttemptFailed,
}) => {
  const client = dial({ ...connection, url, identity, versions: [protocol], password })
  client.on('connection', (open) => onOpen(open))
  client.on('disconnected', ({ code, reason }) => onClose(code, reason))
  client.on('attemptFailed', ({ error }) => onAttemptFailed(error))
  // Failures are told one by one; the promise would only tell the last.
  client.open().catch(() => {})
  return { close: () => client.close({ drainMs }) }
}
