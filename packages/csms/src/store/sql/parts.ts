import type { CommandStore } from '../../commands/store.js'
import type { AuthorizationStore } from '../../features/authorization/store.js'
import type { AvailabilityStore } from '../../features/availability/store.js'
import type { LocalListStore } from '../../features/local-list/store.js'
import type { MeteringStore } from '../../features/metering/store.js'
import { type StationRecord, settingNames } from '../../features/provisioning/station-record.js'
import type { ProvisioningStore, ReportStore, VariableStore } from '../../features/provisioning/store.js'
import type { TransactionStore } from '../../features/transactions/store.js'
import type { WebhookStore } from '../../webhooks/store.js'
import type { Store } from '../store.js'
import { createApiParts } from './api-parts.js'
import { createConnectionParts } from './connection-parts.js'
import type { Engine } from './engine.js'
import type { GroupCommit } from './group-commit.js'
import { groupReads } from './group-read.js'
import { createInternalIds } from './internal-id.js'
import { createNumbers } from './numbers.js'
import { bootTables } from './tables/boots.js'
import { commandTables } from './tables/commands.js'
import { counterTables } from './tables/counters.js'
import { gapTables } from './tables/gaps.js'
import { ledgerTables } from './tables/ledger.js'
import { localListTables } from './tables/local-lists.js'
import { outboxTables } from './tables/outbox.js'
import { quarantineTables } from './tables/quarantine.js'
import { addedPart, reportTables } from './tables/reports.js'
import { sampleTables } from './tables/samples.js'
import { type StationChange, stationTables } from './tables/stations.js'
import { statusTables } from './tables/statuses.js'
import { tokenGroupTables } from './tables/token-groups.js'
import { tokenNewsTables } from './tables/token-news.js'
import { tokenTables } from './tables/tokens.js'
import { transactionTables } from './tables/transactions.js'
import { variableTables } from './tables/variables.js'
import { webhookTables } from './tables/webhooks.js'

export interface PartsOptions {
  readonly engine: Engine
  readonly commits: GroupCommit
  readonly random: () => number
}

