import type { PerMessageDeflateOptions } from 'ws'
import type { Protocol } from '../protocol.js'

/** `auto`: for versions whose transport has it, from 2.0.1 on · `true`: for all · `false`: for none. */
export type Compression = 'auto' | boolean

/** Messages shorter than this, in bytes, are sent as they are: deflate would hardly shrink them. */
const thresholdBytes = 1024

/** permessage-deflate (RFC 7692) without context takeover, so that an idle connection holds no window of its own. */
export const deflateOptions: PerMessageDeflateOptions = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  threshold: thresholdBytes,
}

/** Whether permessage-deflate may be negotiated for a version (2.x Part 4 §3.3; OCPP-J 1.6 does not know it). */
export const mayCompress = (compression: Compression, protocol: Protocol): boolean =>
  compression === 'auto' ? protocol.compression !== false : compression
