import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import { canonicalJson } from '../content-hash.js'
import { reportedBy, sameRequestId } from './facts.js'
import { commands as of201 } from './ocpp201.js'
import { accepted, acceptedOr, type CommandTable } from './rows.js'

/** What OCPP 2.1 has a csms send: what 2.0.1 has, and what came with prices, bidirectional power and batteries. */
export const commands: CommandTable<Ocpp21> = {
  ...of201,
  // A signal of the grid is worth nothing later.
  AFRRSignal: { class: 'oneShot', status: accepted },
  AdjustPeriodicEventStream: {
    class: 'converging',
    subject: 'eventStreams',
    status: accepted,
    target: ({ id }) => ({ key: `AdjustPeriodicEventStream/${id}` }),
  },
  ChangeTransactionTariff: {
    class: 'converging',
    subject: 'tariffs',
    status: acceptedOr('ConditionNotSupported', 'NoCurrencyChange', 'Rejected', 'TooManyElements', 'TxNotFound'),
    target: ({ transactionId }) => ({ key: `ChangeTransactionTariff/${transactionId.toLowerCase()}` }),
  },
  ClearDERControl: {
    class: 'converging',
    subject: 'derControls',
    status: { done: ['Accepted'], already: ['NotFound'], rejected: ['NotSupported', 'Rejected'] },
    target: (criteria) => ({ key: `ClearDERControl/${canonicalJson(criteria)}` }),
  },
  ClearDisplayMessage: { ...of201.ClearDisplayMessage, status: { done: ['Accepted'], already: ['Unknown'], rejected: ['Rejected'] } },
  ClearTariffs: {
    class: 'converging',
    subject: 'tariffs',
    status: { in: ['clearTariffsResult', 'status'], done: ['Accepted'], already: ['NoTariff'], rejected: ['Rejected'] },
    target: (criteria) => ({ key: `ClearTariffs/${canonicalJson(criteria)}` }),
  },
  GetDERControl: { class: 'read', isReport: true, status: { done: ['Accepted', 'NotFound'], rejected: ['NotSupported', 'Rejected'] } },
  GetPeriodicEventStream: { class: 'read' },
  GetTariffs: { class: 'read', status: { done: ['Accepted', 'NoTariff'], rejected: ['Rejected'] } },
  NotifyAllowedEnergyTransfer: {
    class: 'converging',
    subject: 'energyTransfer',
    status: accepted,
    target: ({ transactionId }) => ({ key: `NotifyAllowedEnergyTransfer/${transactionId.toLowerCase()}` }),
  },
  // Somebody stands before the station and pays: it is of use now, or not at all (C25).
  NotifyWebPaymentStarted: { class: 'oneShot' },
  RequestBatterySwap: { class: 'oneShot', status: accepted, facts: reportedBy('BatterySwap', sameRequestId) },
  SetDERControl: {
    class: 'converging',
    subject: 'derControls',
    status: acceptedOr('NotFound', 'NotSupported', 'Rejected'),
    target: ({ controlId }) => ({ key: `SetDERControl/${controlId.toLowerCase()}` }),
  },
  SetDefaultTariff: {
    class: 'converging',
    subject: 'tariffs',
    status: {
      ...acceptedOr('ConditionNotSupported', 'DuplicateTariffId', 'Rejected', 'TooManyElements'),
      // The first sending, which was not answered, has set it.
      alreadyOnRepeat: ['DuplicateTariffId'],
    },
    target: ({ evseId, tariff }) => ({ key: `SetDefaultTariff/${evseId}/${tariff.tariffId}` }),
    readBack: ({ evseId, tariff }) => ({
      action: 'GetTariffs',
      request: { evseId },
      isApplied: (response) => {
        const { tariffAssignments = [] } = response as { readonly tariffAssignments?: readonly { readonly tariffId: string }[] }
        return tariffAssignments.some(({ tariffId }) => tariffId === tariff.tariffId)
      },
    }),
  },
  SetDisplayMessage: {
    ...of201.SetDisplayMessage,
    status: acceptedOr(
      'LanguageNotSupported',
      'NotSupportedMessageFormat',
      'NotSupportedPriority',
      'NotSupportedState',
      'Rejected',
      'UnknownTransaction',
    ),
  },
  UpdateDynamicSchedule: {
    class: 'converging',
    subject: 'chargingProfiles',
    status: accepted,
    target: ({ chargingProfileId }) => ({ key: `UpdateDynamicSchedule/${chargingProfileId}` }),
  },
  UsePriorityCharging: {
    class: 'converging',
    subject: 'chargingProfiles',
    status: acceptedOr('NoProfile', 'Rejected'),
    target: ({ transactionId }) => ({ key: `UsePriorityCharging/${transactionId.toLowerCase()}` }),
  },
}
