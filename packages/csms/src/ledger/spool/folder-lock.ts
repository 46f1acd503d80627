import { readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes a folder for this process: two that write and clear away the same files would lose what the other was told to keep. A lock whose
 * process is gone counts for nothing. Processes that do not see each other (containers that share a volume) are not kept apart.
 * @returns how to give it back
 * @throws Error naming the process that has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock')
  const own = await nameOf(process.pid)
  const holder = await readFile(path, 'utf8').catch(() => undefined)
  if (holder !== undefined && holder !== own && (await isAlive(holder))) {
    throw new Error(`the folder ${folder} is the spool of process ${Number.parseInt(holder, 10)}; give each process a folder of its own`)
  }
  if (holder === own && held.has(folder)) {
    throw new Error(`the folder ${folder} is the spool of another csms in this process; give each a folder of its own`)
  }
  held.add(folder)
  await writeFile(path, own, { mode: 0o600 })
  return async () => {
    held.delete(folder)
    await unlink(path).catch(() => {})
  }
}

/** Folders of this process. */
const held = new Set<string>()

async function isAlive(holder: string): Promise<boolean> {
  const pid = Number.parseInt(holder, 10)
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ESRCH') return false
  }
  return holder === (await nameOf(pid))
}

/** A process by its number and, on Linux, when it began: numbers are given again. */
async function nameOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name of the program, in brackets, may hold anything; the 22nd field is the 20th behind it (proc(5)).
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return `${pid} ${startedAt}`
}
