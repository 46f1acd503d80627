import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { CsmsOptions } from '../options.js'
import { ConfigError, whyNotRead } from './config-error.js'
import type { Settings } from './settings.js'

/**
 * The certificates of the server and those of stations, from their files; undefined where there are none.
 * @throws ConfigError naming the option and the file that is wrong
 */
export function tlsOf({ tlsCert, tlsKey, tlsCa }: Pick<Settings, 'tlsCert' | 'tlsKey' | 'tlsCa'>): CsmsOptions['tls'] {
  if (tlsCert.length === 0) return undefined
  const certificates = tlsCert.map((file, at) => pairOf(file, tlsKey[at] ?? ''))
  return { certificates, ...(tlsCa !== undefined && { clientCa: certificateOf('--tls-ca', tlsCa).pem }) }
}

function pairOf(certFile: string, keyFile: string): { readonly cert: Buffer; readonly key: Buffer } {
  const { pem: cert, parsed } = certificateOf('--tls-cert', certFile)
  const key = read('--tls-key', keyFile)
  const parsedKey = parse(`--tls-key ${keyFile} must be a private key, PEM, without a passphrase`, () => createPrivateKey(key))
  if (!parsed.checkPrivateKey(parsedKey)) throw new ConfigError(`--tls-key ${keyFile} is not the key of --tls-cert ${certFile}`)
  return { cert, key }
}

function certificateOf(option: string, file: string): { readonly pem: Buffer; readonly parsed: X509Certificate } {
  const pem = read(option, file)
  return { pem, parsed: parse(`${option} ${file} must be a certificate, PEM`, () => new X509Certificate(pem)) }
}

function read(option: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigError(`${option} ${file} ${whyNotRead(error)}`)
  }
}

function parse<T>(otherwise: string, parsing: () => T): T {
  try {
    return parsing()
  } catch {
    throw new ConfigError(otherwise)
  }
}
