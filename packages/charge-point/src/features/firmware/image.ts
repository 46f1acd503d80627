import { createHash } from 'node:crypto'

/** What is inside a file of firmware. */
export interface FirmwareImage {
  readonly version: string
  /** Whether its content is what its header says. */
  readonly isIntact: boolean
}

const maxHeaderBytes = 4_096
const maxVersionLength = 50

/**
 * Reads a file of firmware. Its first line may be JSON, `{ "firmwareVersion": "2.0.1", "sha256": "…" }`: the version it brings and, if
 * given, the hash (hex) of all that follows that line. Any other file brings the version that its name says, without the extension.
 */
export function readImage(content: Uint8Array, location: string): FirmwareImage {
  const end = content.indexOf(0x0a)
  const line = content.subarray(0, end === -1 ? content.length : end)
  const { firmwareVersion, sha256 } = headerOf(line)
  if (firmwareVersion === undefined) return { version: versionByName(location), isIntact: true }
  const body = content.subarray(Math.min(content.length, line.length + 1))
  return { version: firmwareVersion, isIntact: sha256 === undefined || hashOf(body) === sha256.toLowerCase() }
}

interface Header {
  readonly firmwareVersion?: string | undefined
  readonly sha256?: string | undefined
}

function headerOf(line: Uint8Array): Header {
  if (line.length > maxHeaderBytes) return {}
  try {
    const { firmwareVersion, sha256 } = Object(JSON.parse(Buffer.from(line).toString('utf8'))) as Record<string, unknown>
    if (typeof firmwareVersion !== 'string' || firmwareVersion.length === 0) return {}
    return { firmwareVersion: firmwareVersion.slice(0, maxVersionLength), sha256: typeof sha256 === 'string' ? sha256 : undefined }
  } catch {
    return {}
  }
}

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** `ftp://host/fw/station-2.1.0.bin` brings `station-2.1.0`. */
function versionByName(location: string): string {
  const name = decode(new URL(location).pathname.split('/').at(-1) ?? '')
  return name.replace(/\.[a-z]\w{0,7}$/i, '').slice(0, maxVersionLength) || 'unnamed'
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
