import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTranscriptFile } from '../src/transcript-file.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcript-'))
})
afterEach(() => rm(folder, { recursive: true }))

const inFolder = (): string => join(folder, 'frames.jsonl')

describe('openTranscriptFile', () => {
  it('has every line in the file, in order, once it is closed', async () => {
    const file = await openTranscriptFile(inFolder())
    const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at}`)
    for (const [at, line] of lines.entries()) {
      file.write(line)
      if (at % 1_000 === 0) await file.flushed()
    }
    await file.close()
    expect(await readFile(inFolder(), 'utf8')).toBe(`${lines.join('\n')}\n`)
    expect(file.dropped).toBe(0)
  })

  it('has lines with the operating system once they are flushed', async () => {
    const file = await openTranscriptFile(inFolder())
    file.write('one')
    expect(file.waiting).toBe(4)
    await file.flushed()
    expect(file.waiting).toBe(0)
    expect(await readFile(inFolder(), 'utf8')).toBe('one\n')
    await file.close()
  })

  it('appends to what is there, and ends a line that was cut short', async () => {
    await writeFile(inFolder(), 'first\n{"cut')
    for (const line of ['second', 'third']) {
      const file = await openTranscriptFile(inFolder())
      file.write(line)
      await file.close()
    }
    expect(await readFile(inFolder(), 'utf8')).toBe('first\n{"cut\nsecond\nthird\n')
  })

  it('makes the file readable to its owner alone', async () => {
    await (await openTranscriptFile(inFolder())).close()
    expect((await stat(inFolder())).mode & 0o777).toBe(0o600)
  })

  it('drops and counts lines beyond what may wait, and goes on afterwards', async () => {
    const file = await openTranscriptFile(inFolder(), { maxWaiting: 10 })
    file.write('123456')
    file.write('1234')
    file.write('12')
    expect(file.dropped).toBe(1)
    await file.flushed()
    file.write('1234')
    await file.close()
    file.write('too late')
    expect(await readFile(inFolder(), 'utf8')).toBe('123456\n12\n1234\n')
    expect(file.dropped).toBe(2)
  })

  it('closes once, however often it is asked', async () => {
    const file = await openTranscriptFile(inFolder())
    file.write('one')
    await Promise.all([file.close(), file.close()])
    await file.close()
  })

  it.runIf(process.platform === 'linux')('tells when the disk refuses', async () => {
    const silent = await openTranscriptFile('/dev/full')
    silent.write('one')
    await expect(silent.flushed()).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect(silent.close()).rejects.toMatchObject({ code: 'ENOSPC' })
    const errors: unknown[] = []
    const told = await openTranscriptFile('/dev/full', { onError: (error) => errors.push(error) })
    told.write('one')
    await told.flushed()
    told.write('two')
    expect(told.dropped).toBe(1)
    await told.close()
    expect(errors).toMatchObject([{ code: 'ENOSPC' }])
  })

  it('names the option that is wrong, and the folder that is missing', async () => {
    await expect(openTranscriptFile(inFolder(), { maxWaiting: 0 })).rejects.toThrow('maxWaiting')
    await expect(openTranscriptFile(join(folder, 'missing', 'x'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
