import { advance, type ConnectorStatus, pluggedConnector, powerW, socPercent } from './body/index.js'
import { printed } from './features/authorization/secret.js'
import type { DriverNotice } from './features/cost/driver-notices.js'
import type { ShownMessage } from './features/display/display.js'
import { wordsFor } from './features/display/message.js'
import type { PaymentCode } from './features/payments/web-payments.js'
import type { Registration } from './link.js'
import type { Station } from './station.js'

/** A station as it is at one time; a copy, not a view. */
export interface ChargePointState {
  readonly isConnected: boolean
  readonly registration: Registration
  /** Messages that wait for the csms, or for its answer. */
  readonly queuedMessages: number
  /** What those see who stand before the station. */
  readonly display: DisplaySnapshot
  readonly evses: readonly EvseSnapshot[]
  readonly reservations: readonly ReservationSnapshot[]
}

/** A place that is kept for a driver. */
export interface ReservationSnapshot {
  readonly reservationId: number
  /** Missing: any EVSE. */
  readonly evseId: number | undefined
  readonly idToken: string
  readonly expiresAt: string
}

export interface DisplaySnapshot {
  /** The message of the csms that is on the display at this moment. */
  readonly message: ShownMessage | undefined
  /** All that take turns there, in order. */
  readonly inTurn: readonly ShownMessage[]
  /** What drivers are told of tariff and cost, beside the messages. */
  readonly drivers: readonly DriverNotice[]
  /** What charging costs at each EVSE without a driver, where a csms has set a tariff and words for it (2.1 I07). */
  readonly tariffs: readonly ShownTariff[]
  /** Codes to scan for paying on a page of the csms (2.1 C25). */
  readonly paymentCodes: readonly PaymentCode[]
}

export interface ShownTariff {
  readonly evseId: number
  readonly tariffId: string
  readonly text: string | undefined
}

export interface EvseSnapshot {
  readonly evseId: number
  readonly energyWh: number
  /** What cars have given back (V2X). */
  readonly exportWh: number
  readonly powerW: number
  /** Whether a car stands in its bay. */
  readonly isBayTaken: boolean
  /** As set by `setLimit`. */
  readonly limitW: number | undefined
  /** What charging profiles and external limits allow now; undefined: anything. */
  readonly scheduledW: number | undefined
  /** Who has been let in. */
  readonly idToken: string | undefined
  readonly transaction: { readonly key: number; readonly transactionId: string | undefined; readonly chargingState: string } | undefined
  readonly connectors: readonly ConnectorSnapshot[]
}

export interface ConnectorSnapshot {
  readonly connectorId: number
  readonly status: ConnectorStatus
  readonly isPlugged: boolean
  /** Whether the station holds the plug. */
  readonly isLocked: boolean
  readonly socPercent: number | undefined
  readonly faults: readonly string[]
}

export function snapshot(station: Station): ChargePointState {
  const { link, body, time, transactions, display, notices, outbox, reservations } = station
  const { evses } = advance(body.state, time.monotonicMs())
  return {
    isConnected: link.isOnline,
    registration: link.registration,
    queuedMessages: outbox.size,
    display: {
      message: display.current(notices.languages),
      inTurn: display.inTurn(notices.languages),
      drivers: notices.all,
      tariffs: tariffsOf(station),
      paymentCodes: station.webPayments.codes,
    },
    evses: evses.map((evse) => ({
      evseId: evse.evseId,
      energyWh: evse.energyWh,
      exportWh: evse.exportWh,
      isBayTaken: evse.bay !== 'empty',
      powerW: pluggedConnector(evse) === undefined ? 0 : powerW(evse),
      limitW: evse.limitW,
      scheduledW: evse.scheduledW,
      idToken: evse.authorization?.token.idToken,
      transaction: evse.transaction && {
        key: evse.transaction.key,
        transactionId: transactions.recordAt(evse.evseId)?.transactionId,
        chargingState: evse.transaction.chargingState,
      },
      connectors: evse.connectors.map(({ connectorId, status, ev, faults, lockedFor }) => ({
        connectorId,
        status,
        isPlugged: ev !== undefined,
        isLocked: lockedFor !== undefined,
        socPercent: ev && socPercent(ev),
        faults,
      })),
    })),
    reservations: reservations.list.map(({ id, evseId, token, expiresAtMs }) => ({
      reservationId: id,
      evseId,
      idToken: printed(token),
      expiresAt: new Date(expiresAtMs).toISOString(),
    })),
  }
}

function tariffsOf({ body, settings, defaultTariffs }: Station): readonly ShownTariff[] {
  const { tariffEnabled, displayLanguage } = settings.values
  if (!tariffEnabled) return []
  return body.state.evses.flatMap(({ evseId, authorization, transaction }) => {
    const tariff = (authorization ?? transaction) ? undefined : defaultTariffs.at(evseId)
    if (tariff === undefined) return []
    return [{ evseId, tariffId: tariff.tariffId, text: wordsFor(tariff.description ?? [], [displayLanguage])?.content }]
  })
}
