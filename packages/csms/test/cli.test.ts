import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { connect } from './drivers.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

interface Run {
  readonly child: ChildProcess
  readonly done: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
  /** Resolves with the first match in the output. */
  says(pattern: RegExp): Promise<RegExpExecArray>
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: '1' } })
  children.push(child)
  const texts = { out: '', err: '' }
  const waiting = new Set<() => void>()
  child.stdout.on('data', (data: Buffer) => {
    texts.out += data.toString()
    for (const look of waiting) look()
  })
  child.stderr.on('data', (data: Buffer) => (texts.err += data.toString()))
  return {
    child,
    done: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts }))),
    says: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const match = pattern.exec(texts.out)
          if (match === null) return
          waiting.delete(look)
          resolve(match)
        }
        waiting.add(look)
        look()
      }),
  }
}

describe('ocpp-csms', () => {
  test('shows station, direction, action, status and ms, no id tokens, and ends within 2 s at Ctrl-C', async () => {
    const csms = run('--port', '0', '--accept', 'accepted', '--token', 'SECRET1')
    const [, url = ''] = await csms.says(/listening on (ws:\S+) for OCPP 2\.1, 2\.0\.1, 1\.6/)
    const station = await connect('2.0.1', url, 'CP1')
    expect(await station.boot()).toBe('Accepted')
    expect(await station.authorize('SECRET1')).toBe('Accepted')
    expect(await station.authorize('SECRET2')).toBe('Unknown')
    const { transactionId } = await station.start('SECRET1', 0)
    await station.stop(transactionId, 1500)
    await csms.says(/CP1 +→ BootNotification +Accepted +\d+ ms/)
    await csms.says(/CP1 +→ Authorize +Unknown +\d+ ms/)
    await csms.says(/transaction \S+ ended \(Local\), 1\.500 kWh/)
    const begin = performance.now()
    csms.child.kill('SIGINT')
    const { code, out, err } = await csms.done
    expect(performance.now() - begin).toBeLessThan(2000)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain('SECRET')
    await station.close()
  })

  test('holds stations as Pending unless told otherwise, and says so', async () => {
    const csms = run('--port', '0', '--versions', '1.6')
    const [, url = ''] = await csms.says(/listening on (ws:\S+) for OCPP 1\.6/)
    await csms.says(/held as Pending; --accept accepted/)
    const station = await connect('1.6', url, 'CP1')
    expect(await station.boot()).toBe('Pending')
    await station.close()
  })

  test('says in one line why a station was refused', async () => {
    const csms = run('--port', '0', '--versions', '1.6')
    const [, url = ''] = await csms.says(/listening on (ws:\S+) for OCPP 1\.6/)
    await expect(connect('2.0.1', url, 'CP7')).rejects.toMatchObject({ status: 400 })
    await csms.says(/CP7 +refused with 400: it offers ocpp2\.0\.1, and OCPP 1\.6 is spoken here\n/)
  })

  test('shows what a station writes as text: no line of its making, no terminal escapes, no end of it', async () => {
    const csms = run('--port', '0', '--accept', 'accepted')
    const [, url = ''] = await csms.says(/listening on (ws:\S+) for/)
    const { connection, boot, close } = await connect('1.6', url, 'CP1')
    await boot()
    const forged = '07:00:00.000  CP1          transaction 5 ended (Local), 9999.000 kWh'
    await expect(connection.callUntyped(`Foo\n${forged}${'!'.repeat(9_000)}`, {})).rejects.toMatchObject({ code: 'NotImplemented' })
    await connection.callUntyped('BootNotification', { chargePointVendor: '\u001b[2JAcme\u009b', chargePointModel: 'Two\nlines' })
    await connection.close({ code: 4000, reason: `bye\n${forged}` })
    await close()
    await csms.says(/disconnected \(4000/)
    csms.child.kill('SIGTERM')
    const { out } = await csms.done
    expect(out).toContain('\\u001b[2JAcme\\u009b Two\\u000alines booted')
    for (const line of out.trimEnd().split('\n')) {
      expect(line).not.toMatch(/^07:00:00\.000|\p{Cc}/u)
      expect(line.length).toBeLessThan(500)
    }
  })

  test('writes one JSON object a line with --json', async () => {
    const csms = run('--port', '0', '--json', '--accept', 'rejected')
    const [, url = ''] = await csms.says(/"url":"(ws:[^"]+)"/)
    const station = await connect('2.1', url, 'CP1')
    await station.boot()
    await csms.says(/"event":"message"/)
    await station.close()
    csms.child.kill('SIGTERM')
    const { code, out } = await csms.done
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.find(({ event }) => event === 'message')).toMatchObject({
      identity: 'CP1',
      direction: 'in',
      action: 'BootNotification',
      status: 'Rejected',
      isError: false,
    })
  })

  test('ends with 1 and says so when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const { code, err } = await run('--port', String(port)).done
    await new Promise((resolve) => server.close(resolve))
    expect(code).toBe(1)
    expect(err).toContain(`another program listens on 127.0.0.1:${port}; choose another with --port`)
  })

  test.each([
    [['--prot', '9000'], /unknown option '--prot'[\s\S]*Did you mean --port/],
    [['--port', '70000'], /It must be a whole number from 0 to 65535/],
    [['--versions', '2.0'], /It must be a list of 2\.1, 2\.0\.1, 1\.6/],
    [['--accept', 'yes'], /Allowed choices are accepted, pending, rejected/],
    [['--token', ''], /It must have 1 to 36 characters/],
    [['extra'], /too many arguments/],
  ])('ends with 2 for %j, and says what was expected', async (args, message) => {
    const { code, err } = await run(...args).done
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test.each(['--version', '-V'])('says with %s which one it is', async (option) => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(await run(option).done).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  test('lists options and exit codes with --help', async () => {
    const { code, out } = await run('--help').done
    expect(code).toBe(0)
    for (const text of ['--version', '--port', '--host', '--versions', '--accept', '--token', '--json', '--log-level', 'Exit codes:'])
      expect(out).toContain(text)
  })
})
