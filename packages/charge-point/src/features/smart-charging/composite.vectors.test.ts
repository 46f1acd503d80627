import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PhaseRule } from './combine.js'
import { type CompositeRequest, compositeSchedule, type EvseInput } from './composite.js'
import { type Profile2x, periodTo2x, profileOf2x } from './ocpp2x-profile.js'
import { type Profile16, profileOf16, purposeOf16 } from './ocpp16-profile.js'
import type { Installed, Profile } from './profile.js'

/* Schedules that an independent implementation (EVerest libocpp) expects; see the README beside the vectors. */

interface Vector {
  readonly id: string
  readonly ocppVersion: '1.6' | '2.0.1' | '2.1'
  readonly station: {
    readonly evses: number
    readonly supplyVoltage: number
    readonly defaults: { readonly limitAmps: number; readonly limitWatts: number; readonly numberPhases: number }
    readonly transactions: readonly {
      readonly evseId: number
      readonly transactionId: string | number
      readonly startTime: string | null
    }[]
    readonly disconnectedForSeconds: number | null
  }
  readonly profiles: readonly {
    readonly evseId?: number
    readonly connectorId?: number
    readonly addedAs?: Profile16['chargingProfilePurpose']
    readonly profile: object
  }[]
  readonly request: {
    readonly evseId: number
    readonly from: string
    readonly to?: string
    readonly durationSeconds?: number
    readonly chargingRateUnit: 'A' | 'W' | null
  }
  readonly expected: {
    readonly scheduleStart?: string
    readonly duration: number
    readonly chargingRateUnit?: string
    readonly chargingSchedulePeriod: readonly Record<string, number>[]
  }
  readonly compare: 'exact' | 'listed-fields'
  readonly tags: readonly string[]
  readonly skippedUpstream?: unknown
}

/** A profile whose transaction does not run belongs to none. */
const noTransaction = -1

function installed(vector: Vector): readonly Installed[] {
  const list: Installed[] = []
  for (const { evseId, connectorId, addedAs, profile } of vector.profiles) {
    const wire = profile as Profile16 & Profile2x
    const parsed: Profile =
      evseId === undefined
        ? { ...profileOf16(wire, { evseId: connectorId ?? 0 }), ...(addedAs === undefined ? {} : { purpose: purposeOf16(addedAs) }) }
        : profileOf2x(wire, evseId)
    const replaced = evseId === undefined ? list.findIndex((one) => isSameSlot(one, parsed)) : -1
    if (replaced >= 0) list.splice(replaced, 1)
    list.push({ ...parsed, source: 'CSO', wire, transactionKey: keyOf(vector, parsed) })
  }
  return list
}

const isSameSlot = (a: Profile, b: Profile): boolean => a.evseId === b.evseId && a.purpose === b.purpose && a.stackLevel === b.stackLevel

/** 1.6 may leave the transaction out: it is the one at the connector. */
function keyOf({ station }: Vector, { transactionId, evseId }: Profile): number {
  const index = station.transactions.findIndex((one) =>
    transactionId === undefined ? one.evseId === evseId : String(one.transactionId) === transactionId,
  )
  return index < 0 ? noTransaction : index
}

function requestOf(vector: Vector): CompositeRequest {
  const { station, request, ocppVersion } = vector
  const fromMs = Date.parse(request.from)
  const toMs = request.to === undefined ? fromMs + (request.durationSeconds ?? 0) * 1000 : Date.parse(request.to)
  const { limitAmps, limitWatts, numberPhases } = station.defaults
  const evses = Array.from({ length: station.evses }, (_, index): EvseInput => {
    const evseId = index + 1
    const transactionKey = station.transactions.findIndex((one) => one.evseId === evseId)
    const startTime = station.transactions[transactionKey]?.startTime ?? request.from
    return {
      place: {
        evseId,
        relativeMs: Math.min(Date.parse(startTime), Math.min(fromMs, toMs)),
        offlineS: station.disconnectedForSeconds ?? undefined,
        transactionKey: transactionKey < 0 ? undefined : transactionKey,
      },
      supply: { voltageV: station.supplyVoltage, phases: numberPhases },
      ownLimit: { A: limitAmps, W: limitWatts },
    }
  })
  const isStation = request.evseId === 0
  return {
    profiles: installed(vector),
    evses: isStation ? evses : evses.filter(({ place }) => place.evseId === request.evseId),
    isStation,
    fromMs,
    toMs,
    unit: request.chargingRateUnit ?? 'A',
    phaseRule: (ocppVersion === '1.6' ? 'ofLowest' : 'fewest') satisfies PhaseRule,
  }
}

/** Looks at what the vector lists; `stackLevel` in an expected period is an internal of its source. */
function compare(vector: Vector): void {
  const { expected, compare: manner, id } = vector
  const schedule = compositeSchedule(requestOf(vector))
  const periods = schedule.periods.map((period) => periodTo2x(period, true) as unknown as Record<string, number>)
  const listed = expected.chargingSchedulePeriod.map(({ stackLevel: _, ...fields }) => fields)
  if (expected.scheduleStart !== undefined) expect(schedule.startMs).toBe(Date.parse(expected.scheduleStart))
  expect(schedule.durationS).toBe(expected.duration)
  if (expected.chargingRateUnit !== undefined) expect(schedule.unit).toBe(expected.chargingRateUnit)
  // Upstream tolerates more periods in its end-to-end tests only.
  const shown = id.startsWith('1.6-e2e') ? periods.slice(0, listed.length) : periods
  const looked = manner === 'exact' ? shown : shown.map((period, index) => pick(period, Object.keys(listed[index] ?? {})))
  expect(looked).toEqual(listed)
}

const pick = (period: Record<string, number>, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(Object.entries(period).filter(([name]) => names.includes(name)))

const folder = process.env['COMPOSITE_VECTORS']
const vectors: readonly Vector[] =
  folder === undefined || !existsSync(folder)
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { vectors: Vector[] }).vectors)
const binding = vectors.filter(({ tags, skippedUpstream }) => skippedUpstream === undefined && !tags.includes('phase-policy'))

describe.skipIf(folder === undefined)('the composite schedules of an independent implementation (COMPOSITE_VECTORS)', () => {
  it('are 106 that the specification decides', () => {
    expect(binding).toHaveLength(106)
  })

  it.each(binding.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    compare(vector)
  })

  it('and those that a choice of phases decides, but for one: 30 A on one phase would break a limit of 20 A (1.6 §3.13.3)', () => {
    const policies = vectors.filter(({ tags }) => tags.includes('phase-policy'))
    expect(policies).toHaveLength(9)
    const different = policies.filter((vector) => {
      try {
        compare(vector)
        return false
      } catch {
        return true
      }
    })
    expect(different.map(({ id }) => id)).toEqual(['1.6-e2e/test_combined_1#2'])
  })
})
