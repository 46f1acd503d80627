import { checkNumber, checkOneOf, checkText } from '../checks.js'
import { ChargePointError } from '../errors.js'
import { customerSection } from '../features/customer-information/records.js'
import { paramsOf, paramsProblem, type StreamWish } from '../features/event-streams/stream.js'
import type { FirmwareFault } from '../features/firmware/firmware.js'
import type { ChainStatus, EvCertificateRequest, EvCertificateResult } from '../features/iso15118/iso15118.js'
import type { Reading } from '../features/metering/reading.js'
import { checkFirmwareEvent, type FirmwareEvent } from '../features/monitoring/firmware-event.js'
import type { Monitoring } from '../features/monitoring/monitoring.js'
import { type PaymentFault, paymentFaults } from '../features/payments/terminal.js'
import { type SecurityEventType, securityLogLines } from '../features/security/event.js'
import { checkExternalLimit, type ExternalLimit, setExternalLimit } from '../features/smart-charging/external-limits.js'
import { insideOf } from './inside.js'
import { PeopleAndCars, type Place } from './people.js'

/** A stream that a station opens by itself. */
export interface EventStreamWish extends StreamWish {
  readonly monitorId: number
}

function streamsOf(station: Surroundings): { readonly monitoring: Monitoring; readonly streams: NonNullable<Monitoring['streams']> } {
  const { station: parts, options } = insideOf(station)
  const streams = parts.monitoring?.streams
  if (parts.monitoring === undefined || streams === undefined) {
    throw new ChargePointError('NOT_IN_VERSION', `OCPP ${options.version.version} has no event streams`)
  }
  return { monitoring: parts.monitoring, streams }
}

/** What happens to a station: what breaks, what limits it, what it is told and what it can be asked. */
export class Surroundings extends PeopleAndCars {
  /** Something breaks. The name is that of a 1.6 error code, or any other. */
  setFault({ evseId = 1, connectorId = 1, fault }: Place & { readonly fault: string }): void {
    insideOf(this).apply({ type: 'faulted', evseId, connectorId, fault: checkText('fault', fault, 1_000) })
  }

  clearFault({ evseId = 1, connectorId = 1, fault }: Place & { readonly fault: string }): void {
    insideOf(this).apply({ type: 'faultCleared', evseId, connectorId, fault })
  }

  /** Limits an EVSE beside its own maximum; `undefined` lifts the limit. */
  setLimit({ evseId = 1, limitW }: { readonly evseId?: number | undefined; readonly limitW: number | undefined }): void {
    checkNumber('limitW', limitW, 0, 0, 1e9)
    insideOf(this).apply({ type: 'limitChanged', evseId, limitW })
  }

  /**
   * A limit from somebody else than the csms, e.g. the energy management of the building: obeyed at once, and told to the csms with
   * NotifyChargingLimit (2.x). In 2.1 it may also limit what is given back, or set what is to be followed (Q05, Q06). Without values and
   * `schedule` it is lifted, with ClearedChargingLimit (K11–K14, 2.1 K27).
   * @returns whether the station listens to such limits (`externalControlSignals`, in 2.1 also `externalConstraintsDisallowed`)
   * @throws ChargePointError `UNKNOWN_EVSE`
   * @throws TypeError a limit is not a number from 0 on
   */
  setExternalLimit(limit: ExternalLimit): boolean {
    const { station } = insideOf(this)
    checkExternalLimit(limit)
    if (limit.evseId !== undefined && limit.evseId !== 0) insideOf(this).evse(limit.evseId, 'setExternalLimit')
    return setExternalLimit(station.smartCharging, limit)
  }

  /**
   * Asks the car to give energy back, as far as it can, instead of taking any; 0 ends it (V2X).
   * @throws TypeError `dischargeW` is not a number from 0 on
   */
  setDischarge({ evseId = 1, dischargeW }: { readonly evseId?: number | undefined; readonly dischargeW: number }): void {
    if (!(dischargeW >= 0)) throw new TypeError(`dischargeW must be a number from 0 on, not ${String(dischargeW)}`)
    insideOf(this).apply({ type: 'dischargeChanged', evseId, dischargeW })
  }

  /**
   * Makes each installation of firmware fail at this step from now on; `undefined` lets them succeed again (L01.FR.29).
   * @throws TypeError it is none of these
   */
  setFirmwareFault(fault: FirmwareFault | undefined): void {
    insideOf(this).station.firmware.fault = checkOneOf(
      'fault',
      fault,
      ['InstallationFailed', 'InstallVerificationFailed', undefined],
      undefined,
    )
  }

  /**
   * What goes wrong at the payment terminal from now on; `undefined`: nothing any more (2.1 C18, C22).
   * @throws TypeError it is none of these
   */
  setPaymentFault(fault: PaymentFault | undefined): void {
    insideOf(this).station.payments.terminal.fault = checkOneOf('fault', fault, [...paymentFaults, undefined], undefined)
  }

