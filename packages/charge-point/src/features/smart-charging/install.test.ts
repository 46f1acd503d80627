import { describe, expect, it } from 'vitest'
import { type Capabilities, checkInstall, type InstallRequest, type InstallRules, isRefusal } from './install.js'
import { smartCharging as smartCharging16 } from './ocpp16.js'
import { smartCharging as smartCharging21 } from './ocpp21.js'
import { smartCharging as smartCharging201 } from './ocpp201.js'
import type { Installed, Period, Profile, Schedule } from './profile.js'

const can: Capabilities = {
  units: ['A', 'W'],
  maxStackLevel: 5,
  maxPeriods: 3,
  maxProfiles: 2,
  switchesPhases: false,
  isBidirectional: true,
  canBalance: true,
  hasPhases: false,
}

const schedule = (more: Partial<Schedule> = {}): Schedule => ({ id: 1, unit: 'A', periods: [{ startS: 0, limit: 6 }], ...more })

const withPeriod = (more: Partial<Period>): Partial<Profile> => ({ schedules: [schedule({ periods: [{ startS: 0, limit: 6, ...more }] })] })

const profile = (more: Partial<Profile> = {}): Profile => ({
  id: 1,
  evseId: 1,
  purpose: 'TxDefaultProfile',
  kind: 'Relative',
  stackLevel: 0,
  schedules: [schedule()],
  ...more,
})

const installed = (more: Partial<Installed> = {}): Installed => ({ ...profile({ id: 2 }), source: 'CSO', wire: {}, ...more })

function outcome(
  rules: InstallRules,
  more: Partial<Profile>,
  request: Partial<InstallRequest> = {},
  able: Partial<Capabilities> = {},
): string {
  const result = checkInstall(
    { profile: profile(more), installed: [], outlet: { kind: 'AC', phases: 3 }, transaction: undefined, isHighLevel: false, ...request },
    rules,
    { ...can, ...able },
  )
  return isRefusal(result) ? result.reason : `Accepted, replaces ${result.replaced.map(({ id }) => id).join()}`
}

const { rules: rules16 } = smartCharging16
const { rules: rules201 } = smartCharging201
const { rules: rules21 } = smartCharging21

const startMs = 1_000_000
const absolute: Partial<Profile> = { kind: 'Absolute', schedules: [schedule({ startMs })] }
const max: Partial<Profile> = { ...absolute, purpose: 'ChargingStationMaxProfile', evseId: 0 }
const forTx: Partial<Profile> = { purpose: 'TxProfile', transactionId: 'T' }
const dc = { outlet: { kind: 'DC', phases: 1 } } as const
const ok = 'Accepted, replaces '

