import { expect, test } from 'vitest'
import type { SpoolFiles } from './files.js'
import { type Place, SpoolLog } from './log.js'

/** Files in memory that tell what is done to them, and of which a crash leaves what was synced. */
function createFiles() {
  const disk = new Map<string, { all: Buffer; synced: number }>()
  const deeds: string[] = []
  let broken: 'append' | 'sync' | undefined
  const files: SpoolFiles = {
    list: async () => [...disk.keys()],
    read: async (name) => disk.get(name)?.all ?? Buffer.alloc(0),
    readAt: async (name, at, length) => (disk.get(name)?.all ?? Buffer.alloc(0)).subarray(at, at + length),
    create: async (name) => {
      const file = { all: Buffer.alloc(0), synced: 0 }
      disk.set(name, file)
      deeds.push(`create ${name}`)
      return {
        append: async (bytes) => {
          file.all = Buffer.concat([file.all, broken === 'append' ? bytes.subarray(0, 5) : bytes])
          deeds.push('write')
          if (broken === 'append') throw new Error('ENOSPC')
        },
        sync: async () => {
          if (broken === 'sync') throw new Error('EIO')
          file.synced = file.all.length
          deeds.push('sync')
        },
        close: async () => {},
      }
    },
    remove: async (name) => {
      disk.delete(name)
      deeds.push(`remove ${name}`)
    },
    owner: async () => undefined,
    setOwner: async () => {},
    close: async () => {},
  }
  return {
    files,
    deeds,
    disk,
    breakAt: (where: typeof broken) => {
      broken = where
    },
    crash: () => {
      for (const file of disk.values()) file.all = file.all.subarray(0, file.synced)
    },
  }
}

const open = (files: SpoolFiles, more: Partial<ConstructorParameters<typeof SpoolLog>[0]> = {}): SpoolLog =>
  new SpoolLog({ files, maxBytes: 1_000_000, segmentBytes: 200, failed: () => {}, ...more })
const append = (log: SpoolLog, text: string): Promise<Place> => log.append(Buffer.from(text))
const textsOf = async (log: SpoolLog): Promise<string[]> => (await log.open()).map(({ content }) => content.toString())
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('a record is written, then synced, and only then answered; many share one sync (G1)', async () => {
  const { files, deeds } = createFiles()
  const log = open(files, { segmentBytes: 100_000 })
  await Promise.all(
    Array.from({ length: 100 }, async (_, nth) => {
      await append(log, `record ${nth}`)
      if (nth === 0 || nth === 99) deeds.push(`answer ${nth}`)
    }),
  )
  expect(deeds).toEqual(['create 000000000001.spool', 'write', 'sync', 'answer 0', 'answer 99'])
})

test('what was answered is read again after a crash, in its order, and new records go into a new file (G1)', async () => {
  const { files, crash, disk } = createFiles()
  const log = open(files)
  for (let nth = 0; nth < 30; nth += 1) await append(log, `record ${nth}`)
  crash()
  expect(disk.size).toBeGreaterThan(2)
  const again = open(files)
  expect(await textsOf(again)).toEqual(Array.from({ length: 30 }, (_, nth) => `record ${nth}`))
  const names = new Set(disk.keys())
  const place = await append(again, 'new')
  expect(names.has([...disk.keys()].at(-1) ?? '')).toBe(false)
  expect((await again.read(place)).toString()).toBe('new')
})

test('a file goes when all of its records are done, and not before', async () => {
  const { files, disk } = createFiles()
  const log = open(files)
  const places: Place[] = []
  for (let nth = 0; nth < 30; nth += 1) places.push(await append(log, `record ${nth}`))
  const [first, ...others] = places as [Place, ...Place[]]
  for (const place of others) log.done(place)
  await turn()
  expect([...disk.keys()]).toEqual(['000000000001.spool'])
  log.done(first)
  await turn()
  expect([...disk.keys()]).toEqual([])
  expect(log.bytes).toBe(0)
})

test.each(['append', 'sync'] as const)('where %s fails nothing is answered, and what comes next goes into another file', async (where) => {
  const { files, breakAt, crash } = createFiles()
  const log = open(files)
  await append(log, 'kept')
  breakAt(where)
  await expect(append(log, 'lost')).rejects.toMatchObject({ name: 'SpoolError', message: expect.stringMatching(/ENOSPC|EIO/) })
  breakAt(undefined)
  await append(log, 'kept, too')
  crash()
  expect((await textsOf(open(files))).filter((text) => text !== 'lost')).toEqual(['kept', 'kept, too'])
})

test('a log that is full takes no more until something is done', async () => {
  const { files } = createFiles()
  const log = open(files, { maxBytes: 100 })
  const place = await append(log, 'x'.repeat(60))
  await expect(append(log, 'x'.repeat(60))).rejects.toMatchObject({
    name: 'SpoolError',
    message: 'the spool is full: it may have 100 bytes',
  })
  log.done(place)
  await turn()
  await append(log, 'x'.repeat(60))
})

test('a torn end is told of, and goes with its file', async () => {
  const { files, disk } = createFiles()
  const log = open(files)
  await append(log, 'kept')
  const file = disk.get('000000000001.spool')
  if (file !== undefined) file.all = Buffer.concat([file.all, file.all.subarray(0, 9)])
  const told: unknown[] = []
  const again = open(files, { failed: (error) => told.push(error) })
  const [found] = await again.open()
  expect(told).toMatchObject([{ message: expect.stringContaining('9 of 25 bytes') }])
  if (found !== undefined) again.done(found.place)
  await turn()
  expect(disk.size).toBe(0)
})