  /** Makes the station fail to count costs from now on, for this reason; `undefined` lets it count again (2.1 I12.FR.14). */
  setCostFailure(reason: string | undefined): void {
    insideOf(this).station.costs.failure = reason === undefined ? undefined : checkText('reason', reason, 500)
  }

  readMeter(evseId = 1): Reading {
    return insideOf(this).station.metering.read(evseId)
  }

  /**
   * The firmware tells something by itself, without a monitor: a HardWiredNotification (2.x N07).
   * @throws ChargePointError `NOT_IN_VERSION` 1.6 has no such events
   * @throws TypeError the station has no such variable, or a field is out of range
   */
  reportEvent({ component, variable, ...event }: FirmwareEvent): void {
    const { model, monitoring } = insideOf(this).station
    if (model === undefined || monitoring === undefined) {
      throw new ChargePointError('NOT_IN_VERSION', `OCPP ${insideOf(this).options.version.version} has no events of variables`)
    }
    const found = model.find(insideOf(this).station, component, variable)
    if (typeof found === 'string') throw new TypeError(`${component.name}.${variable.name}: ${found}`)
    monitoring.notify({ ...checkFirmwareEvent(event), component: found.component, variable: found.name })
  }

  /**
   * The station tells what a monitor sees by an event stream of its own choice, also for a monitor of its maker (2.1 N11.FR.03): the csms gets
   * OpenPeriodicEventStream, now or once it listens. Where it refuses, NotifyEvent tells as before.
   * @param wish.interval seconds, up to 86,400; one of the two is above 0
   * @param wish.values up to 1,000
   * @throws ChargePointError `NOT_IN_VERSION` before 2.1
   * @throws TypeError there is no such monitor or no room for another stream, or a number is out of range
   */
  openEventStream({ monitorId, ...wish }: EventStreamWish): void {
    const { monitoring, streams } = streamsOf(this)
    const problem = paramsProblem(wish) ?? (streams.hasRoomFor(monitorId) ? undefined : 'TooManyElements')
    if (problem !== undefined) throw new TypeError(`openEventStream: ${problem}`)
    if (!monitoring.store.all.has(monitorId)) throw new TypeError(`the station has no monitor ${monitorId}`)
    monitoring.stream(monitorId, paramsOf(wish))()
  }

  /**
   * The station closes the stream of a monitor, if it has one, and tells by NotifyEvent again (2.1 N13).
   * @throws ChargePointError `NOT_IN_VERSION` before 2.1
   */
  closeEventStream({ monitorId }: { readonly monitorId: number }): void {
    streamsOf(this).monitoring.stream(monitorId, undefined)()
  }

  /**
   * Stores something about a customer at the station, in the place of what was stored there before. A csms can have it told and
   * cleared by its customerIdentifier (2.x N09, N10).
   * @throws TypeError an argument is no text of 1 to 64, or 10,000, characters
   */
  storeCustomerData(customerIdentifier: string, data: string): void {
    const key = checkText('customerIdentifier', customerIdentifier, 64).toLowerCase()
    insideOf(this).station.state.put(customerSection, key, checkText('data', data, 10_000))
  }

  /**
   * Something happens to the security of the station, e.g. `TamperDetectionActivated`: it is written into the security log and, where
   * it is critical, told to the csms, if need be later (2.x A04). A name that the specification does not have counts as critical.
   */
  raiseSecurityEvent({
    type,
    techInfo,
  }: {
    readonly type: SecurityEventType | (string & {})
    readonly techInfo?: string | undefined
  }): void {
    insideOf(this).station.securityEvents.raise(checkText('type', type, 50), techInfo)
  }

  /** The security log, a line for each event, oldest first; the last 200. */
  securityLog(): readonly string[] {
    return securityLogLines(insideOf(this).station.securityEvents.log)
  }

  /**
   * A car asks its provider for a contract certificate, through the station and the csms (2.x M01, M02); EXI goes through as it is.
   * @throws ChargePointError `NOT_IN_VERSION` 1.6 has no such message · `NOT_ENABLED` `contractCertificateInstallation` is off
   * @throws ChargePointError `OFFLINE` · `NOT_ACCEPTED`
   */
  requestEvCertificate(request: EvCertificateRequest): Promise<EvCertificateResult> {
    return insideOf(this).station.iso15118.requestEvCertificate(request)
  }

  /**
   * Asks the csms whether a car's certificates are revoked: PEM of the chain, leaf first; those that name an OCSP responder (2.1 M07).
   * What the csms has said is kept until its next update, at most for a week.
   * @throws ChargePointError `NOT_IN_VERSION` before 2.1 · `OFFLINE` · `NOT_ACCEPTED`
   */
  checkVehicleChain(pem: string): Promise<readonly ChainStatus[]> {
    return insideOf(this).station.iso15118.checkVehicleChain(pem)
  }
}
