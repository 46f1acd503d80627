import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/sql/open.js'
import { Connection } from '../../src/store/sql/sqlite/connection.js'
import { later } from '../later.js'
import { temporaryFolder } from '../store/databases.js'
import { AnsweredCalls, eventsOf } from './answered.js'
import { connect16, start16, stop16 } from './requests.js'

/* The program in one folder, with one database after the other: what was answered for one is never stored in another (G1, G8). */

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

function startIn(folder: string, database: string, ...more: readonly string[]) {
  const args = ['--port', '0', '--http-port', '0', '--unknown-stations', 'accept', '--unknown-tokens', 'accept', ...more]
  const environment = { ...process.env, NO_COLOR: '1', OCPP_CSMS_ADMIN_TOKEN: 'an-admin-token-of-tests', OCPP_CSMS_SPOOL: undefined }
  const child: ChildProcess = spawn(process.execPath, [cli, ...args, '--database', database], { cwd: folder, env: environment })
  const texts = { out: '', err: '' }
  child.stdout?.on('data', (data: Buffer) => (texts.out += data.toString()))
  child.stderr?.on('data', (data: Buffer) => (texts.err += data.toString()))
  const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, ...texts })),
  )
  later(async () => {
    child.kill('SIGKILL')
    await done
  })
  return {
    done,
    says: (pattern: RegExp) => expect.poll(() => texts.out, { timeout: 20_000 }).toMatch(pattern),
    url: () => /listening on (ws:\S+)/.exec(texts.out)?.[1] ?? '',
    kill: async () => {
      child.kill('SIGKILL')
      await done
    },
  }
}

test('messages that wait for a database stop the program from starting with another, and reach it when it is started with its own', async () => {
  const folder = temporaryFolder()
  later(() => folder.remove())
  const first = startIn(folder.path, './a.db')
  await first.says(/listening on ws:/)
  const station = await connect16(first.url())
  const calls = new AnsweredCalls()
  const other = new Connection(folder.file('a.db'), 1000)
  other.exec('BEGIN IMMEDIATE')
  const answer = await calls.call(station, 'StartTransaction', start16())
  await calls.call(station, 'StopTransaction', stop16(answer?.['transactionId']))
  expect(calls).toMatchObject({ unanswered: 0, errors: [] })
  await first.kill()
  other.exec('ROLLBACK')
  other.close()

  const spool = folder.file('ocpp-kit.spool')
  const why = `the spool folder ${spool} holds 2 messages of another database: start with the database they belong to, or give another folder with --spool`
  for (const database of ['./b.db', ':memory:']) {
    const { code, err } = await startIn(folder.path, database, '--spool', './ocpp-kit.spool').done
    expect({ code, err }).toEqual({ code: 1, err: `ocpp-csms: ${why}\n` })
  }
  // Elsewhere it starts, and in memory nothing is kept unless it is asked for.
  const elsewhere = startIn(folder.path, './b.db', '--spool', './b.spool')
  const inMemory = startIn(folder.path, ':memory:')
  await Promise.all([elsewhere.says(/listening on ws:/), inMemory.says(/listening on ws:/)])
  await Promise.all([elsewhere.kill(), inMemory.kill()])

  const again = startIn(folder.path, './a.db')
  await again.says(/the spool is empty, 2 messages stored/)
  await again.kill()
  const [a, b] = [await openStore(folder.file('a.db')), await openStore(folder.file('b.db'))]
  await calls.check(a)
  expect(await eventsOf(b, 'default', 'CP1')).toEqual([])
  await Promise.all([a.close(), b.close()])
}, 60_000)

test('a database in memory has no spool by itself', async () => {
  const folder = temporaryFolder()
  later(() => folder.remove())
  const program = startIn(folder.path, ':memory:')
  await program.says(/listening on ws:/)
  expect(readdirSync(folder.path)).toEqual([])
  await program.kill()
  const asked = startIn(folder.path, ':memory:', '--spool', './kept')
  await asked.says(/listening on ws:/)
  expect(existsSync(folder.file('kept'))).toBe(true)
})
