import type { VariableName } from './commands.js'

/** The component that holds all configuration keys of a 1.6 station under their own names. */
const ownComponent = 'Configuration'

/** Keys of 1.6 by the component and variable that took their place in 2.x (2.x Part 2 appendix, referenced components and variables). */
const counterparts: Readonly<Record<string, string>> = {
  'AlignedDataCtrlr/Interval': 'ClockAlignedDataInterval',
  'AlignedDataCtrlr/Measurands': 'MeterValuesAlignedData',
  'AlignedDataCtrlr/TxEndedMeasurands': 'StopTxnAlignedData',
  'AuthCacheCtrlr/Enabled': 'AuthorizationCacheEnabled',
  'AuthCtrlr/AuthorizeRemoteStart': 'AuthorizeRemoteTxRequests',
  'AuthCtrlr/LocalAuthorizeOffline': 'LocalAuthorizeOffline',
  'AuthCtrlr/LocalPreAuthorize': 'LocalPreAuthorize',
  'AuthCtrlr/OfflineTxForUnknownIdEnabled': 'AllowOfflineTxForUnknownId',
  'LocalAuthListCtrlr/Enabled': 'LocalAuthListEnabled',
  'OCPPCommCtrlr/HeartbeatInterval': 'HeartbeatInterval',
  'OCPPCommCtrlr/MessageAttemptInterval/TransactionEvent': 'TransactionMessageRetryInterval',
  'OCPPCommCtrlr/MessageAttempts/TransactionEvent': 'TransactionMessageAttempts',
  'OCPPCommCtrlr/ResetRetries': 'ResetRetries',
  'OCPPCommCtrlr/UnlockOnEVSideDisconnect': 'UnlockConnectorOnEVSideDisconnect',
  'OCPPCommCtrlr/WebSocketPingInterval': 'WebSocketPingInterval',
  'SampledDataCtrlr/TxEndedMeasurands': 'StopTxnSampledData',
  'SampledDataCtrlr/TxUpdatedInterval': 'MeterValueSampleInterval',
  'SampledDataCtrlr/TxUpdatedMeasurands': 'MeterValuesSampledData',
  'SecurityCtrlr/BasicAuthPassword': 'AuthorizationKey',
  'SecurityCtrlr/OrganizationName': 'CpoName',
  'SecurityCtrlr/SecurityProfile': 'SecurityProfile',
  'TxCtrlr/EVConnectionTimeOut': 'ConnectionTimeOut',
  'TxCtrlr/MaxEnergyOnInvalidId': 'MaxEnergyOnInvalidId',
  'TxCtrlr/StopTxOnEVSideDisconnect': 'StopTransactionOnEVSideDisconnect',
  'TxCtrlr/StopTxOnInvalidId': 'StopTransactionOnInvalidId',
}

/** A configuration key as the variable that it is kept as. */
export const keyName = (key: string): VariableName => ({ component: ownComponent, variable: key })

const folded = new Map(Object.entries(counterparts).map(([name, key]) => [name.toLowerCase(), key]))

/** The configuration key that a variable stands for, if 1.6 has one. */
export function configurationKeyOf({ component, variable, instance }: VariableName): string | undefined {
  if (component.toLowerCase() === ownComponent.toLowerCase()) return variable
  return folded.get([component, variable, ...(instance === undefined ? [] : [instance])].join('/').toLowerCase())
}
