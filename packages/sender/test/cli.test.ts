// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of a sequence look like this
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import type { Listener } from '@ocpp-kit/rpc/ws'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { run, start } from './run.js'
import { serve } from './server.js'

let csms: Listener<Ocpp16>
let folder: string
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  csms = await serve()
  folder = await mkdtemp(join(tmpdir(), 'ocpp-sender-'))
})
afterAll(async () => {
  await csms.close()
  await rm(folder, { recursive: true })
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const url = (): string => `${csms.url}/CP1`
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('ocpp-sender --request', () => {
  it('prints the name, both frames and the time, and ends with 0', async () => {
    const { code, out, err } = await run(['--request=BootNotificationRequest', `--url=${url()}`, '--option=True'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^BootNotification\nRequest: {2}\[2,"[^"]+","BootNotification",{.*"iccid":"8949\d+".*}\]\nResponse: \[3,.*\] \([\d.]+ ms\)\n$/,
    )
  })

  it.each([['--required', '--seed=4'], ['--option=False', '--seed=4'], ['--seed=4']])(
    '%s %s generates the required fields only, the same each time',
    async (...options) => {
      const { out } = await run(['--request=BootNotification', `--url=${url()}`, '--json', ...options])
      expect(JSON.parse(out)).toMatchObject({
        ok: true,
        outcome: 'answered',
        request: [2, expect.any(String), 'BootNotification', expect.any(Object)],
      })
      expect(Object.keys((JSON.parse(out) as { request: object[] }).request[3] ?? {})).toEqual(['chargePointModel', 'chargePointVendor'])
    },
  )

  it('takes http for ws, makes up a name where there is none, and says so', async () => {
    const { code, out } = await run(['--request=Heartbeat', `--url=${csms.url.replace('ws:', 'http:')}`])
    expect(code).toBe(0)
    expect(out).toContain(`No station is named, so this is SENDER-1: ${csms.url}/SENDER-1\n`)
  })

  it('takes the payload as JSON, from a file, and from standard input', async () => {
    const path = await file('payload.json', '{"idTag":"FROM-FILE"}')
    const args = ['--request=Authorize', `--url=${url()}`, '--json']
    const sent = async (...more: Parameters<typeof run>) => (JSON.parse((await run(...more)).out) as { request: unknown[] }).request[3]
    expect(await sent([...args, '--param={"idTag":"GIVEN"}'])).toEqual({ idTag: 'GIVEN' })
    expect(await sent([...args, `--param=@${path}`])).toEqual({ idTag: 'FROM-FILE' })
    expect(await sent([...args, '--param=-'], '{"idTag":"FROM-STDIN"}')).toEqual({ idTag: 'FROM-STDIN' })
  })

  it('boots first if asked to', async () => {
    const { code, out } = await run(['--request=Heartbeat', `--url=${url()}`, '--boot'])
    expect(code).toBe(0)
    expect(out).toMatch(/^BootNotification\n[\s\S]*\nHeartbeat\n/)
  })

  it('records every frame', async () => {
    const path = join(folder, 'record.jsonl')
    await run(['--request=Heartbeat', `--url=${url()}`, `--record=${path}`])
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(2)
  })

  it('records without id tokens, or with them, as a replay needs them', async () => {
    const [safe, raw] = [join(folder, 'safe.jsonl'), join(folder, 'raw.jsonl')]
    const args = ['--request=Authorize', '--param={"idTag":"CARD-1"}', `--url=${url()}`]
    await run([...args, `--record=${safe}`])
    await run([...args, `--record=${raw}`, '--record-raw'])
    expect(await readFile(safe, 'utf8')).not.toContain('CARD-1')
    expect(await readFile(raw, 'utf8')).toContain('CARD-1')
  })

  it('names the station in JSON, a made-up one as well', async () => {
    const { out } = await run(['--request=Heartbeat', `--url=${csms.url}`, '--json'])
    expect(JSON.parse(out)).toMatchObject({ station: 'SENDER-1', ok: true })
  })

  it('tells of the same station with a seed as generate does, --boot included', async () => {
    const { out } = await run(['--request=Authorize', '--boot', '--seed=7', '--option=True', `--url=${url()}`, '--json'])
    const [boot, authorize] = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { request: unknown[] }).request[3])
    const generated = await run(['generate', 'BootNotification', 'Authorize', '--seed=7', '--option=True'])
    expect([boot, authorize]).toEqual(
      generated.out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as unknown[])[3]),
    )
    expect(boot).toHaveProperty('iccid')
  })

  it('sends nothing more where its boot is refused', async () => {
    const pending = await serve()
    closers.push(() => pending.close())
    pending.handle(ocpp16, 'BootNotification', () => ({ status: 'Pending', currentTime: new Date().toISOString(), interval: 300 }))
    for (const more of [['--request=Heartbeat'], ['--request=Heartbeat', '--repeat=2'], ['--raw=[2,"1","Heartbeat",{}]']]) {
      const { code, out } = await run([...more, '--boot', `--url=${pending.url}/CP1`])
      expect(code).toBe(1)
      expect(out).toContain('Expected: status is "Pending", not Accepted')
      expect(out).not.toContain('Heartbeat')
    }
  })

  it.each([
    ['an answer that is as expected', ['--request=Authorize', '--expect=idTagInfo.status=Accepted'], 0, ''],
    [
      'one that is not',
      ['--request=Authorize', '--param={"idTag":"BLOCKED"}', '--expect=idTagInfo.status=Accepted'],
      1,
      'Expected: idTagInfo.status is "Blocked", not Accepted',
    ],
    ['a CALLERROR', ['--request=SecurityEventNotification'], 1, 'Problem:  CALLERROR NotSupported'],
    ['a CALLERROR that is expected', ['--request=SecurityEventNotification', '--expect=errorCode=NotSupported'], 0, ''],
    ['silence', ['--request=DataTransfer', '--timeout=100ms'], 4, 'Problem:  no answer within 100 ms'],
    ['a connection that is lost', ['--request=MeterValues'], 3, 'Problem:  the connection closed before the answer came'],
    ['text as it is', ['--raw=[2,"1","Foo",{}]'], 1, 'CALLERROR NotImplemented'],
  ])('ends with %s: %j', async (_what, args, expectedCode, text) => {
    const { code, out } = await run([...args, `--url=${url()}`])
    expect({ code, out }).toEqual({ code: expectedCode, out: expect.stringContaining(text) })
  })
})

