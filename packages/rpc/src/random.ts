/** Numbers from 0 (included) to 1 (excluded), as `Math.random` gives them. */
export type Random = () => number

type Words = readonly [number, number, number, number]

const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** xoshiro128** 1.1 (Blackman and Vigna, public domain): period 2^128 - 1, 32 random bits a number. */
export function xoshiro128([first, second, third, fourth]: Words): Random {
  let a = first
  let b = second
  let c = third
  let d = fourth
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return (result >>> 0) / 0x1_0000_0000
  }
}

/** Spreads the bits of a word (the finaliser of splitmix32), so that similar seeds have nothing in common. */
function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return mixed ^ (mixed >>> 15)
}

/** FNV-1a over UTF-16 units, from a start of its own for each word of the state. */
function hash(text: string, start: number): number {
  let hashed = start
  for (let at = 0; at < text.length; at += 1) hashed = mix(Math.imul(hashed ^ text.charCodeAt(at), 0x01000193))
  return mix(hashed)
}

/**
 * A random source that gives the same numbers for the same seed, on every platform. Not for secrets.
 * The number 7 and the text `'7'` are one seed, so a seed may come from a command line or a YAML file;
 * `'7/CP1'` is a good seed for a stream of its own that still follows from 7.
 */
export function createRandom(seed: number | string): Random {
  const text = String(seed)
  return xoshiro128([hash(text, 0x811c9dc5), hash(text, 0x9e3779b9), hash(text, 0x7f4a7c15), hash(text, 0x2545f491) | 1])
}

/** A whole number from `min` to `max`, both included. */
export const randomInteger = (random: Random, min: number, max: number): number => min + Math.floor(random() * (max - min + 1))

/** A seed for those who gave none; print it, and the run can be repeated. */
export const randomSeed = (): number => Math.floor(Math.random() * 0x1_0000_0000)
