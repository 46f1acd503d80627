import type { Core } from '../../core.js'
import type { Availability } from '../availability/availability.js'
import type { Boot } from '../boot/boot.js'
import type { Signing } from '../certificates/signing.js'
import type { Decision } from '../decision.js'
import type { Firmware } from '../firmware/firmware.js'
import type { Logs } from '../logs/logs.js'
import type { Metering } from '../metering/metering.js'
import type { Transactions } from '../transactions/transactions.js'

export interface TriggerWish {
  readonly message: string
  /** 0: the station itself, or its main meter; missing: every EVSE. */
  readonly evseId: number | undefined
  /** Missing: all connectors of the EVSE, or of the station. */
  readonly connectorId: number | undefined
}

type TriggerDecision = Decision<'Accepted' | 'Rejected' | 'NotImplemented'>

const rejected: TriggerDecision = { status: 'Rejected' }

/** Messages that the csms asks for. The answer goes first, the message follows (F06.FR.04). */
export class Triggers {
  constructor(
    private readonly core: Core,
    private readonly parts: {
      readonly boot: Boot
      readonly firmware: Firmware
      readonly logs: Logs
      readonly availability: Availability
      readonly metering: Metering
      readonly signing: Signing
      readonly transactions: Transactions
    },
  ) {}

  request(wish: TriggerWish): TriggerDecision {
    const { boot, availability, firmware, logs, metering, signing, transactions } = this.parts
    const { evseId } = wish
    switch (wish.message) {
      case 'BootNotification':
        // Only before the station is accepted (F06.FR.17).
        return this.core.link.registration === 'Accepted' ? rejected : { status: 'Accepted', run: () => boot.triggered() }
      case 'Heartbeat':
        return { status: 'Accepted', run: () => availability.heartbeat(true) }
      case 'SignChargingStationCertificate':
        return signing.request('ChargingStationCertificate')
      case 'SignCombinedCertificate':
        return this.core.settings.values.combinedCertificates ? signing.request('Combined') : { status: 'NotImplemented' }
      case 'SignV2GCertificate':
        return signing.request('V2GCertificate')
      case 'SignV2G20Certificate':
        return signing.request('V2G20Certificate')
      case 'StatusNotification':
        return this.status(wish)
      case 'MeterValues':
        if (evseId !== 0 && this.isUnknown(evseId)) return rejected
        return { status: 'Accepted', run: () => metering.triggered(evseId, (id) => transactions.recordAt(id)?.transactionId) }
      case 'TransactionEvent':
        return this.transactionEvent(evseId === 0 ? undefined : evseId)
      case 'FirmwareStatusNotification':
        return { status: 'Accepted', run: () => firmware.triggered(false) }
      case 'SignedFirmwareStatusNotification':
        return { status: 'Accepted', run: () => firmware.triggered(true) }
      case 'LogStatusNotification':
        return { status: 'Accepted', run: () => logs.triggered(false) }
      case 'DiagnosticsStatusNotification':
        return { status: 'Accepted', run: () => logs.triggered(true) }
      default:
        return { status: 'NotImplemented' }
    }
  }

  private status({ evseId, connectorId }: TriggerWish): TriggerDecision {
    const { availability } = this.parts
    if (evseId === undefined) return { status: 'Accepted', run: () => availability.reportAll(true) }
    if (evseId === 0) return { status: 'Accepted', run: () => availability.reportStation(true) }
    const evse = this.core.body.state.evses.find((one) => one.evseId === evseId)
    const connectors = evse?.connectors.filter((one) => connectorId === undefined || one.connectorId === connectorId) ?? []
    if (connectors.length === 0) return rejected
    return {
      status: 'Accepted',
      run: () => {
        for (const one of connectors) availability.report(evseId, one.connectorId, true)
      },
    }
  }

  private transactionEvent(evseId: number | undefined): TriggerDecision {
    const { transactions } = this.parts
    const isAny = transactions.running().some((record) => evseId === undefined || record.evseId === evseId)
    return isAny ? { status: 'Accepted', run: () => transactions.triggered(evseId) } : rejected
  }

  private isUnknown(evseId: number | undefined): boolean {
    return evseId !== undefined && !this.core.body.state.evses.some((evse) => evse.evseId === evseId)
  }
}