describe('ocpp-sender ends with 2, and has sent nothing, where', () => {
  it.each([
    ['nothing is asked of it', [], 'one of --list, --request, --raw, --sequence must be given'],
    ['too much is', ['--request=Heartbeat', '--list'], 'must be given, not several'],
    ['the message is unknown', ['--request=BootNotifcation'], 'OCPP 1.6 has no message "BootNotifcation"; did you mean BootNotification'],
    [
      'the version lacks it',
      ['--request=TransactionEvent'],
      'OCPP 1.6 has no message "TransactionEvent"; --version=2.0.1 and --version=2.1 have it',
    ],
    ['the message is like none', ['--request=Foo'], 'OCPP 1.6 has no message "Foo"; "ocpp-sender --list --version=1.6" shows them all'],
    ['it is an answer', ['--request=HeartbeatResponse'], 'is an answer; "ocpp-sender generate HeartbeatResponse" shows one'],
    ['the payload breaks its schema', ['--request=Authorize', '--param={"idTag":5}'], '  /idTag: must be a string (type)'],
    ['the payload is no JSON', ['--request=Authorize', '--param={idTag:5}'], '--param is not JSON'],
    ['the payload is no object', ['--request=Authorize', '--param=[]'], '--param must be a JSON object'],
    ['a file is missing', ['--request=Authorize', '--param=@/nowhere/x'], '--param: /nowhere/x cannot be read'],
    ['the version is none', ['--request=Heartbeat', '--version=3.0'], 'Allowed choices are 1.6, 2.0.1, 2.1'],
    ['an expectation is none', ['--request=Heartbeat', '--expect=Accepted'], 'an expectation looks like status=Accepted'],
    ['a duration is none', ['--request=Heartbeat', '--timeout=soon'], 'a duration looks like'],
    ['an option is unknown', ['--request=Heartbeat', '--expekt=a=b'], "ocpp-sender: unknown option '--expekt=a=b'"],
    ['the identity is none', ['--request=Heartbeat', '--version=2.1', '--id=a:b'], 'ocpp-sender: identity must hold no colon'],
  ])('%s', async (_what, args, text) => {
    const { code, err } = await run([...args, ...(args.length === 0 ? [] : [`--url=${url()}`])])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(text) })
  })

  it('the url is missing, or is none', async () => {
    expect(await run(['--request=Heartbeat'])).toMatchObject({ code: 2, err: expect.stringContaining('--url is missing') })
    expect(await run(['--request=Heartbeat', '--url=nowhere'])).toMatchObject({ code: 2, err: expect.stringContaining('not "nowhere"') })
  })

  it('a sequence is wrong, naming file, line and key', async () => {
    const path = await file('wrong.yaml', '- send: Heartbeat\n  expekt: {}\n')
    const { code, err } = await run([`--sequence=${path}`, `--url=${url()}`])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`${path}:2: "expekt" is not known in a "send" step`) })
  })

  it('the payload is sent all the same with --no-validate', async () => {
    const { code, out } = await run(['--request=Authorize', '--param={"idTag":5}', '--no-validate', `--url=${url()}`])
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('CALLERROR TypeConstraintViolation') })
  })
})

