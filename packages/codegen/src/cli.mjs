#!/usr/bin/env node
import { resolve } from 'node:path'
import { generate } from './generate.mjs'
import { versions } from './sources.mjs'

const [version, outDir] = process.argv.slice(2)
if (!versions.includes(version) || outDir === undefined) {
  console.error(`usage: ocpp-codegen <${versions.join('|')}> <folder>`)
  process.exit(2)
}
await generate(version, resolve(outDir))
