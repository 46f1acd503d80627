import { isIPv6 } from 'node:net'

/**
 * What stands for one client where clients are counted by their address: for IPv4 the address itself, whichever way it is written; for IPv6 its
 * /64, as a client may take any address of that (RFC 4291 §2.5.4, RFC 8981). What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%')
  if (!isIPv6(bare)) return address
  const words = wordsOf(bare)
  const [high = 0, low = 0] = words.slice(6)
  // ::ffff:a.b.c.d is IPv4 on a socket of both (RFC 4291 §2.5.5.2).
  if (words.slice(0, 6).join(':') === '0:0:0:0:0:65535') return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return `${words
    .slice(0, 4)
    .map((word) => word.toString(16))
    .join(':')}::/64`
}

/** The eight words of an IPv6 address. A URL has each address in one spelling, without an IPv4 address at its end. */
function wordsOf(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16))))
  const given = [before ?? [], after ?? []] as const
  const missing = tail === undefined ? 0 : 8 - given[0].length - given[1].length
  return [...given[0], ...Array.from({ length: missing }, () => 0), ...given[1]]
}
