import { CALL, CALLERROR, CALLRESULT, CALLRESULTERROR, decode, type Frame, isFrameFault, SEND } from './frame.js'
import type { Role } from './protocol.js'
import type { TranscriptEntry } from './transcript.js'

/** Every message type of every version: a replay takes frames as they come. */
const allMessageTypes = { messageTypes: [CALL, CALLRESULT, CALLERROR, CALLRESULTERROR, SEND] }

/** Reads a frame of any version; `undefined` for text that is none. */
export function readAnyFrame(text: string): Frame | undefined {
  const frame = decode(text, allMessageTypes)
  return isFrameFault(frame) ? undefined : frame
}

/** One recorded frame on its way to being replayed. */
export interface ReplayStep {
  /** Position in the transcript, the first entry being 1. */
  readonly entry: number
  /** Recorded time, ms since the epoch. */
  readonly at: number
  /** Whether the replay sends it; it waits for the others. */
  readonly isOwn: boolean
  readonly text: string
  readonly frame: Frame | undefined
  /** The call that an answer belongs to; for CALLRESULTERROR the call whose answer was of no use. */
  readonly call: ReplayStep | undefined
  /** Of a request, or of the call that is answered. */
  readonly action: string | undefined
  /** `done`: sent, or matched. `missed`: reported as missing; it may still come. */
  state: 'open' | 'done' | 'missed'
  /** The id of a call of the live peer, once it has come. */
  liveId: string | undefined
}

export const isRequest = (frame: Frame | undefined): boolean => frame !== undefined && (frame[0] === CALL || frame[0] === SEND)

/**
 * Turns the entries of one station into steps.
 * @throws TypeError there are no entries of the station, or they are of several stations or of both ends
 */
export function planReplay(transcript: readonly TranscriptEntry[], as: Role, station: string | undefined): ReplayStep[] {
  const entries = transcript
    .map((entry, at) => ({ ...entry, number: at + 1 }))
    .filter((entry) => (station ?? entry.station) === entry.station)
  if (entries.length === 0) throw new TypeError(nothingToReplay(transcript, station))
  const stations = stationsOf(entries)
  if (stations.length > 1) throw new TypeError(`station must be given, as the transcript has ${namesOf(stations)}`)
  if (new Set(entries.map((entry) => entry.recordedBy)).size > 1) {
    throw new TypeError('the transcript was recorded by both ends, so every frame is in it twice; take the entries of one')
  }
  const steps: ReplayStep[] = []
  // By who made them: ids of the two directions have nothing to do with each other.
  const calls = { own: new Map<string, ReplayStep>(), other: new Map<string, ReplayStep>() }
  for (const { number, at, recordedBy, direction, frame: text } of entries) {
    const isOwn = (recordedBy === as) === (direction === 'out')
    const frame = readAnyFrame(text)
    const call = frame && answered(frame, isOwn ? calls.own : calls.other, isOwn ? calls.other : calls.own)
    const action = frame !== undefined && (frame[0] === CALL || frame[0] === SEND) ? frame[2] : call?.action
    const step: ReplayStep = { entry: number, at: Date.parse(at), isOwn, text, frame, call, action, state: 'open', liveId: undefined }
    if (frame?.[0] === CALL) calls[isOwn ? 'own' : 'other'].set(frame[1], step)
    // An answer whose call is not in the transcript will not come again.
    if (isOwn || frame === undefined || call !== undefined || isRequest(frame)) steps.push(step)
  }
  return steps
}

const stationsOf = (entries: readonly TranscriptEntry[]): readonly string[] => [...new Set(entries.map(({ station }) => station))]

/** A few names, for an error. */
const namesOf = (stations: readonly string[]): string => stations.slice(0, 5).join(', ')

function nothingToReplay(transcript: readonly TranscriptEntry[], station: string | undefined): string {
  if (transcript.length === 0) return 'the transcript has no entries: there is nothing to replay'
  return `station must be one of the transcript, which has no entry of ${JSON.stringify(station)}; there are ${namesOf(stationsOf(transcript))}`
}

function answered(
  frame: Frame,
  sameSide: ReadonlyMap<string, ReplayStep>,
  otherSide: ReadonlyMap<string, ReplayStep>,
): ReplayStep | undefined {
  if (frame[0] === CALLRESULT || frame[0] === CALLERROR) return otherSide.get(frame[1])
  return frame[0] === CALLRESULTERROR ? sameSide.get(frame[1]) : undefined
}
