import { isCsmsError } from '../errors.js'
import { isStoreError } from '../store/store-error.js'
import { ConfigError } from './config-error.js'
import { exitCodes } from './exit-codes.js'
import { messageOf } from './log.js'

/** Why the program ends, in one line that says what to do, and with which exit code. */
export function failureOf(error: unknown): { readonly text: string; readonly code: number } {
  const isUsage = error instanceof TypeError || error instanceof ConfigError
  return { text: `${messageOf(error)}${hintOf(error)}`, code: isUsage ? exitCodes.usage : exitCodes.failed }
}

/** Of the operating system, or SQLSTATE. */
const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  '28000': 'name the user as in postgres://user:password@host/name',
  '28P01': 'name the user and the password as in postgres://user:password@host/name',
  '3D000': 'make it with createdb',
  '42501': 'this user needs the right to make a schema',
}

function hintOf(error: unknown): string {
  if (!isStoreError(error)) return ''
  const { code = '' } = (error.cause ?? {}) as { readonly code?: unknown }
  const hint = hints[String(code)]
  return hint === undefined ? '' : `; ${hint}`
}

/** What was to listen, as options say it. */
export interface Place {
  readonly portOption: '--port' | '--http-port'
  readonly host: string
}

/** A port, an address or a spool that cannot be had, as an error that says which option chooses another; all else as it is. */
export function portFailureOf(error: unknown, { portOption, host }: Place): unknown {
  if (isCsmsError(error)) {
    if (error.code === 'FOREIGN_SPOOL') return new Error(`${error.message} with --spool`)
    return error.code === 'PORT_TAKEN' ? new Error(`${error.message}; choose another with ${portOption}`) : error
  }
  const { code, syscall, port } = error as NodeJS.ErrnoException & { readonly port?: unknown }
  if (code === 'EACCES' && syscall === 'listen') {
    return new Error(`this user may not listen on port ${String(port)}; choose one above 1023 with ${portOption}`)
  }
  if (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo') {
    return new Error(`--host ${host}: this machine has no such address; 0.0.0.0 stands for all that it has`)
  }
  return error
}
