import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bundle, bundleText } from '../src/bundle.mjs'
import { normalise } from '../src/normal-form.mjs'
import { schemaFile } from '../src/schema-files.mjs'
import { sourceSchemas, versions } from '../src/sources.mjs'

describe('the committed schemas', () => {
  it.each(versions)('OCPP %s is what the source gives: `pnpm schemas` changes nothing', (version) => {
    expect(readFileSync(schemaFile(version), 'utf8')).toBe(bundleText(version))
  })

  it.each([
    ['1.6', 78],
    ['2.0.1', 128],
    ['2.1', 181],
  ] as const)('OCPP %s has all %i messages of its source', (version, count) => {
    const { definitions } = bundle(version)
    const names = [...sourceSchemas(version).keys()]
    expect(names).toHaveLength(count)
    for (const name of names) expect(definitions, name).toHaveProperty([name])
  })

  it('hold facts only: no prose, no ids, and a word on additional properties for every object', () => {
    for (const version of versions) {
      const text = bundleText(version)
      expect(text).not.toMatch(/"(description|title|comment|javaType|\$id)": "/)
      for (const [name, definition] of Object.entries(bundle(version).definitions)) {
        if (definition.type === 'object') expect(definition.additionalProperties, name).toBe(name === 'CustomDataType')
      }
    }
  })

  it('give 1.6 the type names of its specification (chapter 7)', () => {
    const { definitions } = bundle('1.6')
    for (const name of [
      'IdTagInfo',
      'MeterValue',
      'SampledValue',
      'ChargingProfile',
      'ChargingSchedule',
      'ChargePointErrorCode',
      'KeyValue',
    ]) {
      expect(definitions).toHaveProperty([name])
    }
    const inline = JSON.stringify(Object.values(definitions).map(({ properties }) => properties)).match(/"enum":/g) ?? []
    expect(inline).toHaveLength(0)
  })
})

describe('the normal form', () => {
  it('stops at a keyword it does not know, rather than losing a fact', () => {
    expect(() => normalise({ type: 'string', pattern: 'x' }, 'Thing')).toThrow('Thing: keyword "pattern" is not known')
  })

  it('stops at an object that does not say whether it is open', () => {
    expect(() => normalise({ type: 'object' }, 'Thing')).toThrow('Thing: an object without additionalProperties')
  })

  it('sorts keys, enumerations and required fields', () => {
    const schema = { type: 'object', required: ['b', 'a'], additionalProperties: false, properties: { b: { enum: ['y', 'x'] }, a: {} } }
    expect(JSON.stringify(normalise(schema, 'Thing'))).toBe(
      '{"additionalProperties":false,"properties":{"a":{},"b":{"enum":["x","y"]}},"required":["a","b"],"type":"object"}',
    )
  })
})
