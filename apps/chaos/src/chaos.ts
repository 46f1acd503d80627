import { setTimeout as pause } from 'node:timers/promises'
import { type ChargePoint, ChargePointError, createTraffic, type Fleet } from '@ocpp-kit/charge-point'
import { createRandom, type Random, randomInteger } from '@ocpp-kit/rpc'
import { audit, type Finding } from './audit.js'
import { builtCsms, CsmsProcess, freePort } from './csms-process.js'
import { createStations, stationsOf } from './fleet.js'
import { listTransactions, withEvents } from './kept.js'
import { describeMoment, type Moment, planKills } from './kill-plan.js'
import { Ledger } from './ledger.js'
import { startMischief } from './mischief.js'
import { makePlace, type Place } from './place.js'

export interface ChaosOptions {
  /** The plan of kills, mishaps and drivers follows from it; what the machine makes of it in time does not. */
  readonly seed: number
  readonly kills: number
  /** Of 1.6, 2.0.1 and 2.1 in turn. */
  readonly stations: number
  /** As `makePlace` has it. Default: a SQLite file that goes with the run. */
  readonly database?: string | undefined
  /** No kill comes later than so many ms after the first start. Default: no bound. */
  readonly maxKillingMs?: number | undefined
  /** Time between two readings of a meter, in whole seconds; drivers come and go in proportion. Default 1. */
  readonly sampleIntervalS?: number | undefined
  /** The longest that the csms lives under load before a kill, ms. Default 6,000. */
  readonly maxLoadMs?: number | undefined
  /** How long it may take at the end until the next message of any station is answered, ms. Default 60,000. */
  readonly stallMs?: number | undefined
  /** How much of what the stations say comes twice, and how many answers are lost, 0 to 1. Default 0.02. */
  readonly faultShare?: number | undefined
  /** The csms, by the path of its program, and what it is given beside the options of `ocpp-csms`. Default: the built one. */
  readonly program?: string | undefined
  readonly programArgs?: readonly string[] | undefined
  /** Leaves the database for those who want to look. Default false. */
  readonly keep?: boolean | undefined
  /** Hears what happens, a line at a time. */
  readonly say?: ((line: string) => void) | undefined
}

export interface ChaosReport {
  readonly seed: number
  readonly stations: number
  readonly kills: number
  readonly plannedKills: number
  readonly tookMs: number
  /** Messages about transactions, each counted once however often it was sent. */
  readonly facts: number
  /** How often they were sent in all. */
  readonly sendings: number
  readonly answers: number
  readonly transactions: number
  /** By the stations' own meters. */
  readonly energyWh: number
  readonly mischief: ReadonlyMap<string, number>
  readonly findings: readonly Finding[]
}

/** Drives a fleet against a csms that is killed again and again, and compares what the stations know with what was kept. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const place = makePlace(options.database)
  try {
    return await run(options, place)
  } finally {
    if (options.keep === true) options.say?.(`the database is left: ${place.description} (${place.folder})`)
    else await place.remove()
  }
}

async function run(options: ChaosOptions, place: Place): Promise<ChaosReport> {
  const { seed, sampleIntervalS = 1, faultShare = 0.02, say = () => {} } = options
  const began = performance.now()
  const ports = createRandom(`${process.pid}/${Date.now()}`)
  const adminToken = `chaos-${createRandom(seed)().toString(36).slice(2).padEnd(16, '0')}`
  const csms = new CsmsProcess({
    program: options.program ?? builtCsms(),
    programArgs: options.programArgs ?? [],
    port: await freePort(ports),
    httpPort: await freePort(ports),
    database: place.database,
    schema: place.schema,
    folder: place.folder,
    adminToken,
  })
  const ledger = new Ledger()
  const fleets = createStations({ stations: options.stations, csmsUrl: csms.url, sampleIntervalS, seed, faultShare })
  const stations = stationsOf(fleets)
  for (const station of stations) ledger.follow(station)
  const findings: Finding[] = []
  let kills = 0
  try {
    for (const fleet of fleets) fleet.start({ overMs: 500 }).catch(() => {})
    const traffic = fleets.map((fleet) => createTraffic(fleet, { ...paceOf(sampleIntervalS), ev: thirstyCar, seed }))
    const mischief = startMischief(stations, seed)
    try {
      for (const { moment, deadMs } of planKills(createRandom(`${seed}/kills`), planOf(options))) {
        if (performance.now() - began > (options.maxKillingMs ?? Number.POSITIVE_INFINITY)) break
        csms.spawn()
        await comes(moment, csms, ledger)
        await csms.kill()
        kills += 1
        say(`kill ${kills}, ${describeMoment(moment)}: ${ledger.answers} answers so far, ${queuedIn(fleets)} messages wait`)
        await pause(deadMs)
      }
      if (kills < options.kills) findings.push(ofCsms(`killed ${kills} times in the time that there was, and not ${options.kills}`))
      csms.spawn()
      await csms.opened()
    } finally {
      for (const one of traffic) one.stop()
      await mischief.stop()
    }
    if (!(await drain(fleets, ledger, options.stallMs ?? 60_000))) findings.push(...unsent(stations))
    say('everything is told; the last kill')
    await csms.kill()
    csms.spawn()
    await csms.opened()
    const listed = await listTransactions(csms.apiUrl, adminToken)
    await csms.kill()
    await Promise.all(fleets.map((fleet) => fleet.stop()))
    const kept = await withEvents(listed, place)
    const { facts, transactions, mishaps } = ledger
    findings.push(...audit({ facts, transactions, mishaps, kept }))
    return {
      ...figuresOf(ledger),
      ...countsOf(options),
      kills: kills + 1,
      tookMs: performance.now() - began,
      mischief: mischief.done,
      findings,
    }
  } catch (error) {
    if (csms.ownEnd === undefined) throw error
    return {
      ...figuresOf(ledger),
      ...countsOf(options),
      kills,
      tookMs: performance.now() - began,
      mischief: new Map(),
      findings: [...findings, ofCsms(csms.ownEnd)],
    }
  } finally {
    await csms.kill()
    await Promise.all(fleets.map((fleet) => fleet.stop()))
  }
}

/** A car charges for about four readings. */
const paceOf = (sampleIntervalS: number) => ({ meanPauseMs: 1_500 * sampleIntervalS, meanStayMs: 4_000 * sampleIntervalS })

