import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publicPackages } from '../../scripts/workspace.ts'
import { createProject, packed } from './project.ts'

const project = createProject()
const tarballs = mkdtempSync(join(tmpdir(), 'versions-'))

/** A station boots at a csms, over a real socket. */
const program = `
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { dial, listen } from '@ocpp-kit/rpc/ws'
import { createRequire } from 'node:module'

const versionOf = (name) => createRequire(import.meta.url)(name + '/package.json').version
const csms = await listen({ versions: [ocpp16], port: 0 })
csms.handle(ocpp16, 'BootNotification', () => ({ status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }))
const station = dial({ url: csms.url, identity: 'CP1', versions: [ocpp16] })
const connection = await station.open()
const { status } = await connection.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' })
await station.close()
await csms.close()
console.log(versionOf('@ocpp-kit/rpc'), versionOf('@ocpp-kit/ocpp16'), status)
`

beforeAll(() => {
  repack('rpc', '0.1.0')
  repack('ocpp16', '0.1.0')
  repack('ocpp16', '0.1.1')
}, 60_000)

afterAll(() => {
  project.remove()
  rmSync(tarballs, { recursive: true, force: true })
})

test('two packages of exact versions work together, and go on working when one of them is upgraded', async () => {
  await project.install({ '@ocpp-kit/rpc': tarball('rpc', '0.1.0'), '@ocpp-kit/ocpp16': tarball('ocpp16', '0.1.0') })
  expect(await project.run('boot.mjs', program)).toBe('0.1.0 0.1.0 Accepted\n')

  await project.install({ '@ocpp-kit/rpc': tarball('rpc', '0.1.0'), '@ocpp-kit/ocpp16': tarball('ocpp16', '0.1.1') })
  expect(await project.run('boot.mjs', program)).toBe('0.1.0 0.1.1 Accepted\n')
})

const tarball = (id: string, version: string) => join(tarballs, `${id}-${version}.tgz`)

/** The tarball that check:package packed, under another version. */
function repack(id: string, version: string): void {
  const item = publicPackages().find((candidate) => candidate.id === id)
  if (item === undefined) throw new Error(`no public package ${id}`)
  const folder = mkdtempSync(join(tarballs, 'unpacked-'))
  execFileSync('tar', ['-xzf', packed(item), '-C', folder])
  const manifest = join(folder, 'package/package.json')
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version }))
  execFileSync('tar', ['-czf', tarball(id, version), '-C', folder, 'package'])
}
