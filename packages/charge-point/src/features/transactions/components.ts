import type { Station } from '../../station.js'
import { fixedList, list, live, truth, whole } from '../configuration/configuration.js'
import type { Component, Variables } from '../configuration/device-model.js'

const seconds = { unit: 's' }

/** How long energy has flowed in the transactions that run. */
const chargingTimeS = ({ body }: Station): number =>
  Math.round(body.state.evses.reduce((sum, { transaction }) => sum + (transaction?.chargedMs ?? 0), 0) / 1000)

const variables: Variables = {
  ChargingTime: { ...live('decimal', (station) => String(chargingTimeS(station))), unit: 's' },
  EVConnectionTimeOut: whole('connectionTimeoutS', seconds),
  StopTxOnEVSideDisconnect: truth('stopTxOnEvSideDisconnect'),
  StopTxOnInvalidId: truth('stopTxOnInvalidId'),
  TxBeforeAcceptedEnabled: truth('txBeforeAccepted'),
  TxStartPoint: list('txStartPoints'),
  TxStopPoint: list('txStopPoints'),
}

/** When transactions start and stop (2.x part 2 §2.7). */
export const transactionComponents: readonly Component[] = [{ name: 'TxCtrlr', of: 'station', variables }]

/** …and, from 2.1 on, what they may come to and whether they survive a power cut (E16, E17). */
export const transactionComponents21: readonly Component[] = [
  {
    name: 'TxCtrlr',
    of: 'station',
    variables: {
      ...variables,
      AllowEnergyTransferResumption: truth('allowEnergyTransferResumption'),
      EnergyTransferResumptionRandomRange: whole('energyTransferResumptionRandomRangeS', seconds),
      ResumptionTimeout: whole('txResumptionTimeoutS', seconds),
      SupportedLimits: fixedList('MemberList', ['maxCost', 'maxEnergy', 'maxTime', 'maxSoC']),
    },
  },
]
