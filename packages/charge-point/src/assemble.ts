import type { ConnectorPlan } from './body/index.js'
import { recallBody } from './body-memory.js'
import { bodyRulesOf } from './body-rules.js'
import { BodyShell } from './body-shell.js'
import type { Core } from './core.js'
import { EventRelay } from './event-relay.js'
import { Authorizer } from './features/authorization/authorization.js'
import { TokenKnowledge } from './features/authorization/token-knowledge.js'
import { AuthorizationCache } from './features/authorization-cache/authorization-cache.js'
import { Availability } from './features/availability/availability.js'
import { BatterySwap } from './features/battery-swap/battery-swap.js'
import { EnergyService } from './features/bidirectional/energy-service.js'
import { Boot, type BootReason } from './features/boot/boot.js'
import { Certificates } from './features/certificates/certificates.js'
import { Signing } from './features/certificates/signing.js'
import { CertificateStore, type RootType } from './features/certificates/store.js'
import { ChangeAvailability } from './features/change-availability/change-availability.js'
import { DriverNotices } from './features/cost/driver-notices.js'
import { DerControls } from './features/der/der-controls.js'
import { Display } from './features/display/display.js'
import { Firmware } from './features/firmware/firmware.js'
import { withInstalledVersion } from './features/firmware/installed-version.js'
import { Iso15118 } from './features/iso15118/iso15118.js'
import { LocalList } from './features/local-list/local-list.js'
import { LogBook } from './features/logs/log-book.js'
import { Logs } from './features/logs/logs.js'
import { Metering } from './features/metering/metering.js'
import { Monitoring } from './features/monitoring/monitoring.js'
import { Credentials } from './features/network/credentials.js'
import { Network } from './features/network/network.js'
import { Slots } from './features/network/slots.js'
import { Payments } from './features/payments/payments.js'
import { WebPayments } from './features/payments/web-payments.js'
import { RemoteControl } from './features/remote-control/remote-control.js'
import { Reports } from './features/reports/reports.js'
import { Reservations } from './features/reservations/reservations.js'
import { Reset } from './features/reset/reset.js'
import { SecurityEvents } from './features/security/security-events.js'
import { SmartCharging } from './features/smart-charging/smart-charging.js'
import { DefaultTariffs } from './features/tariffs/default-tariffs.js'
import { DriverTariffs } from './features/tariffs/driver-tariffs.js'
import { LocalCosts } from './features/tariffs/local-costs.js'
import { TariffAlarm } from './features/tariffs/tariff-alarm.js'
import { TariffRequests } from './features/tariffs/tariff-requests.js'
import { Transactions } from './features/transactions/transactions.js'
import { Triggers } from './features/trigger-message/trigger-message.js'
import { Unlock } from './features/unlock/unlock.js'
import { connectionOptions } from './incoming.js'
import { Life } from './life.js'
import { Link } from './link.js'
import { MessageWatch } from './message-watch.js'
import type { ModelledStation } from './modelled-station.js'
import type { ResolvedOptions } from './options.js'
import { Outbox } from './outbox.js'
import { Power } from './power.js'
import type { Program } from './program.js'
import { SettingsStore } from './settings.js'
import { PoweredStore } from './state/powered-store.js'
import { StationTime } from './time.js'
import type { AnyStationHandler } from './transport.js'
import type { StationVersion } from './version.js'

/** A station put together, with its switch. */
export interface Assembly {
  readonly station: ModelledStation
  readonly watch: MessageWatch
  readonly power: Power
  /** The mains fail: all that is in RAM is gone, and whoever comes late changes nothing any more. */
  readonly cut: () => void
}

/**
 * Puts a station together from its options and what survived the last power cut.
 * @param isPowerless it notices nothing until it is switched on
 */
