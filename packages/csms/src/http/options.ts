export interface ApiOptions {
  /** Port to listen on; 0 takes any that is free. Default 8080. */
  readonly port?: number | undefined
  /** Address to listen on. Default `127.0.0.1`, for this machine alone. */
  readonly host?: string | undefined
  /** A token, 16 characters at least, that may do everything. Default: none. */
  readonly adminToken?: string | undefined
}

export interface ResolvedApiOptions {
  readonly port: number
  readonly host: string
  readonly adminToken: string | undefined
}

const minTokenLength = 16

/** @throws TypeError naming the option that is wrong */
export function resolveApiOptions({ port = 8080, host = '127.0.0.1', adminToken }: ApiOptions): ResolvedApiOptions {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new TypeError(`port must be a whole number from 0 to 65535, not ${String(port)}`)
  if (typeof host !== 'string' || host === '') throw new TypeError(`host must be an address, not ${JSON.stringify(host)}`)
  // The message does not repeat it: it may be a secret with a slip in it.
  if (
    adminToken !== undefined &&
    !(typeof adminToken === 'string' && /^[\x21-\x7e]+$/.test(adminToken) && adminToken.length >= minTokenLength)
  )
    throw new TypeError(`adminToken must be a text of at least ${minTokenLength} printable ASCII characters without a space`)
  return { port, host, adminToken }
}
