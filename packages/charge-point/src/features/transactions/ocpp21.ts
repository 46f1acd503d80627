import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { TransactionLimit } from '../../body/index.js'
import type { Core } from '../../core.js'
import { outgoing } from '../../outgoing.js'
import { vehicleInfo } from '../bidirectional/energy-transfer.js'
import { isV2xEnabled } from '../bidirectional/evse-settings.js'
import type { ReportCause, TransactionReport, TransactionsAdapter } from './adapter.js'
import { transactionEvents, transactions as transactions201 } from './ocpp201.js'

const message = outgoing<Ocpp21>()

type Event = RequestOf<Ocpp21, 'TransactionEvent'>
type CostDetails = NonNullable<Event['costDetails']>
type WireLimit = NonNullable<Event['transactionInfo']['transactionLimit']>

/** What 2.1 has a trigger of its own for. */
const triggers: Readonly<Partial<Record<ReportCause, Event['triggerReason']>>> = {
  costLimitReached: 'CostLimitReached',
  limitSet: 'LimitSet',
  operationModeChanged: 'OperationModeChanged',
  runningCost: 'RunningCost',
  tariffChanged: 'TariffChanged',
  tariffNotAccepted: 'TariffNotAccepted',
  resumed: 'TxResumed',
  socLimitReached: 'SoCLimitReached',
}

/** All that 2.0.1 does, and limits (E16), transactions that go on after a power cut (E17), and what they cost (I07–I12). */
export const transactions: TransactionsAdapter = {
  ...transactions201,
  resumes: true,
  messages: (report, core) =>
    transactionEvents(report, core.limits.sampledValuesPerMessage).map((event, index) =>
      message('TransactionEvent', {
        ...(event as Event),
        triggerReason: triggers[report.cause] ?? event.triggerReason,
        transactionInfo: {
          ...event.transactionInfo,
          ...(report.limit === undefined || index > 0 ? {} : { transactionLimit: toWire(report.limit) }),
          ...(report.tariffId === undefined || index > 0 ? {} : { tariffId: report.tariffId }),
          ...(report.cause === 'operationModeChanged' ? { operationMode: report.operationMode } : {}),
          ...(report.cause === 'energyTransferRejected' && report.kind === 'ended' ? { stoppedReason: 'ReqEnergyTransferRejected' } : {}),
        },
        ...(report.costDetails === undefined || index > 0 ? {} : { costDetails: report.costDetails as CostDetails }),
        ...(report.isAsleep ? { evseSleep: true } : {}),
        ...withVehicle(event.idToken as Event['idToken'], report, core),
      }),
    ),
  readAnswer: (entry, response) => {
    if (entry.action !== 'TransactionEvent') return {}
    const { transactionLimit, updatedPersonalMessageExtra } = response as ResponseOf<Ocpp21, 'TransactionEvent'>
    const { details, ...answer } = transactions201.readAnswer(entry, response)
    return {
      ...answer,
      details: { ...details, updatedPersonalMessageExtra },
      ...(transactionLimit === undefined ? {} : { limit: fromWire(transactionLimit) }),
    }
  },
}

/** The vehicle goes along with its driver where it may give energy back (Q01.FR.02). */
function withVehicle(idToken: Event['idToken'], { evse }: TransactionReport, core: Core): Pick<Event, 'idToken'> {
  const vehicle = idToken === undefined || !isV2xEnabled(core, evse.evseId) ? undefined : vehicleInfo(evse)
  if (idToken === undefined || vehicle === undefined) return {}
  const others = idToken.additionalInfo?.filter(({ type }) => type !== vehicle.type) ?? []
  return { idToken: { ...idToken, additionalInfo: [...others, vehicle] } }
}

const toWire = ({ energyWh, timeS, socPercent, cost }: TransactionLimit): WireLimit => ({
  ...(energyWh === undefined ? {} : { maxEnergy: energyWh }),
  ...(timeS === undefined ? {} : { maxTime: timeS }),
  ...(socPercent === undefined ? {} : { maxSoC: socPercent }),
  ...(cost === undefined ? {} : { maxCost: cost }),
})

const fromWire = ({ maxEnergy, maxTime, maxSoC, maxCost }: WireLimit): TransactionLimit => ({
  ...(maxEnergy === undefined ? {} : { energyWh: maxEnergy }),
  ...(maxTime === undefined ? {} : { timeS: maxTime }),
  ...(maxSoC === undefined ? {} : { socPercent: maxSoC }),
  ...(maxCost === undefined ? {} : { cost: maxCost }),
})
