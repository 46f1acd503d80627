/** A 128-bit key as two 64-bit words. */
export type SipKey = readonly [bigint, bigint]

const bits = 64
const wrap = (word: bigint): bigint => BigInt.asUintN(bits, word)
const rotateLeft = (word: bigint, by: bigint): bigint => wrap((word << by) | (word >> (64n - by)))

const utf8 = new TextEncoder()

/**
 * SipHash-2-4 (Aumasson and Bernstein): a keyed 64-bit hash that tells nothing of its input without the key.
 * Written here because it is needed synchronously and in browsers, where neither node:crypto nor WebCrypto serves.
 */
export function sipHash([k0, k1]: SipKey, text: string): bigint {
  const bytes = utf8.encode(text)
  let v0 = k0 ^ 0x736f6d6570736575n
  let v1 = k1 ^ 0x646f72616e646f6dn
  let v2 = k0 ^ 0x6c7967656e657261n
  let v3 = k1 ^ 0x7465646279746573n
  const rounds = (count: number): void => {
    for (let round = 0; round < count; round += 1) {
      v0 = wrap(v0 + v1)
      v1 = rotateLeft(v1, 13n) ^ v0
      v0 = rotateLeft(v0, 32n)
      v2 = wrap(v2 + v3)
      v3 = rotateLeft(v3, 16n) ^ v2
      v0 = wrap(v0 + v3)
      v3 = rotateLeft(v3, 21n) ^ v0
      v2 = wrap(v2 + v1)
      v1 = rotateLeft(v1, 17n) ^ v2
      v2 = rotateLeft(v2, 32n)
    }
  }
  const take = (word: bigint): void => {
    v3 ^= word
    rounds(2)
    v0 ^= word
  }
  const whole = bytes.length - (bytes.length % 8)
  for (let at = 0; at < whole; at += 8) take(littleEndian(bytes, at, 8))
  take((BigInt(bytes.length & 0xff) << 56n) | littleEndian(bytes, whole, bytes.length - whole))
  v2 ^= 0xffn
  rounds(4)
  return v0 ^ v1 ^ v2 ^ v3
}

function littleEndian(bytes: Uint8Array, from: number, count: number): bigint {
  let word = 0n
  for (let at = count - 1; at >= 0; at -= 1) word = (word << 8n) | BigInt(bytes[from + at] ?? 0)
  return word
}

/** A key from any text, or a random one. */
export function createSipKey(text?: string): SipKey {
  if (text !== undefined) return [sipHash([0n, 0n], text), sipHash([0n, 1n], text)]
  const [first = 0n, second = 0n] = crypto.getRandomValues(new BigUint64Array(2))
  return [first, second]
}
