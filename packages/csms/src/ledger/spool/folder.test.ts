import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolder } from './folder.js'

let path: string
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'ocpp-spool-'))
})
afterEach(() => rmSync(path, { recursive: true, force: true }))

test('keeps what is appended in files of its own, and sees no others', async () => {
  const files = await openFolder(join(path, 'deep', 'spool'))
  const file = await files.create('1.spool')
  await file.append(Buffer.from('one'))
  await file.append(Buffer.from('two'))
  await file.sync()
  await file.close()
  writeFileSync(join(path, 'deep', 'spool', 'notes.txt'), '')
  expect(await files.list()).toEqual(['1.spool'])
  expect((await files.read('1.spool')).toString()).toBe('onetwo')
  expect((await files.readAt('1.spool', 2, 100)).toString()).toBe('etwo')
  await files.remove('1.spool')
  expect(await files.list()).toEqual([])
  await files.close()
})

test('remembers whose it is, also after a crash while that was written', async () => {
  const files = await openFolder(path)
  expect(await files.owner()).toBeUndefined()
  await files.setOwner('store-a')
  await files.close()
  writeFileSync(join(path, 'owner.part'), 'sto')
  const again = await openFolder(path)
  expect(await again.owner()).toBe('store-a')
  expect(await again.list()).toEqual([])
  await again.setOwner('store-b')
  expect(await again.owner()).toBe('store-b')
  expect(readdirSync(path).toSorted()).toEqual(['lock', 'owner'])
  writeFileSync(join(path, 'owner'), '')
  expect(await again.owner()).toBeUndefined()
  await again.close()
})

test('a folder is for one process at a time; one that has ended does not keep it', async () => {
  const files = await openFolder(path)
  await expect(openFolder(path)).rejects.toThrow('another csms in this process')
  await files.close()
  expect(readdirSync(path)).toEqual([])

  writeFileSync(join(path, 'lock'), lockOf(process.ppid))
  await expect(openFolder(path)).rejects.toThrow(`the spool of process ${process.ppid}`)
  const ended = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(join(path, 'lock'), `${ended} 1`)
  await (await openFolder(path)).close()
})

test('a folder that cannot be is refused with the reason, and not tried for ever', async () => {
  writeFileSync(join(path, 'taken'), '')
  await expect(openFolder(join(path, 'taken'))).rejects.toThrow(`${join(path, 'taken')} cannot be used: there is a file of that name`)
  await expect(openFolder(join(path, 'taken', 'below'))).rejects.toThrow('there is a file of that name')
  // Linux alone has folders where nobody makes any; Node's own way of making several at once never ends there.
  if (process.platform === 'linux') await expect(openFolder('/proc/spool')).rejects.toThrow('/proc/spool cannot be used')
})

/** As the process itself would have written it. */
function lockOf(pid: number): string {
  const source = `const s = require('fs').readFileSync('/proc/${pid}/stat', 'utf8'); process.stdout.write(s.slice(s.lastIndexOf(')') + 2).split(' ')[19])`
  return `${pid} ${spawnSync(process.execPath, ['-e', source]).stdout.toString()}`
}
