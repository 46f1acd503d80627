import { type Ocpp201, ocpp201 as protocol } from '@ocpp-kit/ocpp201'
import * as authorization from '../features/authorization/ocpp201.js'
import * as availability from '../features/availability/ocpp201.js'
import * as certificates from '../features/certificates/ocpp201.js'
import * as customerInformation from '../features/customer-information/ocpp201.js'
import * as dataTransfer from '../features/data-transfer/ocpp201.js'
import type { Answers, Commands } from '../features/define.js'
import * as diagnostics from '../features/diagnostics/ocpp201.js'
import * as displayMessage from '../features/display-message/ocpp201.js'
import * as firmware from '../features/firmware/ocpp201.js'
import * as localList from '../features/local-list/ocpp201.js'
import * as metering from '../features/metering/ocpp201.js'
import * as monitoring from '../features/monitoring/ocpp201.js'
import * as provisioning from '../features/provisioning/ocpp201.js'
import * as remoteControl from '../features/remote-control/ocpp201.js'
import * as reservation from '../features/reservation/ocpp201.js'
import * as security from '../features/security/ocpp201.js'
import * as smartCharging from '../features/smart-charging/ocpp201.js'
import * as tariffAndCost from '../features/tariff-and-cost/ocpp201.js'
import * as transactions from '../features/transactions/ocpp201.js'
import type { MockVersion } from '../version.js'

/** OCPP 2.0.1, as the mock server speaks it. */
export const ocpp201: MockVersion<Ocpp201> = {
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
    ...dataTransfer.answers,
  } satisfies Answers<Ocpp201>,
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
    ...dataTransfer.commands,
  } satisfies Commands<Ocpp201>,
}
