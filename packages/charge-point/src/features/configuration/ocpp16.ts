import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import type { TxPoint } from '../../body/index.js'
import { listProblem, settingRules } from '../../setting-rules.js'
import type { SettingsStore } from '../../settings.js'
import type { Station } from '../../station.js'
import { supportedMeasurands } from '../metering/reading.js'
import { connectorCount } from '../topology/ocpp16.js'
import { fixed, list, remembered, truth, type Variable, whole } from './configuration.js'

const maxKeys = 100

/** The standard keys that this station has, with their effects (1.6 §9). */
function keysOf({ settings, body }: Station): ReadonlyMap<string, readonly [string, Variable]> {
  const seconds = { unit: 's' }
  const table: Readonly<Record<string, Variable>> = {
    AllowOfflineTxForUnknownId: truth(settings, 'offlineTxForUnknownId'),
    AuthorizeRemoteTxRequests: truth(settings, 'authorizeRemoteStart'),
    ClockAlignedDataInterval: remembered('0', isSeconds, 'integer'),
    ConnectionTimeOut: whole(settings, 'connectionTimeoutS', seconds),
    ConnectorPhaseRotation: remembered('NotApplicable', isPhaseRotation, 'string'),
    GetConfigurationMaxKeys: fixed(maxKeys),
    HeartbeatInterval: whole(settings, 'heartbeatIntervalS', seconds),
    LocalAuthorizeOffline: remembered('true', isTruth, 'boolean'),
    LocalPreAuthorize: remembered('false', isTruth, 'boolean'),
    MeterValuesAlignedData: list(settings, 'alignedMeasurands'),
    MeterValuesSampledData: list(settings, 'sampledMeasurands'),
    MeterValueSampleInterval: whole(settings, 'sampleIntervalS', seconds),
    NumberOfConnectors: fixed(connectorCount(body.state)),
    ResetRetries: whole(settings, 'resetRetries'),
    StopTransactionOnEVSideDisconnect: stopPoint(settings, 'EVConnected'),
    StopTransactionOnInvalidId: truth(settings, 'stopTxOnInvalidId'),
    StopTxnAlignedData: remembered('', isMeasurandList, 'MemberList'),
    StopTxnSampledData: remembered('', isMeasurandList, 'MemberList'),
    SupportedFeatureProfiles: fixed('Core,RemoteTrigger'),
    TransactionMessageAttempts: whole(settings, 'messageAttempts'),
    TransactionMessageRetryInterval: whole(settings, 'messageAttemptIntervalS', seconds),
    UnlockConnectorOnEVSideDisconnect: remembered('true', isTruth, 'boolean'),
  }
  return new Map(Object.entries(table).map(([key, variable]) => [key.toLowerCase(), [key, variable]]))
}

const isTruth = (text: string): boolean => /^(true|false)$/i.test(text)
const isSeconds = (text: string): boolean => /^\d+$/.test(text)
const isPhaseRotation = (text: string): boolean =>
  text.split(',').every((part) => /^(\d+\.)?(NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR)$/.test(part.trim()))
const isMeasurandList = (text: string): boolean =>
  text === '' || text.split(',').every((measurand) => supportedMeasurands.includes(measurand.trim()))

/** A truth that is the presence of one stop point. */
function stopPoint(settings: SettingsStore, point: TxPoint): Variable {
  return {
    access: 'RW',
    dataType: 'boolean',
    read: () => String(settings.values.txStopPoints.includes(point)),
    write: (text) => {
      if (!isTruth(text)) return 'Rejected'
      const others = settings.values.txStopPoints.filter((one) => one !== point)
      const txStopPoints = /^true$/i.test(text) ? [point, ...others] : others
      if (listProblem(txStopPoints, settingRules.txStopPoints) !== undefined) return 'Rejected'
      settings.change({ txStopPoints })
      return 'Accepted'
    },
  }
}

export function configuration(station: Station): HandlerMap<Ocpp16, 'station'> {
  const keys = keysOf(station)
  return {
    GetConfiguration: ({ key: wanted = [] }) => {
      const names = wanted.length === 0 ? [...keys.keys()] : wanted.map((name) => name.toLowerCase())
      const found = names.map((name) => keys.get(name)).filter((entry) => entry !== undefined)
      const unknownKey = wanted.filter((name) => !keys.has(name.toLowerCase()))
      return {
        configurationKey: found.map(([key, variable]) => ({ key, readonly: variable.access === 'R', value: variable.read() })),
        ...(unknownKey.length === 0 ? {} : { unknownKey }),
      }
    },
    ChangeConfiguration: ({ key, value }) => {
      const variable = keys.get(key.toLowerCase())?.[1]
      if (variable === undefined) return { status: 'NotSupported' }
      return { status: variable.write?.(value) ?? 'Rejected' }
    },
  }
}
