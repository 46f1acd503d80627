import type { TxPoint } from '../../body/index.js'
import { listProblem, settingRules } from '../../setting-rules.js'
import type { Station } from '../../station.js'
import { measurandsOf } from '../metering/measurands.js'
import { connectorCount } from '../topology/ocpp16.js'
import { fixed, listOf, live, text, truth, type Variable, whole } from './configuration.js'
import { maxKeysPerRequest } from './message-limits.js'
import type { Keys } from './ocpp16.js'
import { pingInterval } from './ping-interval.js'

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
    settings.change({ txStopPoints, stopTxOnEvSideDisconnect: txStopPoints.includes('EVConnected') })
    return 'Accepted'
  },
})

const phaseRotation = text('phaseRotation')

/** One entry for the station and one for each connector. */
const rotations = ({ body }: Station): number => connectorCount(body.state) + 1

/** How many members a list may have. */
const longest = ({ values }: Variable): Variable => fixed(Array.isArray(values) ? values.length : 0)

const measurands = {
  aligned: listOf('alignedMeasurands', measurandsOf['1.6']),
  sampled: listOf('sampledMeasurands', measurandsOf['1.6']),
  stopAligned: listOf('stopAlignedMeasurands', measurandsOf['1.6']),
  stopSampled: listOf('stopSampledMeasurands', measurandsOf['1.6']),
}

/** Which profiles a station has; each block adds the name of its own where the version lists them. */
export const supportedFeatureProfiles = (names: readonly string[]): Keys => ({
  SupportedFeatureProfiles: fixed(names.join(',')),
  SupportedFeatureProfilesMaxLength: fixed(names.length),
})

/** The standard keys of the core profile, with their effects (1.6 §9.1). */
export const coreKeys: Keys = {
  AllowOfflineTxForUnknownId: truth('offlineTxForUnknownId'),
  AuthorizeRemoteTxRequests: truth('authorizeRemoteStart'),
  BlinkRepeat: whole('blinkRepeat'),
  ClockAlignedDataInterval: whole('alignedIntervalS', seconds),
  ConnectionTimeOut: whole('connectionTimeoutS', seconds),
  ConnectorPhaseRotation: {
    ...phaseRotation,
    write: (station, value, at) => {
      const parts = value.split(',')
      const isKnown = parts.every((part) => !(Number.parseInt(part, 10) >= rotations(station)))
      return isKnown && parts.length <= rotations(station) ? (phaseRotation.write?.(station, value, at) ?? 'Rejected') : 'Rejected'
    },
  },
  ConnectorPhaseRotationMaxLength: live('integer', (station) => String(rotations(station))),
  GetConfigurationMaxKeys: fixed(maxKeysPerRequest),
  HeartbeatInterval: whole('heartbeatIntervalS', seconds),
  LightIntensity: whole('lightIntensityPercent', { unit: 'Percent' }),
  LocalAuthorizeOffline: truth('localAuthorizeOffline'),
  LocalPreAuthorize: truth('localPreAuthorize'),
  MessageTimeout: whole('messageTimeoutS', seconds),
  MeterValuesAlignedData: measurands.aligned,
  MeterValuesAlignedDataMaxLength: longest(measurands.aligned),
  MeterValuesSampledData: measurands.sampled,
  MeterValuesSampledDataMaxLength: longest(measurands.sampled),
  MeterValueSampleInterval: whole('sampleIntervalS', seconds),
  MinimumStatusDuration: whole('minimumStatusDurationS', seconds),
  NumberOfConnectors: live('integer', ({ body }) => String(connectorCount(body.state))),
  ResetRetries: whole('resetRetries'),
  StopTransactionOnEVSideDisconnect: stopPoint('EVConnected'),
  StopTransactionOnInvalidId: truth('stopTxOnInvalidId'),
  StopTxnAlignedData: measurands.stopAligned,
  StopTxnAlignedDataMaxLength: longest(measurands.stopAligned),
  StopTxnSampledData: measurands.stopSampled,
  StopTxnSampledDataMaxLength: longest(measurands.stopSampled),
  TransactionMessageAttempts: whole('messageAttempts'),
  TransactionMessageRetryInterval: whole('messageAttemptIntervalS', seconds),
  WebSocketPingInterval: pingInterval,
}
