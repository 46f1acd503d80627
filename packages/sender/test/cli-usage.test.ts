import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from './run.js'

const url = '--url=ws://127.0.0.1:1/CP1'
const folder = await mkdtemp(join(tmpdir(), 'ocpp-sender-usage-'))
afterAll(() => rm(folder, { recursive: true }))
const steps = join(folder, 'steps.yaml')
await writeFile(steps, '- send: Heartbeat\n')

describe('ocpp-sender ends with 2 where options do not go together:', () => {
  it.each([
    [[`--sequence=${steps}`, url, '--expect=status=Accepted'], '--expect does not go with --sequence'],
    [[`--sequence=${steps}`, url, '--param={}'], '--param does not go with --sequence'],
    [[`--sequence=${steps}`, url, '--option=True'], '--option does not go with --sequence'],
    [[`--sequence=${steps}`, url, '--repeat=2'], '--repeat does not go with --sequence'],
    [['--raw=x', url, '--param={}'], '--param does not go with --raw'],
    [['--raw=x', url, '--repeat=5'], '--repeat does not go with --raw'],
    [['--list', '--expect=a=b'], '--expect does not go with --list'],
    [['--list', url], '--url does not go with --list'],
    [[url, 'generate', 'Heartbeat'], '--url does not go with "generate"'],
    [['--request=Heartbeat', url, '--interval=1s'], '--interval needs --repeat'],
    [['--request=Heartbeat', url, '--concurrency=1'], '--concurrency needs --repeat'],
    [['--request=Heartbeat', url, '--user=CP1'], '--user needs --password'],
    [['--request=Heartbeat', url, `--cert=${steps}`], '--cert needs --key'],
    [['--request=Heartbeat', url, `--key=${steps}`], '--key needs --cert'],
    [['--request=Heartbeat', url, '--record-raw'], '--record-raw needs --record'],
    [['--request=Heartbeat', url, '--option=True', '--required'], '--option, --optional and --required contradict each other'],
    [['--request=Heartbeat', url, '--optional', '--required'], '--option, --optional and --required contradict each other'],
    [['--request=Heartbeat', url, '--param={}', '--option=True'], '--option is for payloads that are generated; --param gives one'],
  ])('%j', async (args, told) => {
    expect(await run(args)).toEqual({ code: 2, out: '', err: `ocpp-sender: ${told}\n` })
  })

  it('and takes what says the same twice, and options that --boot needs', async () => {
    expect(await run(['generate', 'Heartbeat', '--option=True', '--optional'])).toMatchObject({ code: 0, err: '' })
    const args = ['--request=Authorize', '--param={"idTag":"A"}', '--boot', '--option=True', url]
    expect(await run(args)).toMatchObject({ code: 3 })
  })
})

describe('ocpp-sender', () => {
  it('helps without the words of programs', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    expect(out).toContain('(default: 30s)')
    expect(out).not.toMatch(/default: (30000|\[\]|false|0)/)
  })

  it('says who speaks where an option is wrong', async () => {
    expect((await run(['--request=Heartbeat', '--timeout=soon'])).err).toMatch(
      /^ocpp-sender: option '--timeout <duration>' argument 'soon'/,
    )
    expect((await run(['generate', 'Heartbeat', '--nope'])).err).toMatch(/^ocpp-sender: unknown option '--nope'/)
    expect((await run(['generate', 'NotifyPeriodicEventStreamResponse', '--version=2.1'])).err).toMatch(
      /^ocpp-sender: .* is a SEND of OCPP 2.1/,
    )
  })
})
