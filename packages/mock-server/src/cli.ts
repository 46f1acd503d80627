#!/usr/bin/env node
import { main } from './cli/program.js'
import { loadVersions, type VersionName, versionNames } from './create-mock-server.js'

process.exitCode = await main(process.argv.slice(2), versionNames, (names) => loadVersions(names as readonly VersionName[]))