/** The parts of a store over the tables of a database: reads go straight to it, writes by way of the group commit. */
export function createParts({ engine, commits, random }: PartsOptions): Omit<Store, 'close' | 'id'> {
  const { dialect } = engine
  const createId = createInternalIds()
  const stations = stationTables(dialect)
  const quarantine = quarantineTables(dialect, createId)
  const boots = bootTables(dialect, createId)
  const variableRows = variableTables(dialect)
  const reportRows = reportTables(dialect, createId)
  const tokens = tokenTables(dialect)
  const groups = tokenGroupTables(dialect)
  const news = tokenNewsTables(dialect)
  const lists = localListTables(dialect)
  const transactions = transactionTables(dialect)
  const outbox = outboxTables(dialect, createId)
  const ledger = ledgerTables(dialect, createId, outbox)
  const gaps = gapTables(dialect)
  const samples = sampleTables(dialect)
  const statuses = statusTables(dialect)
  const commandRows = commandTables(dialect, createId)
  const counters = counterTables(dialect, random)
  const hooks = webhookTables(dialect)
  const nextNumber = createNumbers((tenantId) => commits.submit(counters.reserve, tenantId))

  // Asked for every message, or by every station that reconnects.
  const findStation = groupReads(engine, stations.find)
  const findVariables = groupReads(engine, variableRows.find)
  const findToken = groupReads(engine, tokens.find)
  const findGroup = groupReads(engine, groups.find)
  const findList = groupReads(engine, lists.find)
  const findEvent = groupReads(engine, transactions.findEvents)
  const hasEvents = groupReads(engine, transactions.haveEvents)
  const findTransaction = groupReads(engine, transactions.find)
  const liveCommands = groupReads(engine, commandRows.live)
  const findGap = groupReads(engine, gaps.find)

  const changeStation = (change: StationChange) => commits.submit(stations.change, change)
  const changed = async (change: StationChange): Promise<StationRecord> => (await changeStation(change)) as StationRecord

  const provisioning: ProvisioningStore = {
    find: findStation,
    // A station that an operator has deleted is there again when it boots, or when somebody decides about it; not for a late note about it.
    save: (record) =>
      changed({ station: record.station, set: record, clear: (record.registration ?? record.decision) === undefined ? [] : ['deletedAt'] }),
    put: (record) => changed({ station: record.station, set: record, clear: ['deletedAt', ...settingNames] }),
    delete: async (station, deletedAt) => {
      const clear = ['registration', 'decision', 'reachedProfile', ...settingNames] as const
      return (await changeStation({ station, set: { deletedAt }, clear, onlyIfThere: true })) !== undefined
    },
    list: (tenantId) => engine.read(() => stations.list(tenantId)),
    page: (tenantId, query) => engine.read(() => stations.page(tenantId, query)),
    quarantine: (message, bounds) => commits.submit(quarantine.keep, { message, bounds }),
    quarantined: (station) => engine.read(() => quarantine.ofStation(station)),
    pageQuarantined: (query) => engine.read(() => quarantine.page(query)),
    findQuarantined: (tenantId, id) => engine.read(() => quarantine.find(tenantId, id)),
    deleteQuarantined: (tenantId, id) => commits.submit(quarantine.delete, { tenantId, id }),
    countQuarantined: (tenantId) => engine.read(() => quarantine.count(tenantId)),
    addBoot: (boot) => commits.submit(boots.add, boot),
    boots: (station, query) => engine.read(() => boots.page(station, query)),
  }

  const variables: VariableStore = {
    change: async (station, changes) => {
      if (changes.length > 0) await commits.submit(variableRows.change, { station, changes })
    },
    find: (station, names) => findVariables({ station, names }),
    desired: (station) => engine.read(() => variableRows.desired(station)),
    page: (station, query) => engine.read(() => variableRows.page(station, query)),
    forget: (station, before) => commits.submit(variableRows.forget, { station, before }),
  }

  const reports: ReportStore = {
    open: async (report) => {
      const { station, requestId } = report
      return (await commits.submit(reportRows.step, { station, requestId, open: report })).before === undefined
    },
    add: async (station, requestId, part) => addedPart(await commits.submit(reportRows.step, { station, requestId, add: part })),
    end: async (station, requestId, end) => {
      const { before, after } = await commits.submit(reportRows.step, { station, requestId, end })
      return before === after ? undefined : after
    },
    find: (station, requestId) => engine.read(() => reportRows.find(station, requestId)),
    variables: (station, requestId) => engine.read(() => reportRows.variables(station, requestId)),
    waiting: (station) => engine.read(() => reportRows.waiting(station)),
    page: (station, query) => engine.read(() => reportRows.page(station, query)),
  }

  const authorization: AuthorizationStore = {
    putToken: (tenantId, token) => commits.submit(tokens.change, { tenantId, put: token }),
    findToken: (tenantId, token) => findToken({ tenantId, token }),
    deleteToken: (tenantId, token) => commits.submit(tokens.change, { tenantId, delete: token }),
    listTokens: (tenantId) => engine.read(() => tokens.list(tenantId)),
    pageTokens: (tenantId, query) => engine.read(() => tokens.page(tenantId, query)),
    putGroup: (tenantId, group) => commits.submit(groups.change, { tenantId, put: group }),
    findGroup: (tenantId, groupId) => findGroup({ tenantId, groupId }),
    deleteGroup: (tenantId, groupId) => commits.submit(groups.change, { tenantId, delete: groupId }),
    pageGroups: (tenantId, query) => engine.read(() => groups.page(tenantId, query)),
    news: (tenantId) => engine.read(() => news.read(tenantId)),
  }

  const localList: LocalListStore = {
    find: findList,
    save: (station, part) => commits.submit(lists.save, { station, part }),
  }

  const transactionStore: TransactionStore = {
    append: (event, announce) => commits.submit(ledger.append, { event, announce }),
    findEvent: (station, key) => findEvent({ station, key }),
    hasEvents: (station, keyPrefix) => hasEvents({ station, keyPrefix }),
    find: (station, transactionId) => findTransaction({ station, transactionId }),
    findById: (tenantId, id) => engine.read(() => transactions.findById(tenantId, id)),
    named: (tenantId, transactionId) => engine.read(() => transactions.named(tenantId, transactionId)),
    events: (station, transactionId) => engine.read(() => transactions.events(station, transactionId)),
    pageEvents: (station, transactionId, query) => engine.read(() => transactions.pageEvents(station, transactionId, query)),
    findGap: (station, transactionId) => findGap({ station, transactionId }),
    pageGaps: (query) => engine.read(() => gaps.page(query)),
    reportGap: (station, transactionId, report) => commits.submit(gaps.report, { station, transactionId, report }),
    list: (query) => engine.read(() => transactions.list(query)),
    page: (query) => engine.read(() => transactions.page(query)),
    nextTransactionId: nextNumber,
  }

  const metering: MeteringStore = {
    append: (station, added) => commits.submit(samples.append, { station, samples: added }),
    samples: (station, evseId) => engine.read(() => samples.ofEvse(station, evseId)),
  }

  const availability: AvailabilityStore = {
    saveStatus: (station, status) => commits.submit(statuses.save, { station, status }),
    statuses: (station) => engine.read(() => statuses.ofStation(station)),
  }

  const webhooks: WebhookStore = {
    putEndpoint: async (tenantId, endpoint) => {
      await commits.submit(hooks.put, { tenantId, endpoint })
    },
    deleteEndpoint: (tenantId, id) => commits.submit(hooks.remove, { tenantId, id }),
    endpoints: (tenantId) => engine.read(() => hooks.endpoints(tenantId)),
    announce: (tenantId, announcement) => commits.submit(outbox.announce, { tenantId, announcement }),
    pending: (tenantId, endpointId, limit) => engine.read(() => hooks.pending(tenantId, endpointId, limit)),
    countPending: (tenantId) => engine.read(() => hooks.countPending(tenantId)),
    settle: (tenantId, endpointId, outcome) => commits.submit(hooks.settle, { tenantId, endpointId, outcome }),
    pageDeliveries: (tenantId, endpointId, query) => engine.read(() => hooks.page(tenantId, endpointId, query)),
    replay: (tenantId, endpointId, since) => commits.submit(hooks.replay, { tenantId, endpointId, since }),
  }

  const commands: CommandStore = {
    insert: (command) => commits.submit(commandRows.insert, command),
    apply: (tenantId, id, event) => commits.submit(commandRows.apply, { tenantId, id, event }),
    find: (tenantId, id) => engine.read(() => commandRows.find(tenantId, id)),
    findByKey: (tenantId, key) => engine.read(() => commandRows.findByKey(tenantId, key)),
    live: liveCommands,
    due: (tenantId, now, after) => engine.read(() => commandRows.due(tenantId, now, after)),
    nextDue: (tenantId) => engine.read(() => commandRows.nextDue(tenantId)),
    countLive: (tenantId) => engine.read(() => commandRows.countLive(tenantId)),
    page: (query) => engine.read(() => commandRows.page(query)),
  }

  const transactionParts = { transactions: transactionStore, metering, availability }
  const stationParts = { provisioning, variables, reports, ...createConnectionParts({ engine, commits, createId }) }
  const apiParts = createApiParts({ engine, commits, createId })
  return { ...stationParts, ...apiParts, authorization, localList, ...transactionParts, commands, webhooks }
}
