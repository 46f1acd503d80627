import { fixed, list, live, truth, whole } from './configuration.js'
import type { Component } from './device-model.js'

const seconds = { unit: 's' }

/** Components that every 2.x station here has, with their variables (2.x part 2, appendix 3). */
export const coreComponents: readonly Component[] = [
  {
    name: 'ChargingStation',
    of: 'station',
    variables: {
      AvailabilityState: fixed('Available'),
      Model: live('string', ({ facts }) => facts.model),
      SerialNumber: live('string', ({ facts }) => facts.serialNumber ?? ''),
      FirmwareVersion: live('string', ({ facts }) => facts.firmwareVersion ?? ''),
      VendorName: live('string', ({ facts }) => facts.vendor),
    },
  },
  {
    name: 'EVSE',
    of: 'evse',
    variables: {
      AvailabilityState: live('OptionList', ({ availability }, { evseId = 0 }) => availability.nameAt(evseId, 1) ?? ''),
      Power: live('integer', ({ body }, { evseId }) => String(body.state.evses.find((evse) => evse.evseId === evseId)?.maxPowerW ?? 0)),
      SupplyPhases: live('integer', ({ body }, { evseId }) => String(body.state.evses.find((evse) => evse.evseId === evseId)?.phases ?? 0)),
    },
  },
  {
    name: 'Connector',
    of: 'connector',
    variables: {
      AvailabilityState: live(
        'OptionList',
        ({ availability }, { evseId = 0, connectorId = 0 }) => availability.nameAt(evseId, connectorId) ?? '',
      ),
    },
  },
  {
    name: 'OCPPCommCtrlr',
    of: 'station',
    variables: {
      HeartbeatInterval: whole('heartbeatIntervalS', { min: 1, unit: 's' }),
      OfflineThreshold: whole('offlineThresholdS', seconds),
      'MessageAttempts[TransactionEvent]': whole('messageAttempts'),
      'MessageAttemptInterval[TransactionEvent]': whole('messageAttemptIntervalS', seconds),
      ResetRetries: whole('resetRetries'),
    },
  },
  {
    name: 'AuthCtrlr',
    of: 'station',
    variables: {
      AuthorizeRemoteStart: truth('authorizeRemoteStart'),
      OfflineTxForUnknownIdEnabled: truth('offlineTxForUnknownId'),
      LocalAuthorizeOffline: truth('localAuthorizeOffline'),
      LocalPreAuthorize: truth('localPreAuthorize'),
    },
  },
  {
    name: 'TxCtrlr',
    of: 'station',
    variables: {
      EVConnectionTimeOut: whole('connectionTimeoutS', seconds),
      StopTxOnInvalidId: truth('stopTxOnInvalidId'),
      StopTxOnEVSideDisconnect: fixed(true),
      TxStartPoint: list('txStartPoints'),
      TxStopPoint: list('txStopPoints'),
    },
  },
  {
    name: 'SampledDataCtrlr',
    of: 'station',
    variables: {
      TxStartedMeasurands: list('startedMeasurands'),
      TxUpdatedMeasurands: list('sampledMeasurands'),
      TxEndedMeasurands: list('endedMeasurands'),
      TxUpdatedInterval: whole('sampleIntervalS', seconds),
    },
  },
  { name: 'AlignedDataCtrlr', of: 'station', variables: { Measurands: list('alignedMeasurands') } },
  {
    name: 'ClockCtrlr',
    of: 'station',
    variables: { DateTime: live('string', ({ time }) => time.iso()), TimeSource: fixed('Heartbeat') },
  },
  {
    name: 'DeviceDataCtrlr',
    of: 'station',
    variables: {
      'ItemsPerMessage[GetVariables]': fixed(100),
      'ItemsPerMessage[SetVariables]': fixed(100),
      'BytesPerMessage[GetVariables]': fixed(65_536),
      'BytesPerMessage[SetVariables]': fixed(65_536),
    },
  },
]
