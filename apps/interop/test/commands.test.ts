import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run, serve, start } from './support/cli.js'

const versionNames = ['1.6', '2.0.1', '2.1'] as const

/** What the server's log holds once a transaction has begun, and once its meter was read. */
const started = { '1.6': /"action":"StartTransaction"/, '2.0.1': /eventType\\":\\"Started/, '2.1': /eventType\\":\\"Started/ }
const metered = { '1.6': /"action":"MeterValues"/, '2.0.1': /MeterValuePeriodic/, '2.1': /MeterValuePeriodic/ }

describe.each(versionNames)('the commands with OCPP %s', (version) => {
  it('ocpp-sender sends a message with all fields to ocpp-mock-server, and both show both frames', async () => {
    const server = await serve()
    const args = ['--request=BootNotificationRequest', '--option=True', `--version=${version}`, '--expect=status=Accepted']
    const { code, out, err } = await run('ocpp-sender', ...args, `--url=${server.url}/CP1`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^BootNotification\nRequest: {2}\[2,"[^"]+","BootNotification",\{.*"iccid":.*\nResponse: \[3,.*"status":"Accepted".*\(\d.* ms\)\n$/,
    )
    await server.says(new RegExp(`CP1 +connected from 127\\.0\\.0\\.1, OCPP ${version.replaceAll('.', '\\.')}`))
    await server.says(/CP1 +→ BootNotification +\[2,[\s\S]*CP1 +← BootNotification +Accepted in \d+ ms +\[3,[\s\S]*CP1 +booted: Accepted/)
    expect(await server.interrupt()).toMatchObject({ code: 0, err: '' })
  })

  it('ocpp-mock-server sends a command after the boot, and ocpp-sender answers it', async () => {
    const server = await serve(['--command=ClearCache'])
    const sender = start('ocpp-sender', [
      '--request=Heartbeat',
      `--version=${version}`,
      '--boot',
      '--repeat=1000000',
      '--interval=50ms',
      `--url=${server.url}/CP1`,
    ])
    await server.says(/CP1 +← ClearCache +\[2,[\s\S]*CP1 +→ ClearCache +Accepted in \d+ ms +\[3,/)
    const { code, out } = await sender.interrupt()
    expect({ code, out }).toEqual({ code: 130, out: expect.stringMatching(/^(\d+) sent, \1 as expected, 0 not/) })
  })

  it('ocpp-charge-point boots, charges a car and ends at Ctrl-C, and breaks no rule of ocpp-mock-server', async () => {
    const server = await serve(['--json'])
    const args = [`--csms=${server.url}`, '--id=CS1', `--version=${version}`, '--plug', '--card=CARD-1', '--sample=1']
    const station = start('ocpp-charge-point', args)
    await server.says(/"event":"booted","station":"CS1",.*"registration":"Accepted"/)
    await server.says(started[version])
    await server.says(metered[version])
    await station.says(/→ BootNotification[\s\S]*transaction 1 started[\s\S]* kW/)
    expect(await station.interrupt()).toMatchObject({ code: 0, err: '' })
    const { code, out } = await server.interrupt()
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly level: string; readonly kind?: string })
    expect(lines.filter(({ level, kind }) => level !== 'info' || kind === 'CALLERROR')).toEqual([])
  })
})

describe('ocpp-sender against ocpp-mock-server', () => {
  it('ends with 1 where the server answers CALLERROR or something else than is expected', async () => {
    const server = await serve(['--boot=Rejected'])
    const boot = ['--request=BootNotification', `--url=${server.url}/CP1`]
    const unmet = await run('ocpp-sender', ...boot, '--expect=status=Accepted')
    expect(unmet).toMatchObject({ code: 1, out: expect.stringContaining('Expected: status is "Rejected", not Accepted') })
    const refused = await run('ocpp-sender', '--request=Heartbeat', `--url=${server.url}/CP1`)
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('Problem:  CALLERROR SecurityError: the station is Rejected') })
  })

  it('ends with 2 and has sent nothing where the payload breaks its schema, which the server refuses if it is sent all the same', async () => {
    const server = await serve()
    const broken = ['--request=Authorize', '--param={"idTag":5}', `--url=${server.url}/CP1`]
    expect(await run('ocpp-sender', ...broken)).toMatchObject({ code: 2, err: expect.stringContaining('/idTag: must be a string (type)') })
    const forced = await run('ocpp-sender', ...broken, '--no-validate')
    expect(forced).toMatchObject({ code: 1, out: expect.stringContaining('CALLERROR TypeConstraintViolation') })
    await server.says(/CP1 +the station broke type at Authorize \/idTag \(TypeConstraintViolation\)/)
    const { out } = await server.interrupt()
    expect(out.match(/→ Authorize/g)).toHaveLength(1)
  })

  it('ends with 3 without the password, and once the server has gone', async () => {
    const server = await serve(['--user=CP1:secret'])
    const heartbeat = ['--request=Heartbeat', `--url=${server.url}/CP1`]
    expect(await run('ocpp-sender', ...heartbeat)).toMatchObject({ code: 3, err: expect.stringContaining('401: ') })
    await server.says(/CP1 +refused with 401/)
    expect(await run('ocpp-sender', ...heartbeat, '--password=secret')).toMatchObject({ code: 0 })
    await server.interrupt()
    expect(await run('ocpp-sender', ...heartbeat)).toMatchObject({ code: 3, err: expect.stringContaining('connection refused') })
  })

  it('ends with 4 where the server stays silent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ocpp-interop-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const script = join(folder, 'silence.yaml')
    await writeFile(script, '- when: { action: Heartbeat }\n  then: { silence: true }\n')
    const server = await serve([`--script=${script}`])
    const { code, out } = await run('ocpp-sender', '--request=Heartbeat', '--timeout=100ms', `--url=${server.url}/CP1`)
    expect({ code, out }).toEqual({ code: 4, out: expect.stringContaining('Problem:  no answer within 100 ms') })
  })
})

describe('ocpp-charge-point against ocpp-mock-server', () => {
  it('ends with 3 where nothing listens', async () => {
    const { url, interrupt } = await serve()
    await interrupt()
    const { code, out } = await run('ocpp-charge-point', `--csms=${url}`, '--give-up=500ms')
    expect({ code, out }).toEqual({ code: 3, out: expect.stringContaining('no connection: ') })
  })

  it('ends with 4 where it is not accepted in time', async () => {
    const { url } = await serve(['--boot=Pending', '--interval=60'])
    const { code, out } = await run('ocpp-charge-point', `--csms=${url}`, '--give-up=500ms')
    expect({ code, out }).toEqual({ code: 4, out: expect.stringContaining('Pending by the csms, interval 60 s') })
  })

  it('ends with 5 where its card is refused', async () => {
    const { url } = await serve(['--token=CARD-1,status=Blocked'])
    const { code, out } = await run('ocpp-charge-point', `--csms=${url}`, '--card=CARD-1')
    expect({ code, out }).toEqual({ code: 5, out: expect.stringContaining('card CARD-1 refused: Blocked') })
  })
})
