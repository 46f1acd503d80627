import { Type } from 'typebox'
import type { ChargePoint } from '../charge-point.js'
import type { Recording } from '../wire/recording.js'
import { type Deed, deed, nothing, strict } from './deed.js'
import { Faults, Quirks, Validation } from './station-spec.js'

const maybe = Type.Optional

/** The transcript of each station that was asked for here, the last one. */
const recordings = new WeakMap<ChargePoint, Recording>()

/** Nothing where none was asked for. */
const linesOf = (station: ChargePoint): readonly string[] => recordings.get(station)?.lines ?? []

/** What goes wrong on purpose between a station and its csms, and what is seen of it there. */
export const wireDeeds: Readonly<Record<string, Deed>> = {
  setFaults: deed('Faults that befall frames from now on; [] ends them', Type.Object({ faults: Faults }, strict), (station, { faults }) =>
    station.setFaults(faults),
  ),
  setQuirks: deed(
    'What the station gets wrong from now on; [] for nothing',
    Type.Object({ quirks: Quirks }, strict),
    (station, { quirks }) => station.setQuirks(quirks),
  ),
  setValidation: deed(
    'How strictly payloads are held to their schemas from now on; without a policy, as the station was made',
    Type.Object({ validation: maybe(Validation) }, strict),
    (station, { validation }) => station.setValidation(validation),
  ),
  dropConnection: deed(
    'The connection is lost, as networks lose it',
    Type.Object(
      {
        how: maybe(Type.Union([Type.Literal('cut'), Type.Literal('close'), Type.Literal('halfOpen')], { description: 'Default cut' })),
        reconnect: maybe(Type.Union([Type.Literal('backOff'), Type.Literal('atOnce')], { description: 'Default backOff' })),
      },
      strict,
    ),
    (station, body) => station.dropConnection(body),
  ),
  recordTranscript: deed(
    'Write down every frame from now on, in memory, in the place of an earlier transcript',
    Type.Object(
      {
        maxLines: maybe(Type.Integer({ minimum: 1, description: 'The newest so many. Default 10,000' })),
        redact: maybe(Type.Boolean({ description: 'Without secrets and id tokens. Default true' })),
      },
      strict,
    ),
    (station, body) => {
      recordings.get(station)?.stop()
      recordings.set(station, station.recordTranscript(body))
    },
  ),
  readTranscript: deed('The lines of the transcript so far, each a JSON object', nothing, (station) => ({ lines: linesOf(station) })),
  endTranscript: deed('End the transcript, and get its lines', nothing, (station) => {
    const lines = linesOf(station)
    recordings.get(station)?.stop()
    recordings.delete(station)
    return { lines }
  }),
}