describe('ocpp-sender ends with 3, and says why, where there is no connection', () => {
  const heartbeat = (address: string, ...more: string[]) => run(['--request=Heartbeat', `--url=${address}`, ...more])

  it('because nothing listens', async () => {
    const server = createTcpServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    expect(await heartbeat(`ws://127.0.0.1:${port}/CP1`)).toMatchObject({
      code: 3,
      err: expect.stringContaining('connection refused: nothing listens at'),
    })
  })

  it('because of the password', async () => {
    const strict = await serve({ securityProfile: 1, authenticate: ({ password }) => password?.toString() === 'right' })
    closers.push(() => strict.close())
    expect(await heartbeat(`${strict.url}/CP1`, '--password=wrong')).toMatchObject({ code: 3, err: expect.stringContaining('401: ') })
    expect(await heartbeat(`${strict.url}/CP1`, '--password=right')).toMatchObject({ code: 0 })
  })

  it('because of the version', async () => {
    expect(await heartbeat(url(), '--version=2.1')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/refused the connection|speaks no version/),
    })
  })

  it('because of TLS', async () => {
    const address = url().replace('ws:', 'wss:')
    expect(await heartbeat(address)).toMatchObject({
      code: 3,
      err: `ocpp-sender: ${address} speaks no TLS; a server without it is ws://\n`,
    })
  })

  it('because it is no WebSocket server', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as AddressInfo
    expect(await heartbeat(`ws://127.0.0.1:${port}/CP1`)).toMatchObject({ code: 3, err: expect.stringContaining('404') })
  })
})

describe('ocpp-sender --sequence', () => {
  it('shows each step, and carries the transaction', async () => {
    const path = await file(
      'good.yaml',
      '- send: StartTransaction\n- wait: 10ms\n- send: StopTransaction\n  expect: { idTagInfo.status: Accepted }\n',
    )
    const { code, out } = await run([`--sequence=${path}`, `--url=${url()}`])
    expect(code).toBe(0)
    expect(out).toMatch(/✓ 1\. send StartTransaction \([\d.]+ ms\)\n✓ 2\. wait 10ms\n✓ 3\. send StopTransaction/)
  })

  it('ends with 1 at the step that fails', async () => {
    const path = await file(
      'bad.yaml',
      '- send: Authorize\n  payload: { idTag: BLOCKED }\n  expect: { idTagInfo.status: Accepted }\n- send: Heartbeat\n',
    )
    const { code, out } = await run([`--sequence=${path}`, `--url=${url()}`])
    expect(code).toBe(1)
    expect(out).toMatch(/✗ 1\. send Authorize .*\n {2}idTagInfo\.status is "Blocked", not Accepted\n$/)
  })
})

describe('ocpp-sender --sequence, where it fails,', () => {
  it.each([
    [
      '2, before anything is sent, where a payload breaks its schema',
      '- send: Heartbeat\n- send: Authorize\n  payload: { idTag: 5 }\n',
      2,
      '',
    ],
    [
      '2 where a payload breaks it with what an answer gave',
      '- send: StartTransaction\n- send: Authorize\n  payload: { idTag: "${transactionId}" }\n',
      2,
      '  the payload breaks its schema: /idTag: must be a string (type)\n',
    ],
    ['3 where the connection is lost', '- send: MeterValues\n', 3, 'the connection closed before the answer came'],
    ['3 where it is lost while a request is waited for', '- send: MeterValues\n  expect: {}\n- receive: Reset\n', 3, ''],
    ['4 where an answer does not come', '- send: DataTransfer\n', 4, 'no answer within 200 ms'],
    ['4 where a request does not come', '- receive: Reset\n', 4, 'no Reset came from the server within 200 ms'],
  ])('ends with %s', async (_what, text, expectedCode, told) => {
    const path = await file('failing.yaml', text)
    const { code, out } = await run([`--sequence=${path}`, `--url=${url()}`, '--timeout=200ms'])
    expect({ code, out }).toEqual({ code: expectedCode, out: expect.stringContaining(told) })
  })

  it('names the line and each fault of a payload', async () => {
    const path = await file('payload.yaml', '- send: Heartbeat\n- send: Authorize\n  payload: { idTag: 5 }\n')
    const { out, err } = await run([`--sequence=${path}`, '--url=ws://127.0.0.1:1/CP1'])
    expect({ out, err }).toEqual({
      out: '',
      err: `ocpp-sender: ${path}:2: step 2: the payload of Authorize breaks its schema\n  /idTag: must be a string (type)\n`,
    })
  })
})

