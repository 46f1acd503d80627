import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { silentApiChanges } from '../scripts/check-changesets.ts'

let workspace: string

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'changesets-'))
  git('init', '--quiet', '--initial-branch=main')
  for (const id of ['rpc', 'csms']) {
    write(`packages/${id}/package.json`, manifest(id, '0.1.0'))
    write(`api-reports/${id}.api.md`, 'export const one: 1')
  }
  commit('Begin')
})

afterEach(() => rmSync(workspace, { recursive: true, force: true }))

describe('before the first release', () => {
  test('every package with an API needs a changeset', () => {
    expect(silentApiChanges(workspace)).toEqual(['@ocpp-kit/csms', '@ocpp-kit/rpc'])
    write('.changeset/first.md', changeset('@ocpp-kit/csms', '@ocpp-kit/rpc'))
    expect(silentApiChanges(workspace)).toEqual([])
  })
})

describe('after a release', () => {
  beforeEach(() => {
    git('tag', '@ocpp-kit/rpc@0.1.0')
    git('tag', '@ocpp-kit/csms@0.1.0')
  })

  test('an unchanged API needs none', () => {
    expect(silentApiChanges(workspace)).toEqual([])
  })

  test('a changed API needs a changeset that names its package, committed or not', () => {
    write('api-reports/rpc.api.md', 'export const one: 2')
    expect(silentApiChanges(workspace)).toEqual(['@ocpp-kit/rpc'])
    write('.changeset/other.md', changeset('@ocpp-kit/csms'))
    commit('Change rpc, announce csms')
    expect(silentApiChanges(workspace)).toEqual(['@ocpp-kit/rpc'])
    write('.changeset/rpc.md', changeset('@ocpp-kit/rpc'))
    expect(silentApiChanges(workspace)).toEqual([])
  })

  test('a mention in the text announces nothing', () => {
    write('api-reports/rpc.api.md', 'export const one: 2')
    write('.changeset/rpc.md', `${changeset('@ocpp-kit/csms')}\n@ocpp-kit/rpc: minor\n`)
    expect(silentApiChanges(workspace)).toEqual(['@ocpp-kit/rpc'])
  })

  test('the release commit, which consumes the changesets and raises the version, is fine', () => {
    write('api-reports/rpc.api.md', 'export const one: 2')
    write('packages/rpc/package.json', manifest('rpc', '0.2.0'))
    expect(silentApiChanges(workspace)).toEqual([])
  })
})

test('on a branch the changeset must be of that branch', () => {
  write('.changeset/first.md', changeset('@ocpp-kit/csms', '@ocpp-kit/rpc'))
  commit('Announce')
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  expect(silentApiChanges(workspace)).toEqual([])
  write('api-reports/rpc.api.md', 'export const one: 2')
  commit('Change rpc')
  expect(silentApiChanges(workspace)).toEqual(['@ocpp-kit/rpc'])
  write('.changeset/second.md', changeset('@ocpp-kit/rpc'))
  commit('Announce it')
  expect(silentApiChanges(workspace)).toEqual([])
})

const manifest = (id: string, version: string) => JSON.stringify({ name: `@ocpp-kit/${id}`, version })
const changeset = (...names: string[]) => `---\n${names.map((name) => `'${name}': minor\n`).join('')}---\n\nWhat users gain.\n`

function write(file: string, text: string): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true })
  writeFileSync(join(workspace, file), `${text}\n`)
}

function commit(subject: string): void {
  git('add', '--all')
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', subject)
}

function git(...parameters: string[]): void {
  execFileSync('git', parameters, { cwd: workspace })
}
