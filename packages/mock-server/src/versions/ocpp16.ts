import { type Ocpp16, ocpp16 as protocol } from '@ocpp-kit/ocpp16'
import * as authorization from '../features/authorization/ocpp16.js'
import * as availability from '../features/availability/ocpp16.js'
import * as certificates from '../features/certificates/ocpp16.js'
import * as dataTransfer from '../features/data-transfer/ocpp16.js'
import type { Answers, Commands } from '../features/define.js'
import * as diagnostics from '../features/diagnostics/ocpp16.js'
import * as firmware from '../features/firmware/ocpp16.js'
import * as localList from '../features/local-list/ocpp16.js'
import * as metering from '../features/metering/ocpp16.js'
import * as provisioning from '../features/provisioning/ocpp16.js'
import * as remoteControl from '../features/remote-control/ocpp16.js'
import * as reservation from '../features/reservation/ocpp16.js'
import * as security from '../features/security/ocpp16.js'
import * as smartCharging from '../features/smart-charging/ocpp16.js'
import * as transactions from '../features/transactions/ocpp16.js'
import type { MockVersion } from '../version.js'

/** OCPP 1.6 with the security whitepaper, as the mock server speaks it. */
export const ocpp16: MockVersion<Ocpp16> = {
  protocol,
  answers: {
    ...provisioning.answers,
    ...authorization.answers,
    ...transactions.answers,
    ...metering.answers,
    ...availability.answers,
    ...firmware.answers,
    ...diagnostics.answers,
    ...security.answers,
    ...dataTransfer.answers,
  } satisfies Answers<Ocpp16>,
  commands: {
    ...provisioning.commands,
    ...authorization.commands,
    ...availability.commands,
    ...remoteControl.commands,
    ...localList.commands,
    ...reservation.commands,
    ...smartCharging.commands,
    ...firmware.commands,
    ...diagnostics.commands,
    ...certificates.commands,
    ...security.commands,
    ...dataTransfer.commands,
  } satisfies Commands<Ocpp16>,
}
