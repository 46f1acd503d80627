import { Type } from 'typebox'
import { batteryFields } from './battery-fields.js'
import { type Deed, deed, nothing, strict } from './deed.js'
import { gridDeeds } from './grid-deeds.js'
import { paymentDeeds } from './payment-deeds.js'
import { additionalInfo, connectorId, ev, evseId, idToken, tokenType } from './schemas.js'
import { SettingsPatch } from './station-spec.js'
import { surroundingsDeeds } from './surroundings-deeds.js'
import { wireDeeds } from './wire-deeds.js'

const anyEvse = Type.Optional(Type.Integer({ minimum: 1 }))
const place = Type.Object({ evseId, connectorId }, strict)
const fault = Type.Object(
  {
    evseId,
    connectorId,
    fault: Type.String({ minLength: 1, description: 'An error code of 1.6, e.g. GroundFailure, or a name of your own' }),
  },
  strict,
)

const inverter = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())]), {
  description: 'The nameplate of the inverter in the car, as DERChargingParametersType has it (2.1). Default: none',
})

export const deeds: Readonly<Record<string, Deed>> = {
  start: deed('Switch the station on; it connects and boots', nothing, (station) => {
    void station.start().catch(() => {})
  }),
  stop: deed('Switch the station off', nothing, (station) => station.stop()),
  connect: deed('Open the connection and say nothing by itself', nothing, (station) => {
    void station.connect().catch(() => {})
  }),
  disconnect: deed('Close the connection', nothing, (station) => station.disconnect()),
  powerCut: deed(
    'The mains fail, or the station itself; what its state holds survives',
    Type.Object({ cause: Type.Optional(Type.Union([Type.Literal('PowerLoss'), Type.Literal('Reboot')])) }, strict),
    (station, body) => station.powerCut(body),
  ),
  powerRestored: deed('Power is back; the station boots', nothing, (station) => {
    void station.powerRestored().catch(() => {})
  }),
  reboot: deed(
    'Somebody restarts the station by hand',
    Type.Object({ when: Type.Optional(Type.Union([Type.Literal('now'), Type.Literal('idle')], { description: 'Default now' })) }, strict),
    (station, body) => begun(station.reboot(body)),
  ),
  enterBay: deed('A car comes into the bay', Type.Object({ evseId }, strict), (station, body) => station.enterBay(body)),
  leaveBay: deed('The car leaves the bay', Type.Object({ evseId }, strict), (station, body) => station.leaveBay(body)),
  plugIn: deed('A car is plugged in', Type.Object({ evseId, connectorId, ev }, strict), (station, body) => station.plugIn(body)),
  unplug: deed('The car leaves', place, (station, body) => station.unplug(body)),
  presentCard: deed(
    'Somebody holds up a card; at an EVSE, or at the station, which finds a fitting one',
    Type.Object(
      {
        evseId: anyEvse,
        idToken,
        type: tokenType,
        additionalInfo,
        stopAt: Type.Optional(
          Type.Array(Type.Integer(), { description: 'The EVSEs at which a master pass ends the sessions. Default: all' }),
        ),
      },
      strict,
    ),
    (station, body) => station.presentCard(body),
  ),
  pressStart: deed(
    'Somebody presses the start button of a station that asks nobody',
    Type.Object({ evseId: anyEvse }, strict),
    (station, body) => station.pressStart(body),
  ),
  startCharging: deed(
    'Plug in, if no car is there, and hold up a card',
    Type.Object({ evseId, connectorId, idToken, type: tokenType, ev }, strict),
    (station, body) => station.startCharging(body),
  ),
  stopCharging: deed('The driver ends the session with the card that began it', Type.Object({ evseId }, strict), (station, body) =>
    station.stopCharging(body),
  ),
  stopByEv: deed('The car ends the session by itself', Type.Object({ evseId }, strict), (station, body) => station.stopByEv(body)),
  emergencyStop: deed(
    'Somebody hits the emergency button; of an EVSE, or of the station',
    Type.Object({ evseId: Type.Optional(Type.Integer({ minimum: 1 })) }, strict),
    (station, body) => station.emergencyStop(body),
  ),
  limitTransaction: deed(
    'The driver limits what the transaction may come to',
    Type.Object(
      {
        evseId,
        maxEnergyWh: Type.Optional(Type.Number({ minimum: 0 })),
        maxTimeS: Type.Optional(Type.Integer({ minimum: 0 })),
        maxSocPercent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
        maxCost: Type.Optional(Type.Number({ minimum: 0 })),
      },
      strict,
    ),
    (station, body) => station.limitTransaction(body),
  ),
  insertBatteries: deed(
    'Somebody who was let in puts a set of empty batteries into the open slots (2.1)',
    Type.Object({ batteries: Type.Array(Type.Object(batteryFields, strict), { minItems: 1 }) }, strict),
    (station, body) => ({ offered: station.insertBatteries(body) }),
  ),
  takeBatteries: deed('The full batteries that are offered are taken out (2.1)', nothing, (station) => ({
    batteries: station.takeBatteries(),
  })),
  readBatteries: deed('Look at the batteries in the slots (2.1)', nothing, (station) => ({ batteries: station.readBatteries() })),
  setDischarge: deed(
    'Ask the car to give energy back; 0 ends it',
    Type.Object({ evseId, dischargeW: Type.Number({ minimum: 0, description: 'W' }) }, strict),
    (station, body) => station.setDischarge(body),
  ),
  setEvReady: deed('The car pauses, or goes on', Type.Object({ evseId, connectorId, isReady: Type.Boolean() }, strict), (station, body) =>
    station.setEvReady(body),
  ),
  requestEnergy: deed(
    'The car tells what it wants (ISO 15118)',
    Type.Object(
      {
        evseId,
        departureTime: Type.Optional(Type.String({ format: 'date-time' })),
        energyWh: Type.Optional(Type.Number({ minimum: 0, description: 'Default: up to its target' })),
        maxScheduleTuples: Type.Optional(Type.Integer({ minimum: 1 })),
        inverter: Type.Optional(inverter),
      },
      strict,
    ),
    async (station, { departureTime, ...wish }) => ({
      status: await station.requestEnergy({ ...wish, ...(departureTime === undefined ? {} : { departureTime: new Date(departureTime) }) }),
    }),
  ),
  setPriorityCharging: deed(
    'The driver asks for as much power as there is, or no longer (2.1)',
    Type.Object({ evseId, isActive: Type.Boolean() }, strict),
    (station, body) => station.setPriorityCharging(body),
  ),
  setFault: deed('Something breaks', fault, (station, body) => station.setFault(body)),
  clearFault: deed('Something is mended', fault, (station, body) => station.clearFault(body)),
  setLimit: deed(
    'Limit an EVSE beside its own maximum; without a limit, lift it',
    Type.Object({ evseId, limitW: Type.Optional(Type.Number({ minimum: 0, description: 'W' })) }, strict),
    (station, { evseId: id, limitW }) => station.setLimit({ evseId: id, limitW }),
  ),
  configure: deed(
    'Change the configuration as a technician would',
    Type.Object({ settings: SettingsPatch }, strict),
    (station, { settings }) => station.configure(settings),
  ),
  send: deed(
    'Send any message of the station, past everything it would do by itself, and get the answer',
    Type.Object(
      {
        action: Type.String({ minLength: 1, description: 'e.g. Heartbeat' }),
        payload: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Default {}' })),
        timeoutMs: Type.Optional(Type.Integer({ minimum: 1 })),
        validation: Type.Optional(
          Type.Union([Type.Literal('enforce'), Type.Literal('report'), Type.Literal('off')], {
            description: 'With off even a payload that breaks its schema is sent',
          }),
        ),
      },
      strict,
    ),
    (station, { action, payload, ...options }) => station.send(action, payload, options),
  ),
  ...paymentDeeds,
  ...gridDeeds,
  ...surroundingsDeeds,
  ...wireDeeds,
}

/** What goes on by itself, unless it cannot even begin. */
const begun = async (going: Promise<unknown>): Promise<void> => {
  going.catch(() => {})
  await Promise.race([going, undefined])
}
