import { type EnergyReading, isOfEnergy, type NoReading, readEnergy } from '../metering/energy.js'
import type { StoredEvent } from './event.js'
import { defaultMaxPowerW, type Register, takeReading, takeStop, type Verdict } from './register.js'
import { isStop } from './stop-time.js'

/** What is doubtful about the energy of a transaction. */
export type EnergyFlag =
  /** The register went backwards; what it showed then is not counted. */
  | 'registerRollback'
  /** It went backwards as after the highest number that it can show; what came after is not counted. */
  | 'registerRollover'
  /** Readings went on from another number, as those of another meter; they are not counted. */
  | 'meterSwap'
  /** It showed more than the connector can have delivered; that is not counted. */
  | 'implausibleJump'
  /** It began at 0 and went on from the number of a used meter; that is not counted. */
  | 'zeroBaseline'
  /** There is no register of the whole: those of three phases were added. */
  | 'phaseSum'
  /** Energy went back to the grid. */
  | 'exported'

/** A reading, and what became of it. */
export interface JudgedReading {
  readonly reading: EnergyReading
  readonly direction: 'import' | 'export'
  readonly verdict: Verdict
}

/** What an event says of energy, onto what was known before it. */
export interface EventEnergy {
  readonly imported: Register | undefined
  readonly exported: Register | undefined
  readonly flags: readonly (EnergyFlag | NoReading)[]
  /** In the order in which they were taken. */
  readonly readings: readonly JudgedReading[]
}

interface Registers {
  readonly register: Register | undefined
  readonly exportRegister: Register | undefined
}

/** Why nothing of an event counts. */
export type NotCounted = Extract<Verdict, 'afterEnd' | 'conflict'>

/** Takes the readings of one event; pure. */
export function readEventEnergy(
  { register, exportRegister }: Registers,
  event: StoredEvent,
  notCounted: NotCounted | undefined,
): EventEnergy {
  const silent: EventEnergy = { imported: register, exported: exportRegister, flags: [], readings: [] }
  if (event.samples.length === 0) return silent
  const { imported, exported, others } = readEnergy(event.samples)
  if (imported.length + exported.length + others.length === 0) return silent
  const into = take(register, imported, { event, notCounted, direction: 'import' })
  const out = take(exportRegister, exported, { event, notCounted, direction: 'export' })
  const readings = [...into.readings, ...out.readings]
  const flags: (EnergyFlag | NoReading)[] = notCounted === undefined ? into.readings.flatMap(flagOf) : []
  if (notCounted === undefined && into.register === undefined) flags.push(...others.map(({ why }) => why))
  if (out.register !== undefined && out.register.last > out.register.first) flags.push('exported')
  return { imported: into.register, exported: out.register, flags, readings }
}

/** What the fold reads of an event: neither its payload nor other samples than those of energy. */
export const readByFold = (event: StoredEvent): StoredEvent => ({ ...event, raw: {}, samples: event.samples.filter(isOfEnergy) })

interface Taking {
  readonly event: StoredEvent
  readonly notCounted: NotCounted | undefined
  readonly direction: JudgedReading['direction']
}

function take(register: Register | undefined, readings: readonly EnergyReading[], { event, notCounted, direction }: Taking) {
  if (notCounted !== undefined) {
    return { register, readings: readings.map((reading): JudgedReading => ({ reading, direction, verdict: notCounted })) }
  }
  const { receivedAt, maxPowerW = defaultMaxPowerW } = event
  let current = register
  const judged = readings.map((reading, at): JudgedReading => {
    // The end repeats samples of the whole transaction (StopTxnSampledData, E06.FR.11): its last one counts, its first where none was known.
    const isNews = event.eventType !== 'Ended' || at === readings.length - 1 || (at === 0 && register === undefined)
    if (!isNews) return { reading, direction, verdict: 'repeated' }
    const takeNext = isStop(event) && at === readings.length - 1 ? takeStop : takeReading
    const step = takeNext(current, reading, { receivedAt, maxPowerW })
    // A reading goes on aside from what left the way; what that was decides what it is.
    const verdict = step.verdict === 'aside' && !isSwap(current) ? (current?.aside?.why ?? step.verdict) : step.verdict
    current = step.register
    return { reading, direction, verdict }
  })
  return { register: current, readings: judged }
}

/** A register that rolled over, or that began at 0, goes on where it should; any other has been exchanged. */
const isSwap = (register: Register | undefined): boolean => register?.aside?.why === 'rollback' || register?.aside?.why === 'jump'

function flagOf({ reading, verdict }: JudgedReading): readonly EnergyFlag[] {
  const flag = flagByVerdict[verdict]
  const ofPhases: readonly EnergyFlag[] = reading.samples.length > 1 ? ['phaseSum'] : []
  return flag === undefined ? ofPhases : [flag, ...ofPhases]
}

const flagByVerdict: Partial<Readonly<Record<Verdict, EnergyFlag>>> = {
  rollback: 'registerRollback',
  stopped: 'registerRollback',
  rollover: 'registerRollover',
  jump: 'implausibleJump',
  zeroBaseline: 'zeroBaseline',
  aside: 'meterSwap',
}
