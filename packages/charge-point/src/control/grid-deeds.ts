import { Type } from 'typebox'
import { gridEventFaults } from '../features/der/response.js'
import { type Deed, deed, strict } from './deed.js'
import { evseId } from './schemas.js'

/** What happens to the grid, what is told of it, and by which way. */
export const gridDeeds: Readonly<Record<string, Deed>> = {
  setGrid: deed(
    'The grid changes: its frequency, its voltage, or what else is taken behind the same meter',
    Type.Object(
      {
        frequencyHz: Type.Optional(Type.Number({ minimum: 0, maximum: 100, description: 'At first 50' })),
        voltagePercent: Type.Optional(Type.Number({ minimum: 0, maximum: 200, description: 'Of the nominal voltage. At first 100' })),
        loadW: Type.Optional(Type.Number({ description: 'Of all else behind the meter; negative: more is made than used. At first 0' })),
      },
      strict,
    ),
    (station, body) => station.setGrid(body),
  ),
  raiseDerAlarm: deed(
    'The inverter in a car goes by a rule of the grid (2.1)',
    Type.Object(
      {
        evseId,
        controlType: Type.String({ description: 'e.g. HFMustTrip' }),
        gridEventFault: Type.Optional(Type.Union(gridEventFaults.map((fault) => Type.Literal(fault)))),
        extraInfo: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      },
      strict,
    ),
    (station, body) => station.raiseDerAlarm(body),
  ),
  endDerAlarm: deed('It goes by its charging profile again (2.1)', Type.Object({ evseId }, strict), (station, body) =>
    station.endDerAlarm(body),
  ),
  openEventStream: deed(
    'Tell what a monitor sees by an event stream (2.1)',
    Type.Object(
      {
        monitorId: Type.Integer({ minimum: 0 }),
        interval: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400, description: 's' })),
        values: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
      },
      strict,
    ),
    (station, body) => station.openEventStream(body),
  ),
  closeEventStream: deed(
    'Close the event stream of a monitor (2.1)',
    Type.Object({ monitorId: Type.Integer({ minimum: 0 }) }, strict),
    (station, body) => station.closeEventStream(body),
  ),
}