/** Takes much energy in little time, so that what is lost shows. */
const thirstyCar = (random: Random) => ({ batteryCapacityWh: 5_000_000, socPercent: 10, maxPowerW: randomInteger(random, 100, 900) * 1000 })

const planOf = ({ kills, maxLoadMs = 6_000, stations }: ChaosOptions) => ({ kills, maxLoadMs, maxAnswers: stations * 15 })

const countsOf = ({ seed, stations, kills }: ChaosOptions) => ({ seed, stations, plannedKills: kills + 1 })

function figuresOf({ facts, answers, transactions }: Ledger) {
  return {
    facts: facts.length,
    sendings: facts.reduce((sum, { sendings }) => sum + sendings, 0),
    answers,
    transactions: transactions.length,
    energyWh: Math.round(transactions.reduce((sum, { startWh, endWh = startWh }) => sum + endWh - startWh, 0)),
  }
}

const ofCsms = (detail: string): Finding => ({ kind: 'csms', station: '', detail })

/** An answer that does not come in this time is not waited for any longer: everything may be told already. */
const maxAnswerWaitMs = 15_000

/** Resolves at the moment of the kill. */
async function comes(moment: Moment, csms: CsmsProcess, ledger: Ledger): Promise<void> {
  if (moment.kind === 'starting') {
    await pause(moment.afterMs)
    return
  }
  await csms.opened()
  if (moment.kind !== 'answer') {
    await pause(moment.afterMs)
    return
  }
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => done(), maxAnswerWaitMs)
    const last = ledger.answers + moment.count
    const stop = ledger.onAnswer(() => {
      if (ledger.answers >= last) done()
    })
    const done = (): void => {
      clearTimeout(timer)
      stop()
      // At once, not when the promise is taken up.
      void csms.kill()
      resolve()
    }
  })
}

const queuedIn = (fleets: readonly Fleet[]): number => fleets.reduce((sum, { state }) => sum + state.queuedMessages, 0)

/** All cars leave, and all messages go. @returns false where nothing is answered any more and something is left */
async function drain(fleets: readonly Fleet[], ledger: Ledger, stallMs: number): Promise<boolean> {
  const stations = stationsOf(fleets)
  for (const station of stations) station.setFaults([])
  let last = { answers: ledger.answers, at: performance.now() }
  while (performance.now() - last.at < stallMs) {
    for (const station of stations) sendCarsAway(station)
    const isDone = fleets.every(({ state }) => state.queuedMessages === 0 && state.transactions === 0 && state.accepted === state.stations)
    if (isDone) return true
    await pause(200)
    if (ledger.answers > last.answers) last = { answers: ledger.answers, at: performance.now() }
  }
  return false
}

function sendCarsAway(station: ChargePoint): void {
  for (const { evseId, connectors } of station.state.evses) {
    if (!connectors.some(({ isPlugged }) => isPlugged)) continue
    try {
      station.unplug({ evseId })
    } catch (error) {
      // It is being let go of; the next look will tell.
      if (!(error instanceof ChargePointError)) throw error
    }
  }
}

const unsent = (stations: readonly ChargePoint[]): readonly Finding[] =>
  stations.flatMap(({ identity, state }) => {
    const running = state.evses.filter(({ transaction }) => transaction !== undefined).length
    if (state.queuedMessages === 0 && running === 0 && state.registration === 'Accepted') return []
    const detail = `${state.queuedMessages} messages, ${running} transactions, ${state.isConnected ? '' : 'not '}connected, ${state.registration}`
    return [{ kind: 'unsent' as const, station: identity, detail }]
  })

/** A seed for those who gave none. */
export const someSeed = (): number => randomInteger(Math.random, 1, 999_999)
