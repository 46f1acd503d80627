import type { NoReading } from '../metering/energy.js'
import type { Verdict } from './register.js'
import type { TransactionFlag } from './transaction.js'

/** What flags and verdicts mean, in plain words. */

const meanings: Readonly<Record<TransactionFlag, string>> = {
  orphan: 'A stop or meter values for a transaction that the csms never began: nobody knows who charged from when.',
  restarted: 'Its start came again after its stop: a late retry, or a station whose clock began anew.',
  split: 'Taken out of a transaction whose id stood for two.',
  unverified: 'Its token was accepted without being looked at, because the store did not answer.',
  renumbered: 'The station was told a second id for it, because the store did not answer; messages under either come to it.',
  registerRollback: 'The register went backwards; what it showed then is not billed.',
  registerRollover: 'The register began anew after its highest number; what came after is not billed.',
  meterSwap: 'Readings went on from another number, as those of another meter; they are not billed.',
  implausibleJump: 'The register showed more than the connector can have delivered; that is not billed.',
  zeroBaseline: 'The register began at 0 and went on from the number of a used meter; that is not billed.',
  phaseSum: 'The station sends no register of the whole: those of its three phases were added.',
  exported: 'Energy went back to the grid.',
  intervalOnly: 'There is energy of intervals alone, and no register: where one is lost, nobody can tell, so nothing is billed.',
  phasesMissing: 'There are registers of one or two phases alone, so nothing is billed.',
  energyElsewhere: 'Energy was measured elsewhere than at the outlet alone, so nothing is billed.',
  energyUnreadable: 'What was sent as energy is no number, or in a unit of something else, so nothing is billed.',
  conflict: 'Two different contents came under one key, or two stops to one transaction; both are kept, and the first one holds.',
  offline: 'Part of it happened while the station was offline.',
  unauthorised: 'It was started with a token that was not accepted.',
  gap: 'Events are missing between those that came.',
  clockDrift: 'The clock of the station was more than five minutes wrong; its times are corrected by when they were received.',
  endBeforeStart: 'By the clock of the station it ended before it began; the time of its end is corrected.',
  closed: 'The csms ended it; the station has not.',
  closeSuperseded: 'The csms had ended it before the station did; what the station says holds.',
  eventsAfterClose: 'The station told more of it after the csms had ended it.',
}

export const meaningOf = (flag: TransactionFlag): string => meanings[flag] ?? flag

const verdicts: Readonly<Record<Verdict, string>> = {
  first: 'the first reading: energy is counted from here',
  counted: 'counted',
  returned: 'counted: it goes on from the last reading that was',
  stopped: 'counted: the stop goes on from the start, and has the last word where readings between them showed more',
  beyondStop: 'not counted: the stop, which goes on from the start, shows less',
  rollback: 'not counted: less than before',
  rollover: 'not counted: less than before, as after the highest number of the register',
  jump: 'not counted: more than the connector can have delivered since',
  zeroBaseline: 'not counted: the register was 0 before, and cannot have come this far',
  aside: 'not counted: it goes on from a reading that was not, as that of another meter',
  afterEnd: 'not counted: the transaction was over',
  conflict: 'not counted: other content had come under the same number, and the first one holds',
  repeated: 'not counted again: the end repeats samples of the whole transaction',
}

export const whyOf = (verdict: Verdict): string => verdicts[verdict]

const noReadings: Readonly<Record<NoReading, string>> = {
  intervalOnly: 'not counted: energy of an interval, not of a register',
  phasesMissing: 'not counted: a register of one phase without the others',
  energyElsewhere: 'not counted: measured elsewhere than at the outlet',
  energyUnreadable: 'not counted: no number, or a unit of something else',
}

export const whyNoReading = (why: NoReading): string => noReadings[why]
