import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bareSocket, boot16, codeOf, station16, station201 } from './support/bench.js'
import { run, serve } from './support/run-cli.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-server-'))
  return () => rm(folder, { recursive: true })
})

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const boot201 = { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } } as const

describe('ocpp-mock-server', () => {
  it('answers all three versions, shows every frame without id tokens, and ends within 2 s at Ctrl-C', async () => {
    const server = await serve()
    await server.says(/listening on ws:\/\/127\.0\.0\.1:\d+\/<station> for OCPP 2\.1, 2\.0\.1, 1\.6/)
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    await station.call('Authorize', { idTag: 'SECRET1' })
    await (await station201(server.url)).call('BootNotification', boot201)
    await server.says(/CP1 +connected from 127\.0\.0\.1, OCPP 1\.6/)
    await server.says(/CP1 +→ BootNotification +\[2,.*"chargePointVendor":"Acme"/)
    await server.says(/CP1 +← BootNotification +Accepted in \d+ ms +\[3,/)
    await server.says(/CS1 +booted: Accepted/)
    const begin = performance.now()
    server.child.kill('SIGINT')
    const { code, out, err } = await server.done
    expect(performance.now() - begin).toBeLessThan(2_000)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain('SECRET1')
  })

  it('sends commands on a period and after each accepted boot, with the payload given, and says once what a version lacks', async () => {
    const payload = await file('trigger.json', '{"requestedMessage":"Heartbeat"}')
    const args = ['--command', 'ClearCache', '--command', 'Reset:1', '--command', 'GetBaseReport', '--command', 'TriggerMessage']
    const server = await serve(...args, '--param', 'Reset={"type":"Hard"}', '--param', `TriggerMessage=@${payload}`)
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    await server.says(/CP1 +OCPP 1\.6 has no GetBaseReport: it is not sent to this station/)
    await server.says(/CP1 +← ClearCache/)
    await server.says(/CP1 +← TriggerMessage .*"requestedMessage":"Heartbeat"/)
    await server.says(/CP1 +← Reset .*"type":"Hard"[\s\S]*CP1 +→ Reset +Accepted[\s\S]*CP1 +← Reset .*"type":"Hard"/)
  })

  it('takes a period for all commands, and a payload without a name for the only one', async () => {
    const server = await serve('--command', 'Reset', '--period', '1', '--param', '{"type":"Immediate"}')
    const station = await station201(server.url)
    await station.call('BootNotification', boot201)
    await server.says(/CS1 +← Reset .*"type":"Immediate"/)
    await server.says(/CS1 +the station broke oddAnswer at Reset: /)
  })

  it('holds stations to firmware lists and boot sequences, and names those at /', async () => {
    const server = await serve('--check-firmware', '--boot', 'Pending,Accepted')
    const { socket, next } = await bareSocket(`${server.url}/`)
    const boot = async (firmwareVersion: string): Promise<string> => {
      const answer = next()
      socket.send(JSON.stringify([2, crypto.randomUUID(), 'BootNotification', { ...boot16, firmwareVersion }]))
      return (JSON.parse(await answer) as [number, string, { status: string }])[2].status
    }
    expect([await boot('v1.6-release'), await boot('v1.6-release'), await boot('v9')]).toEqual(['Pending', 'Accepted', 'Rejected'])
    await server.says(/unnamed-1 +booted: Rejected/)
    server.child.kill('SIGINT')
    const own = await serve('--firmware', '1.2.0,1.3.*')
    const station = await station16(own.url)
    expect((await station.call('BootNotification', { ...boot16, firmwareVersion: '1.3.7' })).status).toBe('Accepted')
  })

  it('knows tokens with their status and expiry, and passwords', async () => {
    const tokens = ['--token', 'GOOD', '--token', 'BAD,status=Blocked', '--token', 'OLD,expires=2020-01-01']
    const server = await serve(...tokens, '--user', 'CP1:pass:word')
    await expect(station16(server.url, 'CP1', { password: 'no' })).rejects.toMatchObject({ status: 401 })
    await server.says(/CP1 +refused with 401: wrongCredentials \(from 127\.0\.0\.1, offering ocpp1\.6\)/)
    const station = await station16(server.url, 'CP1', { password: 'pass:word' })
    const statusOf = async (idTag: string): Promise<string> => (await station.call('Authorize', { idTag })).idTagInfo.status
    expect([await statusOf('GOOD'), await statusOf('BAD'), await statusOf('OLD'), await statusOf('OTHER')]).toEqual([
      'Accepted',
      'Blocked',
      'Expired',
      'Invalid',
    ])
  })

  it('follows scripts and faults, and shows both', async () => {
    const rules = await file(
      'rules.yaml',
      '- name: busy\n  when: { action: Heartbeat, nth: 1 }\n  then: { callError: { code: GenericError } }\n',
    )
    const module = await file(
      'setup.mjs',
      "export default (server) => server.handle(server.protocol ?? { version: '1.6', actions: { Authorize: { sentBy: 'station' } } }, 'Authorize', () => ({ idTagInfo: { status: 'Expired' } }))",
    )
    const faults = await file('faults.yaml', '- name: lost\n  do: drop\n  when: { action: StatusNotification }\n')
    const server = await serve('--script', rules, '--script', module, '--faults', faults, '--seed', '7')
    await server.says(/faults in force, with --seed 7/)
    const station = await station16(server.url)
    expect(await codeOf(station.call('Heartbeat', {}))).toBe('GenericError')
    expect((await station.call('Authorize', { idTag: 'A' })).idTagInfo.status).toBe('Expired')
    await server.says(/CP1 +busy takes Heartbeat/)
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' } as const
    await codeOf(station.call('StatusNotification', status, { timeoutMs: 50 }))
    await server.says(/CP1 +fault: drop from the station \(lost\)/)
  })

  it('shows garbage with its control characters escaped, says who broke what, and goes on', async () => {
    const server = await serve('--quiet')
    const { socket, next } = await bareSocket(`${server.url}/CP1`)
    const answer = next()
    socket.send('[2,"1","\\u001b[31mFly",{}]')
    await answer
    const broken = next()
    socket.send('[2,"2","BootNotification",{}]')
    await broken
    await server.says(/CP1 +the station broke refused at \\u001b\[31mFly \(NotImplemented\)/)
    await server.says(/CP1 +the station broke required at BootNotification \(OccurenceConstraintViolation\)/)
    server.child.kill('SIGINT')
    const { out } = await server.done
    expect(out).not.toContain('\u001b')
    expect(out).not.toContain('connected')
  })

  it('writes one JSON object a line with --json, and a record of every frame', async () => {
    const record = join(folder, 'record.jsonl')
    const server = await serve('--json', '--record', record, '--raw')
    const station = await station16(server.url)
    await station.call('Authorize', { idTag: 'TOKEN1' })
    await server.says(/"event":"message".*"direction":"out"/)
    server.child.kill('SIGTERM')
    const { code, out } = await server.done
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.find(({ event }) => event === 'message')).toMatchObject({
      station: 'CP1',
      direction: 'in',
      action: 'Authorize',
      frame: expect.stringContaining('TOKEN1'),
      verdict: { kind: 'ok' },
    })
    expect((await readFile(record, 'utf8')).trimEnd().split('\n')).toHaveLength(2)
  })

  it.each(['--port', '--control-port'])('ends with 1 and says so when the port of %s is taken', async (option) => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const { code, err } = await run('--port', '0', option, String(port)).done
    await new Promise((resolve) => server.close(resolve))
    expect(code).toBe(1)
    expect(err).toBe(`ocpp-mock-server: another program listens on 127.0.0.1:${port}; choose another with ${option}\n`)
  })

  it.each([
    [['--prot', '9000'], /unknown option '--prot'[\s\S]*Did you mean --port/],
    [['--port', '70000'], /It must be a whole number from 0 to 65535/],
    [['--versions', '2.0'], /It must be a list of 2\.1, 2\.0\.1, 1\.6/],
    [['--command', 'Reset:often'], /must be a whole number of seconds/],
    [['--command', 'Rest'], /has no command "Rest"; did you mean Reset/],
    [['--period', '5'], /--period needs a --command/],
    [['--param', '{}'], /--param without a name needs exactly one --command, and there are 0/],
    [['--command', 'Reset', '--command', 'ClearCache', '--param', '{}'], /needs exactly one --command, and there are 2/],
    [['--command', 'Reset', '--param', 'Rest={}'], /--param is for Rest, which is no --command; did you mean Reset\?/],
    [['--command', 'Reset', '--param', '{'], /--param of Reset is no JSON/],
    [['--command', 'Reset', '--param', '[]'], /--param of Reset must be a JSON object/],
    [['--command', 'Reset', '--param', '@none.json'], /--param of Reset cannot be read: ENOENT/],
    [['--boot', 'Maybe'], /It must be a list of Accepted, Pending, Rejected/],
    [['--token', 'A,status=Lost'], /The status must be one of Accepted, Blocked/],
    [['--token', 'A,expires=soon'], /expires must be a time/],
    [['--user', 'CP1'], /It must be an identity and its password/],
    [['--user', 'CP1:x', '--password', 'y'], /give one of them/],
    [['--tls-cert', 'x.pem'], /--tls-cert and --tls-key go together/],
    [['--tls-cert', 'x.pem', '--tls-key', 'y.pem'], /--tls-cert cannot be read: ENOENT/],
    [['--command', 'Reset', '--param', '{"type":"Harder"}'], /--param of Reset is no payload of it: in OCPP 2\.1 \/type/],
    [['--security-profile', '1'], /--password or --user must be given for --security-profile 1/],
    [['--security-profile', '2', '--password', 'x'], /--tls-cert and --tls-key must be given for --security-profile 2/],
    [['--record', '/nowhere/at/all.jsonl'], /--record cannot be opened: ENOENT/],
    [['--check-firmware', '--firmware', '1.0'], /--check-firmware has a list, and --firmware is another: give one of them/],
    [['--control-host', '0.0.0.0'], /--control-host needs a --control-port/],
    [['--common-name', 'identity'], /--common-name needs a --client-ca/],
    [['--common-name', 'CP1'], /It must be `identity` alone, or a station and the common name/],
    [['--token', '@none.yaml'], /It cannot be read: ENOENT/],
    [['--script', 'none.yaml'], /none\.yaml: cannot be read: ENOENT/],
    [['--script', 'none.mjs'], /none\.mjs: cannot be loaded/],
    [['extra'], /too many arguments/],
  ])('ends with 2 for %j, and says what was expected', async (args, message) => {
    const { code, err } = await run('--port', '0', ...args).done
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  it.each([
    ['rule.yaml', '- when: { action: Heartbeat }\n  then:\n    delay: 5\n', /rule\.yaml:3: rules\[0\]\.then\.delay is not known here/],
    [
      'typo.yaml',
      '- when:\n    action: Heartbeet\n  then: { silence: true }\n',
      /typo\.yaml:2: rules\[0\]\.when\.action must be a message .* such as Heartbeat/,
    ],
    ['broken.yaml', '- when: {\n', /broken\.yaml:\d: is no proper YAML/],
    ['broken.mjs', 'export default [\n  { then: }\n]\n', /broken\.mjs:2: cannot be loaded/],
    ['throws.mjs', '\nthrow new Error("not today")\n', /throws\.mjs:2: cannot be loaded: not today/],
    [
      'typo.ts',
      'export default [\n  { when: { action: "Heartbeet" as string }, then: { silence: true } },\n]\n',
      /typo\.ts:2: rules\[0\]\.when\.action/,
    ],
    ['fails.mjs', 'export default () => { throw new Error("no") }', /fails\.mjs:1: no/],
  ])('ends with 2 for a malformed script, and names file and line: %s', async (name, text, message) => {
    const { code, err } = await run('--port', '0', '--script', await file(name, text)).done
    expect(err).toMatch(message)
    expect(code).toBe(2)
  })

  it('follows a script in TypeScript', async () => {
    const text =
      "interface Busy { readonly code: string }\nconst busy: Busy = { code: 'GenericError' }\nexport default [{ then: { callError: busy } }]\n"
    const server = await serve('--script', await file('script.ts', text))
    expect(await codeOf((await station16(server.url)).call('Heartbeat', {}))).toBe('GenericError')
  })

  it('shows a frame whole, unless it is very long', async () => {
    const server = await serve()
    const station = await station16(server.url)
    await station.call('DataTransfer', { vendorId: 'Acme', data: `${'x'.repeat(1_500)}END` })
    await server.says(/CP1 +→ DataTransfer +\[2,.*x{1500}END"\}\]\n/)
    await station.call('DataTransfer', { vendorId: 'Acme', data: 'y'.repeat(3_000) })
    await server.says(/CP1 +→ DataTransfer +\[2,.*y… \(30\d\d characters; all of them with --json\)\n/)
  })

  it('takes id tokens from a file', async () => {
    const text = '- GOOD\n- BAD,status=Blocked\n- { idToken: 0012, expires: 2020-01-01 }\n'
    const server = await serve('--token', `@${await file('tokens.yaml', text)}`, '--token', 'MORE')
    const station = await station16(server.url)
    const statusOf = async (idTag: string): Promise<string> => (await station.call('Authorize', { idTag })).idTagInfo.status
    const statuses = [
      await statusOf('GOOD'),
      await statusOf('BAD'),
      await statusOf('0012'),
      await statusOf('MORE'),
      await statusOf('OTHER'),
    ]
    expect(statuses).toEqual(['Accepted', 'Blocked', 'Expired', 'Accepted', 'Invalid'])
    const bad = await file('bad-tokens.yaml', '- GOOD\n- BAD,status=Lost\n')
    const { code, err } = await run('--port', '0', '--token', `@${bad}`).done
    expect(err).toMatch(/bad-tokens\.yaml:2: The status must be one of Accepted, Blocked/)
    expect(code).toBe(2)
  })

  it('lists options and exit codes with --help', async () => {
    const { code, out } = await run('--help').done
    expect(code).toBe(0)
    for (const option of ['--port', '--host', '--command', '--period', '--param', '--check-firmware', '--firmware', '--boot', '--script']) {
      expect(out).toContain(option)
    }
    for (const text of ['--faults', '--seed', '--client-ca', '--record', '--control-port', '--quiet', '--json', 'Exit codes:'])
      expect(out).toContain(text)
  })
})
