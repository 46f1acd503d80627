#!/usr/bin/env node
import { main } from './cli/program.js'
import { createMockServer, type VersionName, versionNames } from './create-mock-server.js'
import type { MockServer } from './mock-server.js'

process.exitCode = await main(process.argv.slice(2), versionNames, (versions) => async (settings) => {
  const server = await createMockServer({ ...settings, versions: versions as readonly VersionName[] })
  return server as unknown as MockServer
})