export function assemble(options: ResolvedOptions, program: Program, isPowerless = false): Assembly {
  const { events: root, handlers, dataTransfers } = program
  const { version, clock, limits } = options
  const state = new PoweredStore(options.state)
  const facts = withInstalledVersion(options.facts, state)
  const time = new StationTime(clock, state)
  const settings = new SettingsStore(options.settings, state)
  const book = new LogBook(time, options.log)
  const events = new EventRelay(root, book)
  const plan = { ...options.body, rules: bodyRulesOf(version, settings.values) }
  const body = new BodyShell(recallBody(state, plan, time, isPowerless), time, state)
  const watch = new MessageWatch(events, clock)
  // Made for the first request: most stations of a fleet hear none for a long time.
  let own: ReturnType<StationVersion['handlers']> | undefined
  const handlerOf = (action: string): AnyStationHandler | undefined => {
    own ??= version.handlers(station)
    return handlers.get(action) ?? own[action]
  }
  const link = new Link(
    () =>
      options.createTransport({
        ...network.target,
        protocol: version,
        connection: connectionOptions(options, core, handlerOf),
        answersPings: program.quirks?.answersPings ?? true,
        pingIntervalMs: settings.values.webSocketPingIntervalS * 1000,
        onOpen: (connection) => life.opened(connection),
        onClose: (code, reason) => life.closed(code, reason),
        onAttemptFailed: (error) => life.attemptFailed(error),
      }),
    () => {
      const { messageTimeoutS } = settings.values
      // The option may be finer than the setting, which counts in seconds.
      return messageTimeoutS === options.settings.messageTimeoutS ? undefined : messageTimeoutS * 1000
    },
    program,
  )
  const outbox = new Outbox(state, link, time, settings, events, limits)
  const { random, createId } = options
  const core: Core = { facts, body, settings, state, time, link, outbox, limits, events, random, createId }

  const store = new CertificateStore(state)
  if (options.certificates !== undefined) store.fill(options.certificates)
  const rootsOf = (type: RootType): readonly string[] => store.roots(type).map(({ certificate }) => certificate.toString())
  const securityEvents = new SecurityEvents(core, version.securityEvents)
  const network: Network = new Network(core, {
    slots: new Slots(state, options.network),
    adapter: version.network,
    credentials: new Credentials(state, options.password),
    certificates: store,
    securityEvents,
  })
  const iso15118 = new Iso15118(core, store, version.iso15118)
  const signing = new Signing(core, version.signing, {
    store,
    securityEvents,
    useNew: () => network.certificateRenewed(),
    onVehicleCertificate: (chain) => iso15118.refresh(chain),
  })
  const boot = new Boot(core, version.boot)
  const availability = new Availability(core, version.availability)
  const metering = new Metering(core, version.metering)
  const transactions = new Transactions(core, version.transactions, metering)
  const tariffAlarm = new TariffAlarm(core, (actualValue, techCode) =>
    monitoring?.changed({
      ...{ component: { name: 'TariffCostCtrlr' }, variable: { name: 'Problem' }, actualValue, severity: 4 },
      ...(techCode === undefined ? {} : { techCode }),
    }),
  )
  const defaultTariffs = new DefaultTariffs(core)
  const driverTariffs = new DriverTariffs(core, tariffAlarm)
  const costs = new LocalCosts(core, { transactions, defaults: defaultTariffs, drivers: driverTariffs, alarm: tariffAlarm })
  const tariffs = new TariffRequests(core, { transactions, defaults: defaultTariffs, drivers: driverTariffs, costs })
  const webPayments = new WebPayments(core, transactions)
  const notices = new DriverNotices(core, version.cost, costs)
  costs.onTariffChange((evseId) => notices.tariffChanged(evseId))
  const authorizationCache = new AuthorizationCache(core, version.authorization.hasTypes)
  const localList = new LocalList(core, version.authorization.hasTypes)
  const knowledge = new TokenKnowledge(core, version.authorization, localList, authorizationCache, () =>
    availability.reportStation(false, 'LocalListConflict'),
  )
  const changeAvailability = new ChangeAvailability(core, availability, (evseId, id) => planOf(options, evseId, id)?.isOperative === true)
  const reservations = new Reservations(
    core,
    version.reservations,
    knowledge,
    (evseId, id) => planOf(options, evseId, id)?.isReserved === true,
  )
  const authorizer = new Authorizer(core, version.authorization, knowledge, reservations, {
    onAnswer: (token, response) => {
      notices.authorizeAnswered(token, response)
      energyService.authorizeAnswered(token, response)
    },
    tariffs: driverTariffs,
    isSpokenFor: (evseId) => webPayments.isSpokenFor(evseId),
  })
  const payments = new Payments(core, { adapter: version.payments, transactions, authorizer, costs, notices })
  const smartCharging = new SmartCharging(core, version.smartCharging, transactions)
  const energyService = new EnergyService(core, smartCharging, transactions)
  const batterySwap = new BatterySwap(core, version.batterySwap, options.batterySwap, (token) => authorizer.verify(token))
  outbox.onAnswer((entry, response) => knowledge.heard(entry, response))
  outbox.onAnswer((entry, response) => notices.transactionAnswered(entry, response))
  const power: Power = new Power(time, { up: (reason) => life.up(reason), down: () => life.down() })
  const restart = {
    plan: () => power.plan(),
    cycle: (reason: BootReason) => {
      events.emit('rebooting', { reason })
      return power.cycle(reason, options.rebootMs)
    },
  }
  const reset = new Reset(core, restart)
  const { files } = options
  const csmsRoots = (): readonly string[] => rootsOf('CSMSRootCertificate')
  const der = version.der && new DerControls(core, version.der)
  const display = new Display(core, options.display, transactions)
  const firmware = new Firmware(core, version.firmware, options.firmware, {
    files,
    securityEvents,
    activation: { ...restart, reconnect: (reason) => life.reconnect(reason) },
    manufacturerRoots: () => [...options.firmware.manufacturerRoots, ...rootsOf('ManufacturerRootCertificate')],
    csmsRoots,
  })
  const { model, monitoring: adapter } = version
  const monitoring = model && adapter && new Monitoring(core, adapter, model, () => station)
  const logs = new Logs(core, version.logs, { files, book, securityEvents, csmsRoots })
  const station: ModelledStation = {
    ...core,
    model,
    monitoring,
    reports: new Reports(core),
    boot,
    availability,
    certificates: new Certificates(core, store, securityEvents, () => version.network.keepsLastRoot && network.slots.securityProfile >= 2),
    dataTransfers,
    costs,
    defaultTariffs,
    payments,
    tariffAlarm,
    tariffs,
    webPayments,
    der,
    batterySwap,
    display,
    energyService,
    firmware,
    iso15118,
    logs,
    metering,
    network,
    notices,
    securityEvents,
    signing,
    transactions,
    authorizationCache,
    authorizer,
    changeAvailability,
    localList,
    reset,
    smartCharging,
    remoteControl: new RemoteControl(core, authorizer, smartCharging, transactions, reservations),
    reservations,
    triggers: new Triggers(core, { boot, availability, firmware, logs, metering, signing, transactions }),
    unlock: new Unlock(core),
  }

  const life = new Life({ station, version, power, state, events, watch, book: options.log.messages ? book : undefined, program })
  return { station, watch, power, cut: () => life.cut() }
}

/** How a connector left the factory. */
const planOf = ({ body }: ResolvedOptions, evseId: number, connectorId: number): ConnectorPlan | undefined =>
  body.evses[evseId - 1]?.connectors[connectorId - 1]
