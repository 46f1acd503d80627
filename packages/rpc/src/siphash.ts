/** A 64-bit word as two halves; JavaScript counts fast in 32 bits only. */
export interface Word {
  readonly high: number
  readonly low: number
}

/** A 128-bit key, the word of its first eight bytes before that of the others. */
export type SipKey = readonly [Word, Word]

const utf8 = new TextEncoder()

/** A sum of unsigned halves carries into the upper word where it passes this. */
const carry = 0x1_0000_0000

/** The four words of the state, each as its high and low half. */
class State {
  private h0: number
  private l0: number
  private h1: number
  private l1: number
  private h2: number
  private l2: number
  private h3: number
  private l3: number

  constructor([k0, k1]: SipKey) {
    this.h0 = k0.high ^ 0x736f6d65
    this.l0 = k0.low ^ 0x70736575
    this.h1 = k1.high ^ 0x646f7261
    this.l1 = k1.low ^ 0x6e646f6d
    this.h2 = k0.high ^ 0x6c796765
    this.l2 = k0.low ^ 0x6e657261
    this.h3 = k1.high ^ 0x74656462
    this.l3 = k1.low ^ 0x79746573
  }

  take(high: number, low: number): void {
    this.h3 ^= high
    this.l3 ^= low
    this.rounds(2)
    this.h0 ^= high
    this.l0 ^= low
  }

  finish(): Word {
    this.l2 ^= 0xff
    this.rounds(4)
    return { high: (this.h0 ^ this.h1 ^ this.h2 ^ this.h3) >>> 0, low: (this.l0 ^ this.l1 ^ this.l2 ^ this.l3) >>> 0 }
  }

  private rounds(count: number): void {
    let { h0, l0, h1, l1, h2, l2, h3, l3 } = this
    for (let round = 0; round < count; round += 1) {
      // v0 += v1; v1 <<<= 13; v1 ^= v0; v0 <<<= 32
      let sum = (l0 >>> 0) + (l1 >>> 0)
      h0 = (h0 + h1 + (sum >= carry ? 1 : 0)) | 0
      l0 = sum | 0
      let high = (h1 << 13) | (l1 >>> 19)
      l1 = ((l1 << 13) | (h1 >>> 19)) ^ l0
      h1 = high ^ h0
      let half = h0
      h0 = l0
      l0 = half
      // v2 += v3; v3 <<<= 16; v3 ^= v2
      sum = (l2 >>> 0) + (l3 >>> 0)
      h2 = (h2 + h3 + (sum >= carry ? 1 : 0)) | 0
      l2 = sum | 0
      high = (h3 << 16) | (l3 >>> 16)
      l3 = ((l3 << 16) | (h3 >>> 16)) ^ l2
      h3 = high ^ h2
      // v0 += v3; v3 <<<= 21; v3 ^= v0
      sum = (l0 >>> 0) + (l3 >>> 0)
      h0 = (h0 + h3 + (sum >= carry ? 1 : 0)) | 0
      l0 = sum | 0
      high = (h3 << 21) | (l3 >>> 11)
      l3 = ((l3 << 21) | (h3 >>> 11)) ^ l0
      h3 = high ^ h0
      // v2 += v1; v1 <<<= 17; v1 ^= v2; v2 <<<= 32
      sum = (l2 >>> 0) + (l1 >>> 0)
      h2 = (h2 + h1 + (sum >= carry ? 1 : 0)) | 0
      l2 = sum | 0
      high = (h1 << 17) | (l1 >>> 15)
      l1 = ((l1 << 17) | (h1 >>> 15)) ^ l2
      h1 = high ^ h2
      half = h2
      h2 = l2
      l2 = half
    }
    this.h0 = h0
    this.l0 = l0
    this.h1 = h1
    this.l1 = l1
    this.h2 = h2
    this.l2 = l2
    this.h3 = h3
    this.l3 = l3
  }
}

/**
 * SipHash-2-4 (Aumasson and Bernstein): a keyed 64-bit hash that tells nothing of its input without the key.
 * Written here because it is needed synchronously and in browsers, where neither node:crypto nor WebCrypto serves.
 */
export function sipHash(key: SipKey, text: string): Word {
  const bytes = utf8.encode(text)
  const state = new State(key)
  const whole = bytes.length - (bytes.length % 8)
  for (let at = 0; at < whole; at += 8) state.take(halfAt(bytes, at + 4), halfAt(bytes, at))
  state.take(halfAt(bytes, whole + 4) | (bytes.length << 24), halfAt(bytes, whole))
  return state.finish()
}

/** Four bytes, the lowest first; those past the end are 0. */
const halfAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)

/** A key from any text, or a random one. */
export function createSipKey(text?: string): SipKey {
  if (text !== undefined) return [sipHash(keyOf(0), text), sipHash(keyOf(1), text)]
  const [a = 0, b = 0, c = 0, d = 0] = crypto.getRandomValues(new Uint32Array(4))
  return [
    { high: a, low: b },
    { high: c, low: d },
  ]
}

const keyOf = (low: number): SipKey => [
  { high: 0, low: 0 },
  { high: 0, low },
]
