/** What a socket tells its owner. */
export interface SocketReceiver {
  /** One whole text message. */
  receive(text: string): void
  /** Called once; nothing is received afterwards. */
  closed(code: number, reason: string): void
}

/** The whole of what frames need of a transport; a WebSocket, an in-memory pair, or a wrapper that injects faults. */
export interface SocketPort {
  /** Bytes accepted for sending that the network has not taken yet. */
  readonly bufferedBytes: number
  /** Writes one text message; does nothing once the socket is closing. */
  send(text: string): void
  /** Starts the closing handshake; `closed` follows on the receiver. */
  close(code: number, reason: string): void
  /** Sets the one receiver. */
  attach(receiver: SocketReceiver): void
}
