import { crc32 } from 'node:zlib'

/*
 * A record as it stands in a file: 4 bytes that mark its beginning, its length, its CRC-32, both unsigned little-endian, and the
 * content. What a crash left half written has no matching checksum; reading goes on at the next mark behind it.
 */

const mark = Buffer.from([0x0c, 0x50, 0xf5, 0x0e])
/** Bytes before the content. */
export const headBytes = 12

export function encodeRecord(content: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes)
  mark.copy(head)
  head.writeUInt32LE(content.length, 4)
  head.writeUInt32LE(crc32(content), 8)
  return Buffer.concat([head, content])
}

/** The content of the record that stands at a place; `undefined` where there is none, or not all of it. */
export function recordAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + headBytes > bytes.length || bytes.compare(mark, 0, mark.length, at, at + mark.length) !== 0) return undefined
  const end = at + headBytes + bytes.readUInt32LE(at + 4)
  if (end > bytes.length) return undefined
  const content = bytes.subarray(at + headBytes, end)
  return crc32(content) === bytes.readUInt32LE(at + 8) ? content : undefined
}

export interface ReadRecords {
  readonly records: readonly { readonly at: number; readonly content: Buffer }[]
  /** Bytes that are no record. */
  readonly damagedBytes: number
}

/** All records that are whole, in their order. */
export function readRecords(bytes: Buffer): ReadRecords {
  const records: { readonly at: number; readonly content: Buffer }[] = []
  let damagedBytes = 0
  for (let at = 0; at < bytes.length; ) {
    const content = recordAt(bytes, at)
    if (content !== undefined) {
      records.push({ at, content })
      at += headBytes + content.length
    } else {
      const next = bytes.indexOf(mark, at + 1)
      const from = at
      at = next === -1 ? bytes.length : next
      damagedBytes += at - from
    }
  }
  return { records, damagedBytes }
}
