import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { start } from './run.js'
import { serve } from './server.js'

const folder = await mkdtemp(join(tmpdir(), 'ocpp-sender-interrupt-'))
afterAll(() => rm(folder, { recursive: true }))

async function csmsOf(): Promise<Awaited<ReturnType<typeof serve>>> {
  const csms = await serve()
  onTestFinished(() => csms.close())
  return csms
}

describe('Ctrl-C ends ocpp-sender with 130, at once and without a word about an answer,', () => {
  it.each([
    ['while an answer is waited for', ['--request=DataTransfer']],
    ['while the answer to a text is waited for', ['--raw=[2,"1","DataTransfer",{"vendorId":"x"}]']],
    ['while the answer to the boot is waited for', ['--boot', '--request=Heartbeat']],
  ])('%s', async (_what, args) => {
    const csms = await csmsOf()
    csms.handle(ocpp16, 'BootNotification', () => new Promise<never>(() => {}))
    const asked = csms.once('frame')
    const { ended, interrupt } = start([...args, `--url=${csms.url}/CP1`])
    await asked
    interrupt()
    expect(await ended).toEqual({ code: 130, out: '', err: '' })
  })

  it('in the middle of a sequence', async () => {
    const csms = await csmsOf()
    for (const [name, step] of Object.entries({ wait: 'wait: 1h', receive: 'receive: Reset', send: 'send: DataTransfer' })) {
      const path = join(folder, `${name}.yaml`)
      await writeFile(path, `- send: Heartbeat\n- ${step}\n- send: Heartbeat\n`)
      const { ended, interrupt, says } = start([`--sequence=${path}`, `--url=${csms.url}/CP1`, '--timeout=1h'])
      await says(/1\. send Heartbeat/)
      interrupt()
      const { code, out, err } = await ended
      expect({ code, err, steps: out.match(/^[✓✗] \d+\. \w+/gm)?.[0] }).toEqual({ code: 130, err: '', steps: '✓ 1. send' })
      expect(out).not.toContain('✗')
    }
  })

  it('while many messages are sent, with a summary of what was answered', async () => {
    const csms = await csmsOf()
    const asked = csms.once('frame')
    const { ended, interrupt } = start(['--request=DataTransfer', '--repeat=10', '--concurrency=2', `--url=${csms.url}/CP1`])
    await asked
    interrupt()
    expect(await ended).toMatchObject({ code: 130, out: expect.stringMatching(/^0 sent, 0 as expected, 0 not, 10 not sent;/) })
  })

  it('while it connects', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const connected = new Promise((resolve) => server.once('connection', resolve))
    const { ended, interrupt } = start(['--request=Heartbeat', `--url=ws://127.0.0.1:${(server.address() as AddressInfo).port}/CP1`])
    await connected
    interrupt()
    expect(await ended).toEqual({ code: 130, out: '', err: '' })
  })
})

it('--timeout is the time for connecting as well', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/CP1`
  const { code, err } = await start(['--request=Heartbeat', `--url=${address}`, '--timeout=100ms']).ended
  expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('within 100 ms') })
})
