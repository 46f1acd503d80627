import type { TxPoint } from '../../body/index.js'
import { listProblem, settingRules } from '../../setting-rules.js'
import { connectorCount } from '../topology/ocpp16.js'
import { fixed, list, live, text, truth, type Variable, whole } from './configuration.js'
import type { Keys } from './ocpp16.js'

const seconds = { unit: 's' }

/** A truth that is the presence of one stop point. */
const stopPoint = (point: TxPoint): Variable => ({
  access: 'RW',
  dataType: 'boolean',
  read: ({ settings }) => String(settings.values.txStopPoints.includes(point)),
  write: ({ settings }, value) => {
    if (!/^(true|false)$/i.test(value)) return 'Rejected'
    const others = settings.values.txStopPoints.filter((one) => one !== point)
    const txStopPoints = /^true$/i.test(value) ? [point, ...others] : others
    if (listProblem(txStopPoints, settingRules.txStopPoints) !== undefined) return 'Rejected'
    settings.change({ txStopPoints })
    return 'Accepted'
  },
})

/** The standard keys of the core profile, with their effects (1.6 §9.1). */
export const coreKeys: Keys = {
  AllowOfflineTxForUnknownId: truth('offlineTxForUnknownId'),
  AuthorizeRemoteTxRequests: truth('authorizeRemoteStart'),
  ClockAlignedDataInterval: whole('alignedIntervalS', seconds),
  ConnectionTimeOut: whole('connectionTimeoutS', seconds),
  ConnectorPhaseRotation: text('phaseRotation'),
  GetConfigurationMaxKeys: fixed(100),
  HeartbeatInterval: whole('heartbeatIntervalS', seconds),
  LocalAuthorizeOffline: truth('localAuthorizeOffline'),
  LocalPreAuthorize: truth('localPreAuthorize'),
  MeterValuesAlignedData: list('alignedMeasurands'),
  MeterValuesSampledData: list('sampledMeasurands'),
  MeterValueSampleInterval: whole('sampleIntervalS', seconds),
  NumberOfConnectors: live('integer', ({ body }) => String(connectorCount(body.state))),
  ResetRetries: whole('resetRetries'),
  StopTransactionOnEVSideDisconnect: stopPoint('EVConnected'),
  StopTransactionOnInvalidId: truth('stopTxOnInvalidId'),
  StopTxnAlignedData: list('stopAlignedMeasurands'),
  StopTxnSampledData: list('stopSampledMeasurands'),
  SupportedFeatureProfiles: fixed('Core,RemoteTrigger'),
  TransactionMessageAttempts: whole('messageAttempts'),
  TransactionMessageRetryInterval: whole('messageAttemptIntervalS', seconds),
  UnlockConnectorOnEVSideDisconnect: truth('unlockOnEvSideDisconnect'),
}
