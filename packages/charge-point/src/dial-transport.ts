import { type DialOptions, dial } from '@ocpp-kit/rpc/ws'
import type { CreateTransport } from './transport.js'

/** Options of the WebSocket itself; see `DialOptions` of `@ocpp-kit/rpc/ws`. */
export type StationSocketOptions = Pick<
  DialOptions,
  'compression' | 'pingIntervalMs' | 'pongTimeoutMs' | 'reconnect' | 'securityProfile' | 'tls' | 'username'
>

/** How long answers under way may take when the station goes down. */
const drainMs = 500

/** A WebSocket that comes back by itself, with the pauses of 2.x Part 4 §5. */
export const createDialTransport =
  (socket: StationSocketOptions, random: () => number): CreateTransport =>
  (plan) => {
    const { protocol, url, identity, password, securityProfile, tls, backOff, connection, pingIntervalMs } = plan
    const { onOpen, onClose, onAttemptFailed } = plan
    const { reconnect, tls: own } = socket
    // The option may be finer than the setting, which counts in seconds.
    const isAsGiven = socket.pingIntervalMs !== undefined && Math.round(socket.pingIntervalMs / 1000) * 1000 === pingIntervalMs
    const client = dial({
      ...socket,
      ...connection,
      pingIntervalMs: isAsGiven ? socket.pingIntervalMs : pingIntervalMs,
      random,
      url,
      identity,
      versions: [protocol],
      password,
      securityProfile,
      tls: () => ({ ...(typeof own === 'function' ? own() : own), ...tls() }),
      reconnect: reconnect === false ? false : { ...backOff, giveUpAfter: reconnect?.giveUpAfter },
    })
    client.on('connection', (open) => onOpen(open))
    client.on('disconnected', ({ code, reason }) => onClose(code, reason))
    client.on('attemptFailed', ({ error }) => onAttemptFailed(error))
    if (!plan.answersPings) client.setAnswersPings(false)
    // Failures are told one by one; the promise would only tell the last.
    client.open().catch(() => {})
    return {
      close: () => client.close({ drainMs }),
      setPingInterval: (intervalMs) => client.setPingInterval(intervalMs),
      setAnswersPings: (isAnswering) => client.setAnswersPings(isAnswering),
      lose: (how) => client.lose(how),
    }
  }
