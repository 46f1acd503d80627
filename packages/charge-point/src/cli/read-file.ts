import { readFileSync } from 'node:fs'

/** Reads a file that an option names. @throws TypeError naming option and file, where it cannot be read */
export function readOptionFile(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    throw new TypeError(`${option} ${file}: ${reason}`)
  }
}
