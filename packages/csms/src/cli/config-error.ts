/** A setting that cannot be used; the message names where it stands. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
}

/** Why a file cannot be read, to stand behind its name. */
export function whyNotRead(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons[code] ?? `cannot be read: ${message}`
}
