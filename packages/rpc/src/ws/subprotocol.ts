import type { Protocol } from '../protocol.js'

/** The names in a `Sec-WebSocket-Protocol` header, in the client's order. */
export const parseSubprotocols = (header: string | undefined): readonly string[] =>
  header === undefined
    ? []
    : header
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')

/** The first version in our order of preference that the client offers; names are compared exactly (OCPP-J 1.6 §3.1.2, RFC 6455 §11.5). */
export const chooseVersion = <P extends Protocol>(versions: readonly P[], offered: readonly string[]): P | undefined =>
  versions.find(({ subprotocol }) => offered.includes(subprotocol))
