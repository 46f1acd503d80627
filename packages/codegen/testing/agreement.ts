import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import type { Validate } from '../runtime/validate.js'
import type { Definitions } from '../runtime/violations.js'
import { actionsOf } from '../src/actions.mjs'
import { readSchemas } from '../src/schema-files.mjs'
import { sourceSchemas } from '../src/sources.mjs'
import { disguised } from './disguises.js'
import { type Mutation, mutationsOf } from './mutations.js'
import { validPayload } from './payloads.js'
import { seeded } from './random.js'

type Check = (payload: unknown) => boolean

export interface AgreementOptions {
  readonly version: '1.6' | '2.0.1' | '2.1'
  readonly validators: { readonly requests: Readonly<Record<string, Check>>; readonly responses: Readonly<Record<string, Check>> }
  readonly validate: Validate<never>
  /** Keywords that the version's schemas use, each of which must be met. */
  readonly keywords: readonly string[]
}

/** Payloads per message; `pnpm test:long` runs ten times as many. */
const payloadCount = process.env['OCPP_KIT_LONG'] === '1' ? 1_000 : 100

const oracle = (): Ajv => {
  // Six digits: 16.01 is no multiple of 0.1, 0.3 is one although 0.3 / 0.1 is not 3 in binary.
  const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, validateFormats: true })
  ;(addFormats as unknown as (instance: Ajv) => void)(ajv)
  return ajv
}

/**
 * Four validators are asked the same questions: ajv on the source schemas, ajv on the committed bundle, the compiled checks
 * and `validate`. None may differ, on valid payloads nor on broken ones. Of own payloads, which are objects of any kind, the last two
 * are asked, and what they accept is valid once it is written.
 */
export function agreementSuite({ version, validators, validate, keywords }: AgreementOptions): void {
  const bundle = readSchemas(version)
  const sources = sourceSchemas(version)
  const bundled = oracle().addSchema(bundle, 'ocpp')
  const met = new Set<string>()

  describe(`OCPP ${version}: source schemas, bundle, checks and validate agree`, () => {
    for (const [action, { request, response }] of actionsOf(bundle)) {
      const kinds = [
        ['request', request, validators.requests[action]] as const,
        ...(response === undefined ? [] : [['response', response, validators.responses[action]] as const]),
      ]
      for (const [kind, name, check] of kinds) {
        it(name, () => {
          const questions: [string, Check][] = [
            ['source', oracle().compile(withoutId(sources.get(name) as object)) as ValidateFunction as Check],
            ['bundle', bundled.getSchema(`ocpp#/definitions/${name}`) as ValidateFunction as Check],
            ['check', check as Check],
            ['validate', (payload) => validate(action as never, kind, payload).valid],
          ]
          let valid = 0
          for (const { keyword, payload } of payloadsFor(bundle.definitions, name)) {
            const asked = JSON.stringify(payload)
            const answers = questions.map(([who, ask]): [string, boolean] => [who, ask(payload)])
            const first = (answers[0] as [string, boolean])[1]
            if (first) valid += 1
            else met.add(keyword)
            const differing = answers.filter(([, answer]) => answer !== first)
            // `null` as a whole payload counts as {} in validate, and is no object for the others.
            if (differing.length > 0 && payload !== null)
              expect.fail(`${keyword}: source says ${first}, ${differing.map(([who]) => who).join(' and ')} differ, on ${asked}`)
          }
          expect(valid).toBeGreaterThan(0)
        })

        it(`${name}: what is written of an own payload is what was checked`, () => {
          const isValid = bundled.getSchema(`ocpp#/definitions/${name}`) as ValidateFunction as Check
          const random = seeded(name.length)
          for (let count = 0; count < payloadCount / 10; count += 1) {
            for (const { what, payload } of disguised(validPayload(bundle.definitions, name, random))) {
              const isAccepted = (check as Check)(payload)
              expect(validate(action as never, kind, payload).valid, what).toBe(isAccepted)
              if (isAccepted) expect(isValid(written(payload)), what).toBe(true)
            }
          }
        })
      }
    }

    it('every keyword of the schemas was met by a payload that breaks it', () => {
      expect([...met].sort()).toEqual(expect.arrayContaining([...keywords]))
    })
  })
}

const written = (payload: unknown): unknown => JSON.parse(JSON.stringify(payload)) as unknown

/** `urn:Authorize.req` is no URN that ajv can resolve. */
const withoutId = (schema: object): object => ({ ...schema, $id: undefined })

function* payloadsFor(definitions: Definitions, name: string): Generator<{ keyword: string; payload: unknown }> {
  const random = seeded(name.length * 7_919 + payloadCount)
  let count = 0
  while (count < payloadCount) {
    const payload = validPayload(definitions, name, random)
    yield { keyword: 'none', payload }
    for (const mutation of spread(mutationsOf(definitions, name, payload), random)) {
      yield mutation
      count += 1
    }
    count += 1
  }
}

/** A few mutations from all over the payload, and at least one for every keyword that can be broken in it. */
function* spread(mutations: readonly Mutation[], random: () => number): Generator<Mutation> {
  const byKeyword = new Map<string, Mutation[]>()
  for (const mutation of mutations) {
    const list = byKeyword.get(mutation.keyword) ?? []
    byKeyword.set(mutation.keyword, list)
    list.push(mutation)
  }
  for (const list of byKeyword.values()) {
    const step = Math.max(1, Math.floor(list.length / 6))
    for (let index = Math.floor(random() * step); index < list.length; index += step) yield list[index] as Mutation
  }
}
