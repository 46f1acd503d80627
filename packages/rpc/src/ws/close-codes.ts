/**
 * The WebSocket close codes that this package sends of its own accord (RFC 6455 §7.4.1).
 * OCPP-J leaves them to the implementer.
 */
export const closeCodes = {
  /** The listener or client closes; an option of `close()`. */
  goingAway: 1001,
  /** No subprotocol in common (OCPP-J 1.6 §3.2, 2.x Part 4 §3.2), or a frame that breaks RFC 6455. */
  protocolError: 1002,
  /** A binary message: OCPP-J is text. */
  unsupportedData: 1003,
  /** Text that is no UTF-8, or compressed data that cannot be inflated. */
  invalidData: 1007,
  /** The station has opened a newer connection and `duplicates` says it replaces this one; or too many fragments. */
  replaced: 1008,
  /** A message longer than `maxPayloadBytes`, before or after inflation. */
  tooBig: 1009,
  /** The program's own options failed for this station; the `handshakeRefused` event has the error. */
  internalError: 1011,
  /** Never on the wire: the connection ended without a close frame. */
  abnormal: 1006,
} as const
