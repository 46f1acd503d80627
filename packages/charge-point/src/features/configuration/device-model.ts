import type { Station } from '../../station.js'
import { fixed, list, live, remembered, truth, type Variable, whole } from './configuration.js'

/** A component as a request names it. */
export interface ComponentName {
  readonly name: string
  readonly instance?: string | undefined
  readonly evse?: { readonly id: number; readonly connectorId?: number | undefined } | undefined
}

/** The variables of a 2.x station by component; names compare without regard to case, as identifiers do. */
export interface DeviceModel {
  find(component: ComponentName): ReadonlyMap<string, Variable> | undefined
}

type Variables = Readonly<Record<string, Variable>>

/** Components of the station itself, with the variables that this station has (2.x part 2, appendix 3). */
function controllers({ settings, facts, time }: Station): Readonly<Record<string, Variables>> {
  const seconds = { unit: 's' }
  return {
    ChargingStation: {
      AvailabilityState: fixed('Available'),
      Model: fixed(facts.model),
      SerialNumber: fixed(facts.serialNumber ?? ''),
      FirmwareVersion: fixed(facts.firmwareVersion ?? ''),
      VendorName: fixed(facts.vendor),
    },
    OCPPCommCtrlr: {
      HeartbeatInterval: whole(settings, 'heartbeatIntervalS', { min: 1, unit: 's' }),
      OfflineThreshold: whole(settings, 'offlineThresholdS', seconds),
      'MessageAttempts[TransactionEvent]': whole(settings, 'messageAttempts'),
      'MessageAttemptInterval[TransactionEvent]': whole(settings, 'messageAttemptIntervalS', seconds),
      ResetRetries: whole(settings, 'resetRetries'),
    },
    AuthCtrlr: {
      AuthorizeRemoteStart: truth(settings, 'authorizeRemoteStart'),
      OfflineTxForUnknownIdEnabled: truth(settings, 'offlineTxForUnknownId'),
      LocalAuthorizeOffline: remembered('true', isTruth, 'boolean'),
      LocalPreAuthorize: remembered('false', isTruth, 'boolean'),
    },
    TxCtrlr: {
      EVConnectionTimeOut: whole(settings, 'connectionTimeoutS', seconds),
      StopTxOnInvalidId: truth(settings, 'stopTxOnInvalidId'),
      StopTxOnEVSideDisconnect: fixed(true),
      TxStartPoint: list(settings, 'txStartPoints'),
      TxStopPoint: list(settings, 'txStopPoints'),
    },
    SampledDataCtrlr: {
      TxStartedMeasurands: list(settings, 'startedMeasurands'),
      TxUpdatedMeasurands: list(settings, 'sampledMeasurands'),
      TxEndedMeasurands: list(settings, 'endedMeasurands'),
      TxUpdatedInterval: whole(settings, 'sampleIntervalS', seconds),
    },
    AlignedDataCtrlr: { Measurands: list(settings, 'alignedMeasurands') },
    ClockCtrlr: { DateTime: live('string', () => time.iso()), TimeSource: fixed('Heartbeat') },
    DeviceDataCtrlr: {
      'ItemsPerMessage[GetVariables]': fixed(100),
      'ItemsPerMessage[SetVariables]': fixed(100),
      'BytesPerMessage[GetVariables]': fixed(65_536),
      'BytesPerMessage[SetVariables]': fixed(65_536),
    },
  }
}

const isTruth = (text: string): boolean => /^(true|false)$/i.test(text)

/** What every EVSE and connector shows of itself. */
function placeVariables({ body, availability }: Station, evseId: number, connectorId: number | undefined): Variables | undefined {
  const evse = body.state.evses.find((one) => one.evseId === evseId)
  if (evse === undefined) return undefined
  if (connectorId === undefined) {
    return {
      AvailabilityState: live('OptionList', () => availability.nameAt(evseId, 1) ?? ''),
      Power: fixed(evse.maxPowerW),
      SupplyPhases: fixed(evse.phases),
    }
  }
  if (availability.nameAt(evseId, connectorId) === undefined) return undefined
  return { AvailabilityState: live('OptionList', () => availability.nameAt(evseId, connectorId) ?? '') }
}

export function deviceModel(station: Station): DeviceModel {
  const byName = new Map(Object.entries(controllers(station)).map(([name, variables]) => [name.toLowerCase(), folded(variables)]))
  return {
    find: ({ name, instance, evse }) => {
      if (instance !== undefined) return undefined
      const foldedName = name.toLowerCase()
      if (evse === undefined) return byName.get(foldedName)
      const isPlace = evse.connectorId === undefined ? foldedName === 'evse' : foldedName === 'connector'
      const variables = isPlace ? placeVariables(station, evse.id, evse.connectorId) : undefined
      return variables && folded(variables)
    },
  }
}

const folded = (variables: Variables): ReadonlyMap<string, Variable> =>
  new Map(Object.entries(variables).map(([name, variable]) => [name.toLowerCase(), variable]))
