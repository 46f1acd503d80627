import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { publicPackages, withDependencies } from '../../scripts/workspace.ts'
import { createProject, packed } from './project.ts'

const project = createProject()
/** Where the command is called from: nothing is there. */
const folder = mkdtempSync(join(tmpdir(), 'empty-'))
const children: ChildProcess[] = []

beforeAll(async () => {
  const packages = publicPackages()
  const csms = packages.find(({ id }) => id === 'csms')
  if (csms === undefined) throw new Error('no public package csms')
  const [, ...others] = withDependencies(csms, packages)
  const overrides = Object.fromEntries(others.map((other) => [other.manifest.name, packed(other)]))
  await project.install({ '@ocpp-kit/csms': packed(csms) }, { overrides })
}, 300_000)

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

afterAll(() => {
  project.remove()
  rmSync(folder, { recursive: true, force: true })
})

interface Running {
  /** Where stations connect. */
  readonly url: string
  /** Where operators do. */
  readonly apiUrl: string
  /** The token that it has printed, or `undefined` once it has ended without. */
  readonly token: Promise<string | undefined>
  /** Resolves with the exit code and the log, once it has ended by SIGTERM. */
  stop(): Promise<{ readonly code: number | null; readonly log: string }>
}

/** `ocpp-csms` as npx finds it, on free ports; resolves once it says where it listens. */
async function start(): Promise<Running> {
  const { OCPP_CSMS_ADMIN_TOKEN: _, ...env } = process.env
  const child = spawn(join(project.directory, 'node_modules/.bin/ocpp-csms'), ['--port=0', '--http-port=0', '--unknown-stations=accept'], {
    cwd: folder,
    env: { ...env, NO_COLOR: '1' },
    shell: process.platform === 'win32',
  })
  children.push(child)
  const texts = { stdout: '', stderr: '' }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const finds = (stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string | undefined> =>
    new Promise((resolve) => {
      const look = (): void => {
        const [, found] = pattern.exec(texts[stream]) ?? []
        if (found !== undefined) resolve(found)
      }
      child[stream].on('data', (data: Buffer) => {
        texts[stream] += data.toString()
        look()
      })
      void ended.then(() => resolve(undefined))
    })
  const token = finds('stderr', /^ {2}(ocppf_\S+)$/m)
  const addresses = await finds('stdout', /listening on (ws:\S+ [\s\S]*operator API on http:\S+)\/v1/)
  const [, url, apiUrl] = /^(\S+) [\s\S]* (http:\S+)$/.exec(addresses ?? '') ?? []
  if (url === undefined || apiUrl === undefined) throw new Error(`it has not said where it listens:\n${texts.stdout}${texts.stderr}`)
  const stop = async () => {
    child.kill('SIGTERM')
    return { code: await ended, log: texts.stdout }
  }
  return { url, apiUrl, token, stop }
}

/** A station made of what was installed: it boots, and charges 1.25 kWh. */
const station = (url: string): string => `
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { dial } from '@ocpp-kit/rpc/ws'

const client = dial({ url: '${url}', identity: 'CP1', versions: [ocpp201] })
const csms = await client.open()
const { status } = await csms.call('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })
const event = (eventType, seqNo, value) =>
  csms.call('TransactionEvent', {
    eventType,
    seqNo,
    timestamp: new Date().toISOString(),
    triggerReason: eventType === 'Started' ? 'CablePluggedIn' : 'EVDeparted',
    transactionInfo: { transactionId: 'T1' },
    meterValue: [{ timestamp: new Date().toISOString(), sampledValue: [{ value }] }],
  })
await event('Started', 0, 1000)
await event('Ended', 1, 2250)
await client.close()
console.log(status)
`

const ask = async ({ apiUrl }: Running, token: string | undefined, path: string, body?: object) => {
  const response = await fetch(`${apiUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as { readonly items?: readonly unknown[]; readonly token?: string } }
}

const ann = { name: 'ann', password: 'correct horse battery' }

test('ocpp-csms in an empty folder keeps a database there, prints its addresses and a token, and goes on where it ended', async () => {
  const first = await start()
  expect(readdirSync(folder)).toContain('ocpp-kit.db')
  const token = await first.token
  expect((await ask(first, undefined, '/v1/stations')).status).toBe(401)
  expect(await ask(first, token, '/v1/stations')).toEqual({ status: 200, body: { items: [], nextCursor: null } })
  expect(await project.run('station.mjs', station(first.url))).toBe('Accepted\n')
  const known = [{ id: 'CP1', version: '2.0.1', registration: 'Accepted', isConnected: false }]
  expect((await ask(first, token, '/v1/stations')).body.items).toMatchObject(known)
  const transactions = await ask(first, token, '/v1/transactions')
  expect(transactions.body.items).toMatchObject([{ id: 'T1', stationId: 'CP1', energyWh: 1250 }])
  expect((await ask(first, token, '/v1/users', { ...ann, role: 'admin' })).status).toBe(201)
  const ended = await first.stop()
  expect(ended.code).toBe(0)
  expect(ended.log).not.toContain(token)

  const second = await start()
  expect((await ask(second, token, '/v1/stations')).status).toBe(401)
  const session = await ask(second, undefined, '/v1/sessions', ann)
  expect((await ask(second, session.body.token, '/v1/stations')).body.items).toMatchObject(known)
  expect(await ask(second, session.body.token, '/v1/transactions')).toEqual(transactions)
  expect((await second.stop()).code).toBe(0)
  expect(await second.token).toBeUndefined()
})
