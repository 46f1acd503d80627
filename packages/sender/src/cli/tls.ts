import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { DialTls } from '@ocpp-kit/rpc/ws'
import { readNamed, UsageError } from './input.js'
import type { CliOptions } from './options.js'

/** Reads what TLS needs. @throws UsageError a file cannot be read, is not what it should be, or is of another key */
export async function tlsOf({ ca, cert, key, insecure }: CliOptions): Promise<DialTls> {
  const trusted = ca === undefined ? undefined : await readNamed('--ca', ca)
  if (ca !== undefined && trusted !== undefined) certificateIn('--ca', ca, trusted)
  return {
    ...(trusted !== undefined && { ca: trusted }),
    ...(cert !== undefined && key !== undefined && (await ownPair(cert, key))),
    ...(insecure && { rejectUnauthorized: false }),
  }
}

async function ownPair(certFile: string, keyFile: string): Promise<{ readonly cert: string; readonly key: string }> {
  const [cert, key] = [await readNamed('--cert', certFile), await readNamed('--key', keyFile)]
  const certificate = certificateIn('--cert', certFile, cert)
  let isOwn: boolean
  try {
    isOwn = certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    throw new UsageError(`--key: ${keyFile} holds no key in PEM`)
  }
  if (!isOwn) throw new UsageError(`--key: ${keyFile} is not the key of the certificate in ${certFile}`)
  return { cert, key }
}

function certificateIn(option: string, file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new UsageError(`${option}: ${file} holds no certificate in PEM`)
  }
}