describe('a charging profile', () => {
  it.each<[string, Partial<Profile>, string, Partial<InstallRequest>?, Partial<Capabilities>?]>([
    ['for an EVSE that does not exist (K01.FR.28)', {}, 'UnknownEvse', { outlet: undefined }],
    ['of an external limit (K01.FR.22)', { purpose: 'ChargingStationExternalConstraints' }, 'UnsupportedPurpose'],
    ['of priority, which 2.0.1 does not know', { purpose: 'PriorityCharging' }, 'UnsupportedPurpose'],
    ['for a transaction at EVSE 0 (K01.FR.16)', { ...forTx, evseId: 0 }, 'InvalidProfile', { transaction: { key: 1 } }],
    ['for a transaction that is not there (K01.FR.09)', forTx, 'TxNotFound'],
    ['for a transaction without its id (K01.FR.03)', { purpose: 'TxProfile' }, 'MissingParam', { transaction: { key: 1 } }],
    ['for the station at an EVSE (K04.FR.03)', { ...max, evseId: 1 }, 'InvalidProfile'],
    ['for the station, relative to nothing (K01.FR.38)', { ...max, kind: 'Relative', schedules: [schedule()] }, 'InvalidProfile'],
    ['of too high a stack level', { stackLevel: 6 }, 'InvalidStackLevel'],
    ['of a negative stack level', { stackLevel: -1 }, 'InvalidStackLevel'],
    ['that recurs, but not how often', { kind: 'Recurring', schedules: [schedule({ startMs })] }, 'InvalidProfile'],
    ['that recurs without a start (K01.FR.40)', { kind: 'Recurring', recurrence: 'Daily' }, 'InvalidSchedule'],
    ['that is absolute without a start (K01.FR.40)', { kind: 'Absolute' }, 'InvalidSchedule'],
    ['that is relative with a start (K01.FR.41)', { schedules: [schedule({ startMs })] }, 'InvalidSchedule'],
    ['that ends before it begins', { validFromMs: 2, validToMs: 1 }, 'InvalidProfile'],
    ['in a unit that is not supported (K01.FR.26)', {}, 'UnsupportedRateUnit', {}, { units: ['W'] }],
    ['with two schedules (K01.FR.34)', { schedules: [schedule(), schedule()] }, 'InvalidProfile'],
    ['that does not begin at 0 (K01.FR.31)', withPeriod({ startS: 1 }), 'InvalidSchedule'],
    ['whose periods are out of order (K01.FR.35)', withTimes(0, 20, 10), 'InvalidSchedule'],
    ['with too many periods', withTimes(0, 10, 20, 30), 'InvalidSchedule'],
    ['of negative length', { schedules: [schedule({ durationS: -1 })] }, 'InvalidSchedule'],
    ['with a negative limit', withPeriod({ limit: -1 }), 'InvalidSchedule'],
    ['on one phase where all are used (K01.FR.43)', withPeriod({ numberPhases: 1 }), 'InvalidSchedule'],
    ['on a phase without saying how many (K01.FR.19)', withPeriod({ phaseToUse: 1 }), 'InvalidSchedule', {}, { switchesPhases: true }],
    [
      'on a phase that the EVSE does not use (K01.FR.48)',
      withPeriod({ numberPhases: 1, phaseToUse: 2 }),
      'InvalidSchedule',
      {},
      { switchesPhases: true },
    ],
    ['of the same stack level as another (K01.FR.06)', {}, 'DuplicateProfile', { installed: [installed()] }],
    [
      'for all EVSEs, where one has its own of that level (K01.FR.52)',
      { evseId: 0 },
      'DuplicateProfile',
      { installed: [installed({ evseId: 2 })] },
    ],
    ['for one EVSE, where all have one of that level (K01.FR.53)', {}, 'DuplicateProfile', { installed: [installed({ evseId: 0 })] }],
    [
      'of the same level for the same transaction (K01.FR.39)',
      forTx,
      'DuplicateProfile',
      { transaction: { key: 1 }, installed: [installed({ ...forTx, transactionKey: 1 })] },
    ],
    [
      'that would replace a limit from outside (K01.FR.05)',
      {},
      'InvalidProfileId',
      { installed: [installed({ id: 1, purpose: 'ChargingStationExternalConstraints', source: 'EMS' })] },
    ],
    [
      'more than there is room for',
      { stackLevel: 3 },
      'TooManyElements',
      { installed: [installed(), installed({ id: 3, stackLevel: 1 })] },
    ],
  ])('is refused %s', (_, more, reason, request, able) => {
    expect(outcome(rules201, more, request, able)).toBe(reason)
  })

  it.each<[string, Partial<Profile>, string, Partial<InstallRequest>?, Partial<Capabilities>?]>([
    ['that is absolute and has a start', absolute, ok],
    ['for the station', max, ok],
    ['for a transaction', forTx, ok, { transaction: { key: 1 } }],
    ['of the id of another, wherever that is (K01.FR.05)', {}, `${ok}1`, { installed: [installed({ id: 1, evseId: 2 })] }],
    ['of the same stack level at another time (K01.FR.06)', { validFromMs: 10 }, ok, { installed: [installed({ validToMs: 10 })] }],
    ['of the same stack level at another EVSE', {}, ok, { installed: [installed({ evseId: 2 })] }],
    [
      'of the same stack level for another transaction',
      forTx,
      ok,
      { transaction: { key: 1 }, installed: [installed({ ...forTx, transactionKey: 2 })] },
    ],
    [
      'with three schedules for a car that has told its needs',
      { ...forTx, schedules: [schedule(), schedule()] },
      ok,
      { transaction: { key: 1 }, isHighLevel: true },
    ],
    ['on more phases than there are (K01.FR.45)', withPeriod({ numberPhases: 3 }), ok, { outlet: { kind: 'AC', phases: 1 } }],
    [
      'on one phase where the station can switch (K01.FR.46–47)',
      withPeriod({ numberPhases: 1, phaseToUse: 1 }),
      ok,
      {},
      { switchesPhases: true },
    ],
    ['with phases for a DC outlet, which does not look at them (2.0.1 K01.FR.44)', withPeriod({ numberPhases: 1 }), ok, dc],
  ])('is accepted %s', (_, more, expected, request, able) => {
    expect(outcome(rules201, more, request, able)).toBe(expected)
  })
})

