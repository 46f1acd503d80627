import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entries, type Package, publicPackages, withDependencies } from '../../scripts/workspace.ts'
import { createProject, type Project, packed } from './project.ts'
import { typecheck } from './typecheck.ts'

/** Each package in a project of its own, with nothing hoisted, so that it lives on what it declares. */
const packages = publicPackages()
const projects = new Map<Package, Project>(packages.map((item) => [item, createProject()]))
const installs = new Map<Package, PromiseSettledResult<void>>()

beforeAll(async () => {
  const waiting = [...projects]
  const installNext = async (): Promise<void> => {
    const next = waiting.shift()
    if (next === undefined) return
    const [result] = await Promise.allSettled([install(...next)])
    installs.set(next[0], result)
    return installNext()
  }
  await Promise.all([installNext(), installNext()])
}, 600_000)

afterAll(() => {
  for (const project of projects.values()) project.remove()
})

describe.each(packages.map((item) => ({ item, name: item.manifest.name })))('$name', ({ item, name }) => {
  const modules = entries(item.manifest).map(({ subpath }) => join(name, subpath))
  const commands = Object.keys(item.manifest.bin ?? {})
  const project = projects.get(item) as Project

  test('installs alone from its tarball', () => {
    expect(installs.get(item)).toEqual({ status: 'fulfilled', value: undefined })
  })

  test.each(modules)('%s is imported from ESM and required from CommonJS, to the same names', async (module) => {
    const imported = await project.run('user.mjs', `import * as it from '${module}'\nconsole.log(JSON.stringify(Object.keys(it).sort()))`)
    const required = await project.run('user.cjs', `const it = require('${module}')\nconsole.log(JSON.stringify(Object.keys(it).sort()))`)
    expect(JSON.parse(required)).toEqual(JSON.parse(imported))
  })

  test('gives its package.json', async () => {
    const version = await project.run('version.cjs', `console.log(require('${name}/package.json').version)`)
    expect(version.trim()).toBe(item.manifest.version)
  })

  test.each(['nodenext', 'bundler'] as const)('has types for a strict project under %s', (resolution) => {
    expect(typecheck(realpathSync(project.directory), modules, resolution)).toEqual([])
  })

  test.runIf(commands.length > 0).each(commands)('%s explains itself', async (command) => {
    expect(await project.execute(join(project.directory, 'node_modules/.bin', command), '--help')).toContain(command)
  })
})

async function install(item: Package, project: Project): Promise<void> {
  const [self, ...others] = withDependencies(item, packages)
  if (self === undefined) return
  const overrides = Object.fromEntries(others.map((other) => [other.manifest.name, packed(other)]))
  await project.install({ [self.manifest.name]: packed(self) }, { overrides, nested: true })
}
