import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { exitCodes } from '../src/cli/exit-codes.js'
import { settingGroups } from '../src/cli/settings.js'
import { openStore } from '../src/store/sql/open.js'
import { connect } from './drivers.js'
import { temporaryFolder } from './store/databases.js'

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

/** What no test wants to be asked for: files where it stands, and ports that others may have. */
const quiet = {
  NO_COLOR: '1',
  OCPP_CSMS_DATABASE: ':memory:',
  OCPP_CSMS_SPOOL: 'off',
  OCPP_CSMS_HTTP_PORT: '0',
  OCPP_CSMS_ADMIN_TOKEN: 'an-admin-token-of-tests',
}

const run = (...args: readonly string[]): Run => runWith({}, ...args)

function runWith(environment: Readonly<Record<string, string | undefined>>, ...args: readonly string[]): Run {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...quiet, ...environment } })
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
    const csms = run('--port', '0', '--unknown-stations', 'accept', '--token', 'SECRET1')
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
    await csms.says(/held as Pending; --unknown-stations accept/)
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
    const csms = run('--port', '0', '--unknown-stations', 'accept')
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

  test('warns where stations of other machines come without a password', async () => {
    const open = run('--port', '0', '--host', '0.0.0.0', '--http-host', '127.0.0.1')
    await open.says(/listening on ws:\S+ and all other addresses of this machine for/)
    await open.says(/stations need no password \(security profile 0\); --security-profile 1 asks for one/)
    const asked = run('--port', '0', '--host', '0.0.0.0', '--http-host', '127.0.0.1', '--security-profile', '1')
    await asked.says(/held as Pending/)
    asked.child.kill('SIGTERM')
    expect((await asked.done).out).not.toContain('need no password')
  })

  test('writes one JSON object a line with --log-format json', async () => {
    const csms = run('--port', '0', '--log-format', 'json')
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
      status: 'Pending',
      level: 'info',
      messageId: expect.any(String),
      isError: false,
    })
  })

  test('opens the operator API on loopback, for whoever has the admin token', async () => {
    const token = 'a-token-that-nobody-guesses'
    const csms = runWith({ OCPP_CSMS_ADMIN_TOKEN: token }, '--port', '0')
    const [, url = ''] = await csms.says(/operator API on (http:\/\/127\.0\.0\.1:\d+)\/v1/)
    const asked = (headers: Record<string, string>): Promise<Response> => fetch(`${url}/v1/transactions`, { headers })
    expect((await asked({})).status).toBe(401)
    const answer = await asked({ authorization: `Bearer ${token}` })
    expect(await answer.json()).toEqual({ items: [], nextCursor: null })
    csms.child.kill('SIGTERM')
    const { code, out } = await csms.done
    expect(code).toBe(0)
    expect(out).not.toContain(token)
  })

  test('behind a proxy with TLS asks for passwords, takes short ones and lists tokens where it is told to', async () => {
    const folder = temporaryFolder()
    const config = folder.file('proxy.yaml')
    writeFileSync(config, 'tls-terminated: true\nlocal-list: label=fleet\nclose-silent-after: off\n')
    const options = ['--config', config, '--short-passwords', 'allow', '--duplicates', 'refuse', '--unknown-stations', 'accept']
    const csms = runWith({ OCPP_CSMS_SECURITY_PROFILE: '2', OCPP_CSMS_WEBHOOKS_HTTP: 'allow' }, '--port', '0', ...options)
    const [, url = ''] = await csms.says(/listening on (ws:\S+) for/)
    const [, apiUrl = ''] = await csms.says(/operator API on (http:\S+)\/v1/)
    const ask = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${apiUrl}/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${quiet.OCPP_CSMS_ADMIN_TOKEN}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    await expect(connect('2.0.1', url, 'CP1')).rejects.toMatchObject({ status: 401 })
    expect((await ask('PUT', '/stations/CP1', {})).status).toBe(201)
    expect((await ask('PUT', '/stations/CP1/password', { password: 'short' })).status).toBeLessThan(300)
    const station = await connect('2.0.1', url, 'CP1', { password: 'short' })
    expect(await station.boot()).toBe('Accepted')
    await expect(connect('2.0.1', url, 'CP1', { password: 'short' })).rejects.toMatchObject({ status: 503 })
    expect(await (await ask('GET', '/stations/CP1/local-list')).json()).toMatchObject({ scope: { label: 'fleet' } })
    expect((await ask('POST', '/webhooks', { url: 'http://receiver.example/hook' })).status).toBe(201)
    await station.close()
    csms.child.kill('SIGTERM')
    expect((await csms.done).code).toBe(0)
    folder.remove()
  })

  test('gives a token once at its first start, and never logs it (G24)', async () => {
    const csms = runWith({ OCPP_CSMS_ADMIN_TOKEN: undefined }, '--port', '0', '--log-level', 'debug')
    const [, url = ''] = await csms.says(/operator API on (http:\S+)\/v1/)
    csms.child.kill('SIGTERM')
    const { out, err } = await csms.done
    expect(url).not.toBe('')
    const [token = ''] = /ocppf_\S+/.exec(err) ?? []
    expect(token.length).toBeGreaterThan(40)
    expect(err).toContain(`Give it to "Authorize" on ${url}/docs`)
    expect(out).not.toContain(token)
  })

  test('ends with 1 and says so when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const stations = await run('--port', String(port)).done
    const operators = await run('--port', '0', '--http-port', String(port)).done
    await new Promise((resolve) => server.close(resolve))
    expect([stations.code, operators.code]).toEqual([1, 1])
    expect(stations.err).toContain(`another program listens on 127.0.0.1:${port}; choose another with --port`)
    expect(operators.err).toContain(`another program listens on 127.0.0.1:${port}; choose another with --http-port`)
  })

  test.each([
    [['--prot', '9000'], "unknown option '--prot'; did you mean --port?"],
    [['--port', '70000'], "option '--port <number>' argument '70000' is invalid. It must be a whole number from 0 to 65535"],
    [
      ['--versions', '2.0'],
      "option '--versions <list>' argument '2.0' is invalid. It must be a list of 2.1, 2.0.1, 1.6, each once, such as 2.0.1,1.6",
    ],
    [
      ['--unknown-stations', 'yes'],
      "option '--unknown-stations <answer>' argument 'yes' is invalid. Allowed choices are pending, accept, refuse",
    ],
    [['--token', ''], "option '--token <idToken>' argument '' is invalid. It must be a text of 1 to 255 characters"],
    [
      ['--token', 'A'.repeat(256)],
      `option '--token <idToken>' argument '${'A'.repeat(256)}' is invalid. It must be a text of 1 to 255 characters`,
    ],
    [['--token', 'é'], "option '--token <idToken>' argument 'é' is invalid. It must be made of printable ASCII"],
    [['extra'], "unknown command 'extra'; see ocpp-csms --help"],
    [['bakup', 'x.db'], "unknown command 'bakup'; did you mean backup?"],
    [['backup'], "missing required argument 'file'; see ocpp-csms --help"],
    [['--tls-cert', 'a.pem'], 'TLS needs a --tls-key for each --tls-cert, in the same order'],
    [['--tls-cert', 'none.pem', '--tls-key', 'none.pem'], '--tls-cert none.pem does not exist'],
    [
      ['--trusted-proxy', '10.0.0.0/33'],
      "option '--trusted-proxy <address>' argument '10.0.0.0/33' is invalid. It must be an address, or a network such as 10.0.0.0/8",
    ],
    [
      ['--local-list', 'fleet'],
      "option '--local-list <tokens>' argument 'fleet' is invalid. It must be off, empty, all, or a label such as label=fleet",
    ],
    [
      ['--close-idle-after', 'never'],
      "option '--close-idle-after <hours>' argument 'never' is invalid. It must be a number of at least 0, or off",
    ],
    [['--tls-terminated', 'true'], "option '--tls-terminated <answer>' argument 'true' is invalid. Allowed choices are yes, no"],
    [['--security-profile', '2'], '--security-profile 2 needs --tls-cert and --tls-key, or --tls-terminated yes behind a proxy with TLS'],
    [['--database', 'mysql://db'], 'the database must be a file, ":memory:" or postgres://…, not mysql:'],
  ])('ends with 2 for %j, and says in one line what was expected', async (args, message) => {
    const { code, out, err } = await run(...args).done
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `ocpp-csms: ${message}\n` })
  })

  test('does not repeat a secret that is wrong, wherever it stands (G18)', async () => {
    const folder = temporaryFolder()
    const config = (content: string): string[] => {
      writeFileSync(folder.file('wrong.yaml'), content)
      return ['--config', folder.file('wrong.yaml')]
    }
    const token = 'It must have 16 to 200 characters without spaces; make one with: openssl rand -base64 32'
    const key = 'It must have at least 16 characters; make one with: openssl rand -base64 32'
    const expected: [Run, string][] = [
      [run('--admin-token', 'S3CRET'), `--admin-token, or OCPP_CSMS_ADMIN_TOKEN, is invalid. ${token}`],
      [run('--password-key', 'S3CRET'), `--password-key, or OCPP_CSMS_PASSWORD_KEY, is invalid. ${key}`],
      [runWith({ OCPP_CSMS_ADMIN_TOKEN: 'S3CRET' }), `--admin-token, or OCPP_CSMS_ADMIN_TOKEN, is invalid. ${token}`],
      [runWith({ OCPP_CSMS_PASSWORD_KEY: 'S3CRET' }), `--password-key, or OCPP_CSMS_PASSWORD_KEY, is invalid. ${key}`],
      [run('--admin-tokn=S3CRET'), "unknown option '--admin-tokn'"],
    ]
    for (const [program, text] of expected) {
      const { code, out, err } = await program.done
      expect({ code, out, isSaid: err.includes(text), err: err.includes('S3CRET') ? err : '' }).toEqual({
        code: 2,
        out: '',
        isSaid: true,
        err: '',
      })
    }
    for (const content of [
      'admin-token: S3CRET',
      'password-key: [S3CRET]',
      'admin-token: { a: S3CRET }',
      'admin-token: *S3CRET',
      'admin-token: !S3CRET x',
    ]) {
      const { code, err } = await run(...config(content)).done
      expect([content, code, err.includes('S3CRET'), err.split('\n').length]).toEqual([content, 2, false, 2])
    }
    folder.remove()
  })

  test('limits requests of one address, as a trusted proxy names it (--rate-limit, --trusted-proxy)', async () => {
    const csms = run('--port', '0', '--rate-limit', '1', '--trusted-proxy', '127.0.0.1,10.0.0.0/8')
    const [, url = ''] = await csms.says(/operator API on (http:\S+)\/v1/)
    const ask = async (address: string): Promise<number> =>
      (await fetch(`${url}/v1/me`, { headers: { 'x-forwarded-for': address } })).status
    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask('203.0.113.7')))
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(4)
    expect(statuses).toContain(429)
    expect(await ask('203.0.113.8')).toBe(401)
  })

  test('says in one line why a database or a spool cannot be opened, and ends with 1', async () => {
    const folder = temporaryFolder()
    const [deep, taken] = [folder.file('deep/csms.db'), folder.file('taken')]
    writeFileSync(taken, 'a file')
    const failures = {
      [`${folder.path} is a folder`]: ['--database', folder.path],
      [`${deep}: there is no folder ${folder.file('deep')}`]: ['--database', deep],
      [`${taken}: file is not a database`]: ['--database', taken],
      [`the spool folder ${taken} cannot be used: there is a file of that name`]: ['--spool', taken],
    }
    for (const [message, args] of Object.entries(failures)) {
      expect(await run('--port', '0', ...args).done).toEqual({ code: 1, out: '', err: `ocpp-csms: ${message}\n` })
    }
    folder.remove()
  })

  describe('reads each setting from the command line, the environment and a config file', () => {
    const folder = temporaryFolder()
    afterAll(() => folder.remove())
    const file = (name: string, content: string): string => {
      writeFileSync(folder.file(name), content)
      return folder.file(name)
    }

    test('in this order', async () => {
      const config = file('order.yaml', 'port: 0\nversions: [1.6, "2.1"]\nunknown-stations: accept\nheartbeat: 33\nretry: 44\n')
      const csms = runWith({ OCPP_CSMS_CONFIG: config, OCPP_CSMS_HEARTBEAT: '55', OCPP_CSMS_RETRY: '66' }, '--retry', '77')
      const [, url = ''] = await csms.says(/listening on (ws:\S+) for OCPP 1\.6, 2\.1\n/)
      const { connection, close } = await connect('1.6', url, 'CP1')
      const boot = { chargePointVendor: 'Acme', chargePointModel: 'One' }
      await expect(connection.callUntyped('BootNotification', boot)).resolves.toMatchObject({ status: 'Accepted', interval: 55 })
      await close()
    })

    test('lists with commas in the environment, and in a file as they are', async () => {
      const config = file('tokens.json', '{ "port": 0, "unknown-stations": "accept", "token": ["A", "B"] }')
      const csms = runWith({ OCPP_CSMS_VERSIONS: '2.0.1' }, '--config', config)
      const [, url = ''] = await csms.says(/listening on (ws:\S+) for OCPP 2\.0\.1\n/)
      const station = await connect('2.0.1', url, 'CP1')
      await station.boot()
      expect([await station.authorize('A'), await station.authorize('B'), await station.authorize('C')]).toEqual([
        'Accepted',
        'Accepted',
        'Unknown',
      ])
      await station.close()
    })

    test.each([
      ['prot: 9000', /wrong\.yaml: there is no setting "prot"; did you mean port\?/],
      ['port: 70000', /wrong\.yaml: port: It must be a whole number from 0 to 65535/],
      ['port: true', /wrong\.yaml: port: It must be a text or a number, not true/],
      ['token: 00123', /wrong\.yaml: token: It must be a text: put it in quotes/],
      ['token: [A, 123]', /wrong\.yaml: token: It must be a text: put it in quotes/],
      ['admin-token: 12345678901234567890', /wrong\.yaml: admin-token: It must be a text: put it in quotes/],
      ['password-key: 12345678901234567890', /wrong\.yaml: password-key: It must be a text: put it in quotes/],
      ['- port', /wrong\.yaml must hold keys and values/],
      ['port: [', /^ocpp-csms: \S+wrong\.yaml: .*at line 1, column 8\n$/],
    ])('and ends with 2 for a file with %j, naming what is wrong', async (content, message) => {
      const { code, err } = await run('--config', file('wrong.yaml', content)).done
      expect(err).toMatch(message)
      expect(code).toBe(2)
    })

    test('and ends with 2 for a variable that is none, for one that is wrong, and for a file that is not there', async () => {
      const unknown = await runWith({ OCPP_CSMS_PROT: '1' }).done
      expect(unknown).toMatchObject({ code: 2, err: expect.stringMatching(/OCPP_CSMS_PROT; did you mean OCPP_CSMS_PORT\?/) })
      const wrong = await runWith({ OCPP_CSMS_PORT: 'x' }).done
      expect(wrong).toMatchObject({ code: 2, err: expect.stringMatching(/OCPP_CSMS_PORT.*It must be a whole number/) })
      const unlike = await runWith({ OCPP_CSMS_QWX: '1' }).done
      expect(unlike).toMatchObject({ code: 2, err: 'ocpp-csms: there is no setting for the environment variable OCPP_CSMS_QWX\n' })
      const missing = await run('--config', folder.file('nowhere.yaml')).done
      expect(missing).toMatchObject({ code: 2, err: `ocpp-csms: the config file ${folder.file('nowhere.yaml')} does not exist\n` })
    })
  })

  test('keeps its database where it is told, backs it up while it runs, and restores it (G23)', async () => {
    const folder = temporaryFolder()
    const settings = { OCPP_CSMS_DATABASE: folder.file('csms.db') }
    const csms = runWith(settings, '--port', '0', '--unknown-stations', 'accept', '--token', 'A')
    const [, url = ''] = await csms.says(/listening on (ws:\S+) for/)
    await csms.says(/csms\.db: what is stored survives a power cut/)
    const station = await connect('2.1', url, 'CP1')
    await station.boot()
    await station.start('A', 1000)
    const backup = await runWith(settings, 'backup', folder.file('copy.db')).done
    expect(backup).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/copy\.db \(\d+\.\d MB\)/) })
    await station.close()
    csms.child.kill('SIGTERM')
    await csms.done
    const there = await runWith(settings, 'restore', folder.file('copy.db')).done
    expect(there).toMatchObject({ code: 1, err: expect.stringMatching(/csms\.db exists already; "replace" would move it aside\n$/) })
    const restored = await runWith(settings, 'restore', folder.file('copy.db'), '--replace').done
    expect(restored).toMatchObject({ code: 0, err: '' })
    const store = await openStore(folder.file('csms.db'))
    expect((await store.transactions.list({ tenantId: 'default' })).map(({ energyMilliWh }) => energyMilliWh)).toEqual([0])
    await store.close()
    folder.remove()
  })

  test.each(['--version', '-V'])('says with %s which one it is', async (option) => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
    expect(await run(option).done).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  test('ends well when its reader has seen enough', async () => {
    const { child, done } = run('--help')
    child.stdout?.destroy()
    expect(await done).toMatchObject({ code: 0, err: '' })
  })

  test('lists every setting by what it is about, the commands and the exit codes with --help', async () => {
    const { code, out } = await run('--help').done
    expect(code).toBe(0)
    for (const { heading, settings: ofGroup } of settingGroups) {
      const group = out.slice(out.indexOf(`\n${heading}:\n`)).split('\n\n')[0]
      for (const { name, value } of ofGroup) expect(group).toContain(`--${name} <${value}>`)
    }
    for (const text of ['OCPP_CSMS_HTTP_PORT', 'backup <file>', 'restore [options] <file>', 'Examples:']) expect(out).toContain(text)
    for (const exitCode of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^  ${exitCode} `, 'm'))
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(125)
  })
})
