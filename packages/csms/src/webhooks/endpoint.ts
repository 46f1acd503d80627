import { isPublicEventType, type PublicEventType, publicEventTypes } from '../events/public-event.js'

/** Where events are sent to. */
export interface WebhookEndpoint {
  /** UUIDv7. */
  readonly id: string
  /** `https://…`; `http://` to this machine alone, unless the csms was told otherwise. */
  readonly url: string
  /** What it wants to hear of: types, or all of a kind as `transaction.*`; empty for everything. */
  readonly types: readonly string[]
  readonly description: string
  readonly isEnabled: boolean
  /** Why it was switched off by itself. */
  readonly disabledBecause?: string | undefined
  /** Signs what is sent: `whsec_` and 32 bytes in base64. Shown once. */
  readonly secret: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

/** Whether an endpoint wants to hear of a type. */
export const wants = ({ types }: Pick<WebhookEndpoint, 'types'>, type: PublicEventType): boolean =>
  types.length === 0 || types.some((wanted) => wanted === type || (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1))))

/** Whether a text names types of events. */
export const isTypePattern = (text: string): boolean => isPublicEventType(text) || kinds.has(text)

const kinds = new Set(Object.keys(publicEventTypes).map((type) => `${type.split('.')[0]}.*`))

const loopback = ['localhost', '127.0.0.1', '[::1]']

/** What an address must be and is not, in words; `undefined` if it may be used. */
export function faultOfUrl(url: string, allowsHttp: boolean): string | undefined {
  if (!URL.canParse(url)) return 'must be a URL such as https://billing.example/hooks'
  const { protocol, hostname, username, password } = new URL(url)
  if (username !== '' || password !== '') return 'must have no user name and no password: what is sent is signed'
  if (protocol === 'https:') return undefined
  if (protocol !== 'http:') return 'must begin with https://'
  return allowsHttp || loopback.includes(hostname) ? undefined : 'must begin with https://, except to this machine'
}