describe('in 2.1, a charging profile', () => {
  const dynamic: Partial<Profile> = { kind: 'Dynamic' }
  const priority: Partial<Profile> = { purpose: 'PriorityCharging' }
  const central: Partial<Period> = { operationMode: 'CentralSetpoint', setpoint: -5 }
  const point = { at: 50, powerW: 0 }
  const frequency: Partial<Period> = { operationMode: 'LocalFrequency', baselineW: 0, freqWattCurve: [point, { at: 51, powerW: 9 }] }
  const oneWay = { isBidirectional: false }
  const inWatts = (period: Partial<Period>): Partial<Profile> => ({
    schedules: [schedule({ unit: 'W', periods: [{ startS: 0, ...period }] })],
  })

  it.each<[string, Partial<Profile>, string, Partial<InstallRequest>?, Partial<Capabilities>?]>([
    ['with phases for a DC outlet (K01.FR.44)', withPeriod({ numberPhases: 1 }), 'NoPhaseForDC', dc],
    ['of priority that ends by itself (K01.FR.70)', { ...priority, schedules: [schedule({ durationS: 5 })] }, 'InvalidSchedule'],
    [
      'of priority that discharges (K01.FR.71, FR.111, FR.114)',
      { ...priority, ...withPeriod({ operationMode: 'CentralSetpoint' }) },
      'InvalidOperationMode',
    ],
    [
      'of local generation with a setpoint (K01.FR.113–114)',
      { purpose: 'LocalGeneration', ...withPeriod({ operationMode: 'ExternalSetpoint' }) },
      'InvalidOperationMode',
    ],
    ['with a mode that the station has switched off (K01.FR.115)', withPeriod(central), 'InvalidOperationMode', {}, oneWay],
    ['with a setpoint above its limit (V2X.05)', withPeriod({ ...central, setpoint: 7 }), 'InvalidSchedule'],
    ['with a setpoint below its dischargeLimit (V2X.05)', withPeriod({ ...central, dischargeLimit: -4 }), 'InvalidSchedule'],
    ['without the setpoint of its mode (Q §2.2)', withPeriod({ operationMode: 'CentralSetpoint' }), 'InvalidSchedule'],
    ['that is Idle and limits (Q10.FR.02)', withPeriod({ operationMode: 'Idle' }), 'InvalidSchedule'],
    ['by frequency without a curve (Q08.FR.03)', inWatts({ ...frequency, freqWattCurve: undefined }), 'NoFreqWattCurve'],
    ['by frequency with a curve of one point (Q08.FR.03)', inWatts({ ...frequency, freqWattCurve: [point] }), 'NoFreqWattCurve'],
    ['by frequency without a baseline (Q08.FR.03)', inWatts({ ...frequency, baselineW: undefined }), 'NoFreqWattCurve'],
    ['by frequency with a limit (Q08.FR.04)', inWatts({ ...frequency, limit: 6 }), 'InvalidSchedule'],
    ['by frequency in A (Q08.FR.05)', withPeriod({ ...frequency, limit: undefined }), 'InvalidSchedule'],
    [
      'that balances a load without thresholds (Q09.FR.02)',
      withPeriod({ operationMode: 'LocalLoadBalancing' }),
      'MissingDevModelInfo',
      {},
      { canBalance: false },
    ],
    ['with values by phase for no transaction (V2X.09–10)', withPeriod({ perPhase: 'complete' }), 'PhaseConflict', {}, { hasPhases: true }],
    [
      'with values by phase of which the car has told nothing (V2X.08, V2X.10)',
      { ...forTx, ...withPeriod({ perPhase: 'complete' }) },
      'PhaseConflict',
      { transaction: { key: 1 } },
    ],
    [
      'with values by phase without the first (V2X.07, K01.FR.146)',
      { ...forTx, ...withPeriod({ perPhase: 'withoutL1' }) },
      'PhaseConflict',
      { transaction: { key: 1 } },
      { hasPhases: true },
    ],
    ['with the id of an external limit (K01.FR.81)', { id: -1 }, 'InvalidProfileId'],
    [
      'with random delays for the station (K01.FR.95)',
      { ...max, schedules: [schedule({ startMs, randomizedDelayS: 5 })] },
      'InvalidSchedule',
    ],
    ['that is updated, but not dynamic (K01.FR.122)', { updateIntervalS: 60 }, 'InvalidProfile'],
    ['in local time (K01.FR.123)', { schedules: [schedule({ usesLocalTime: true })] }, 'InvalidSchedule'],
    ['with a limit by state of charge (K01.FR.125)', { schedules: [schedule({ hasLimitAtSoc: true })] }, 'InvalidSchedule'],
    ['that puts an EVSE to sleep that is to charge (K01.FR.126)', withPeriod({ evseSleep: true }), 'InvalidSchedule'],
    ['that is dynamic with two periods (K28.FR.01, FR.03)', { ...dynamic, ...withTimes(0, 10) }, 'InvalidSchedule'],
    ['that is dynamic and does not begin at 0 (K28.FR.02–03)', { ...dynamic, ...withPeriod({ startS: 1 }) }, 'InvalidSchedule'],
    ['with a positive dischargeLimit', withPeriod({ dischargeLimit: 5 }), 'InvalidSchedule'],
  ])('is refused %s', (_, more, reason, request, able) => {
    expect(outcome(rules21, more, request, able)).toBe(reason)
  })

  it.each<[string, Partial<Profile>]>([
    ['that is dynamic', { ...dynamic, updateIntervalS: 60 }],
    ['of priority', priority],
    ['of local generation (K01.FR.120)', { purpose: 'LocalGeneration' }],
    ['that sleeps (Q10.FR.03)', withPeriod({ limit: undefined, operationMode: 'Idle', evseSleep: true })],
    ['by frequency (Q08.FR.02)', inWatts(frequency)],
    ['from outside (K29.FR.03)', withPeriod({ limit: undefined, operationMode: 'ExternalSetpoint' })],
    ['that is dynamic and gets its setpoint later (Q04)', { ...dynamic, ...withPeriod({ operationMode: 'CentralSetpoint' }) }],
    ['with a setpoint and no limit (Q03.FR.02)', withPeriod({ limit: undefined, setpoint: -5, operationMode: 'CentralSetpoint' })],
  ])('is accepted %s', (_, more) => {
    expect(outcome(rules21, more)).toBe(ok)
  })

  it('that is dynamic is nothing for 2.0.1 (K01.FR.121)', () => {
    expect(outcome(rules201, dynamic)).toBe('UnsupportedKind')
  })
})

describe('in 1.6, a charging profile', () => {
  it('replaces those of its id and of its purpose, stack level and connector, and no other (1.6 §3.13.2, §5.16.4)', () => {
    const others = [
      installed({ id: 2, connectorId: 1 }),
      installed({ id: 3, evseId: 2, connectorId: 1 }),
      installed({ id: 1, evseId: 3, connectorId: 1 }),
      installed({ id: 4, connectorId: 1, stackLevel: 1 }),
    ]
    expect(outcome(rules16, { connectorId: 1 }, { installed: others }, { maxProfiles: 9 })).toBe(`${ok}2,1`)
  })

  it('may leave out the transaction, and is not held to what only 2.x asks for', () => {
    expect(outcome(rules16, { purpose: 'TxProfile' }, { transaction: { key: 1 } })).toBe(ok)
    expect(outcome(rules16, { ...max, kind: 'Relative' })).toBe(ok)
    expect(outcome(rules16, withPeriod({ numberPhases: 1 }))).toBe(ok)
  })
})

function withTimes(...times: readonly number[]): Partial<Profile> {
  return { schedules: [schedule({ periods: times.map((startS) => ({ startS, limit: 6 })) })] }
}
