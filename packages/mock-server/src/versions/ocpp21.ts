import { type Ocpp21, ocpp21 as protocol } from '@ocpp-kit/ocpp21'
import * as authorization from '../features/authorization/ocpp21.js'
import * as availability from '../features/availability/ocpp21.js'
import * as batterySwap from '../features/battery-swap/ocpp21.js'
import * as bidirectional from '../features/bidirectional/ocpp21.js'
import * as certificates from '../features/certificates/ocpp21.js'
import * as customerInformation from '../features/customer-information/ocpp21.js'
import * as dataTransfer from '../features/data-transfer/ocpp21.js'
import type { Answers, Commands } from '../features/define.js'
import * as derControl from '../features/der-control/ocpp21.js'
import * as diagnostics from '../features/diagnostics/ocpp21.js'
import * as displayMessage from '../features/display-message/ocpp21.js'
import * as eventStreams from '../features/event-streams/ocpp21.js'
import * as firmware from '../features/firmware/ocpp21.js'
import * as localList from '../features/local-list/ocpp21.js'
import * as metering from '../features/metering/ocpp21.js'
import * as monitoring from '../features/monitoring/ocpp21.js'
import * as payment from '../features/payment/ocpp21.js'
import * as provisioning from '../features/provisioning/ocpp21.js'
import * as remoteControl from '../features/remote-control/ocpp21.js'
import * as reservation from '../features/reservation/ocpp21.js'
import * as security from '../features/security/ocpp21.js'
import * as smartCharging from '../features/smart-charging/ocpp21.js'
import * as tariffAndCost from '../features/tariff-and-cost/ocpp21.js'
import * as transactions from '../features/transactions/ocpp21.js'
import type { MockVersion } from '../version.js'

/** OCPP 2.1, as the mock server speaks it. */
export const ocpp21: MockVersion<Ocpp21> = {
  protocol,
  answers: {
    ...security.answers,
    ...provisioning.answers,
    ...authorization.answers,
    ...transactions.answers,
    ...availability.answers,
    ...reservation.answers,
    ...metering.answers,
    ...smartCharging.answers,
    ...firmware.answers,
    ...certificates.answers,
    ...diagnostics.answers,
    ...monitoring.answers,
    ...customerInformation.answers,
    ...displayMessage.answers,
    ...payment.answers,
    ...derControl.answers,
    ...batterySwap.answers,
    ...eventStreams.answers,
    ...dataTransfer.answers,
  } satisfies Answers<Ocpp21>,
  commands: {
    ...security.commands,
    ...provisioning.commands,
    ...authorization.commands,
    ...localList.commands,
    ...transactions.commands,
    ...remoteControl.commands,
    ...availability.commands,
    ...reservation.commands,
    ...tariffAndCost.commands,
    ...smartCharging.commands,
    ...firmware.commands,
    ...certificates.commands,
    ...diagnostics.commands,
    ...monitoring.commands,
    ...customerInformation.commands,
    ...displayMessage.commands,
    ...payment.commands,
    ...bidirectional.commands,
    ...derControl.commands,
    ...batterySwap.commands,
    ...eventStreams.commands,
    ...dataTransfer.commands,
  } satisfies Commands<Ocpp21>,
}
