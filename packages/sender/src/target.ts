/** Where to connect, and as whom. */
export interface Target {
  /** `ws:` or `wss:`; rpc puts the identity behind it. */
  readonly url: string
  readonly identity: string
  /** Whether neither the URL nor an option named the station. */
  readonly isMadeUp: boolean
}

const socketSchemes: Readonly<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' }

/** The station's name where nobody gives one. */
const defaultIdentity = 'SENDER-1'

/**
 * Reads an address: `ws`, `wss`, and `http`, `https` taken for them; the last path segment is the station unless `id` names it.
 * @throws TypeError the text is no such address
 */
export function readTarget(text: string, id: string | undefined): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const scheme = url === undefined ? undefined : socketSchemes[url.protocol]
  if (url === undefined || scheme === undefined)
    throw new TypeError(`url must be an address such as ws://127.0.0.1:9000/CP1, with ws, wss, http or https, not "${text}"`)
  const address = `${scheme}${url.href.slice(url.protocol.length)}`
  const last = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  if (id !== undefined) return { url: address, identity: id, isMadeUp: false }
  if (last === '') return { url: address, identity: defaultIdentity, isMadeUp: true }
  return { url: address, identity: decodeSegment(last), isMadeUp: false }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new TypeError(`url: its last path segment "${segment}" is wrongly percent-encoded`)
  }
}
