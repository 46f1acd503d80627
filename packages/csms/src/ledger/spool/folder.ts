import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { SpoolFile, SpoolFiles } from './files.js'
import { lockFolder } from './folder-lock.js'

/**
 * The files of a spool in a folder, made if it is missing. One process may use it at one time.
 * @throws Error that says which folder, and what is wrong with it
 */
export async function openFolder(path: string): Promise<SpoolFiles> {
  const folder = resolve(path)
  const unlock = await usable(folder, async () => {
    await makeFolder(folder)
    return lockFolder(folder)
  })
  const isOurs = (name: string): boolean => name.endsWith('.spool')
  return {
    list: async () => (await readdir(folder)).filter(isOurs),
    read: (name) => readFile(join(folder, name)),
    readAt: async (name, at, length) => {
      const file = await open(join(folder, name), 'r')
      try {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at)
        return buffer.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },
    create: async (name) => {
      const file = await createFile(join(folder, name))
      await syncFolder(folder)
      return file
    },
    remove: (name) => unlink(join(folder, name)),
    owner: () => readOwner(join(folder, 'owner')),
    setOwner: async (storeId) => {
      await writeOwner(join(folder, 'owner'), storeId)
      await syncFolder(folder)
    },
    close: unlock,
  }
}

/** For this user alone, as what is in it. Step by step: where the system makes no folders at all (/proc), Node's own `recursive` tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isThere) return
  if (dirname(folder) !== folder) await makeFolder(dirname(folder))
  await mkdir(folder, { mode: 0o700 })
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'there is a file of that name',
  EACCES: 'this user may not write there',
}

async function usable<T>(folder: string, take: () => Promise<T>): Promise<T> {
  try {
    return await take()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new Error(`the spool folder ${folder} cannot be used: ${reasons[code] ?? (error as Error).message}`, { cause: error })
  }
}

async function createFile(path: string): Promise<SpoolFile> {
  const file = await open(path, 'ax', 0o600)
  return {
    append: (bytes) => file.appendFile(bytes),
    sync: () => file.sync(),
    close: () => file.close(),
  }
}

async function readOwner(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, 'utf8')).trim()
    return text === '' ? undefined : text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** All of it, or what was there before. */
async function writeOwner(path: string, storeId: string): Promise<void> {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600)
  try {
    await file.writeFile(`${storeId}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}

/** The name of a new file is an entry of its folder, which has to reach the disk, too. Windows does so by itself, and refuses to be asked. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