describe('ocpp-sender --repeat', () => {
  it('sums up what many messages over several connections came to', async () => {
    const { code, out } = await run(['--request=Heartbeat', `--url=${url()}`, '--repeat=60', '--concurrency=3', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ action: 'Heartbeat', sent: 60, ok: 60, problems: {}, latencyMs: { p50: expect.any(Number) } })
  })

  it('counts problems by kind, and ends with 1', async () => {
    const { code, out } = await run(['--request=SecurityEventNotification', `--url=${url()}`, '--repeat=5'])
    expect(code).toBe(1)
    expect(out).toMatch(/^5 sent, 0 as expected, 5 not;.*\nlatency: p50 .*\n5 × CALLERROR NotSupported/)
  })

  it('sums up what was sent when it is interrupted, and ends with 130', async () => {
    const answered = csms.once('frame')
    const { ended, interrupt } = start(['--request=Heartbeat', `--url=${url()}`, '--repeat=1000000', '--interval=20ms'])
    await answered
    interrupt()
    expect(await ended).toMatchObject({ code: 130, out: expect.stringMatching(/^\d+ sent, \d+ as expected/) })
  })

  it('ends its part where a connection is lost, and says so', async () => {
    const { code, out } = await run(['--request=MeterValues', `--url=${url()}`, '--repeat=5'])
    expect(code).toBe(3)
    expect(out).toMatch(/^1 sent, 0 as expected, 1 not, 4 not sent;/)
    expect(out).toContain('1 × the connection closed before the answer came: 1011\n')
  })

  it('ends with 4 where nothing was wrong but silence', async () => {
    const { code, out } = await run(['--request=DataTransfer', `--url=${url()}`, '--repeat=3', '--timeout=50ms'])
    expect(code).toBe(4)
    expect(out).toContain('3 × no answer within 50 ms\n')
  })

  it('ends with 1 where some answers were missing and others wrong', async () => {
    const args = [
      '--request=Authorize',
      '--param={"idTag":"SOMETIMES"}',
      `--url=${url()}`,
      '--repeat=4',
      '--timeout=50ms',
      '--expect=idTagInfo.status=Blocked',
    ]
    const { code, out } = await run(args)
    expect(code).toBe(1)
    expect(out).toContain('2 × idTagInfo.status is not Blocked\n')
    expect(out).toContain('2 × no answer within 50 ms\n')
  })

  it('generates another message each time, the same ones for the same seed', async () => {
    const path = join(folder, 'seeded.jsonl')
    const frames = async () =>
      (await readFile(path, 'utf8')).split('\n').flatMap((line) => /Authorize.*?(04[0-9A-F]{12})/.exec(line)?.[1] ?? [])
    await run(['--request=Authorize', `--url=${url()}`, '--repeat=3', '--seed=5', `--record=${path}`, '--record-raw'])
    const first = await frames()
    expect(new Set(first).size).toBe(3)
    await run(['--request=Authorize', `--url=${url()}`, '--repeat=3', '--seed=5', `--record=${path}`, '--record-raw'])
    expect(await frames()).toEqual([...first, ...first])
  })
})

describe('ocpp-sender without a connection', () => {
  it('generate prints requests and answers, the same for the same seed', async () => {
    const args = ['generate', 'BootNotificationResponse', 'Heartbeat', '--seed=3']
    const { code, out } = await run(args)
    expect(code).toBe(0)
    const [answer, request] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown[])
    expect(answer).toEqual([3, 'seed-3', { status: 'Accepted', interval: 300, currentTime: expect.any(String) }])
    expect(request).toEqual([2, 'seed-3', 'Heartbeat', {}])
    expect((await run(args)).out).toBe(out)
  })

  it('generate knows the other versions, and all fields', async () => {
    const { out } = await run(['generate', 'BootNotification', '--version=2.1', '--option=True', '--json'])
    expect(JSON.parse(out)).toMatchObject({
      frame: [2, expect.any(String), 'BootNotification', { chargingStation: { modem: { iccid: expect.any(String) } } }],
    })
  })

  it('--list shows the messages of a version by block and direction', async () => {
    expect((await run(['--list'])).out).toMatch(/^OCPP 1\.6: 39 messages\n\nCore\n {2}Authorize +station → csms\n/)
    expect((await run(['--list', '--version=2.1'])).out).toMatch(/NotifyPeriodicEventStream +station → csms, SEND\n/)
    expect((JSON.parse((await run(['--list', '--version=2.0.1', '--json'])).out) as { messages: unknown[] }).messages).toHaveLength(64)
  })
})
