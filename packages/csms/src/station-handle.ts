import type { ConnectionOf, Protocol } from '@ocpp-kit/rpc'
import { BoundedMap } from './bounded-map.js'
import { callRaw } from './commands/raw-call.js'
import type { Core } from './core.js'
import type { Features } from './features/features.js'
import type { Station } from './station.js'

/** Handles in use at one time, by and large. */
const maxHandles = 500

/** Handles of stations as they are asked for. Almost every event names its station, so the ones made last are kept. */
export function keepHandles(create: (identity: string) => Station): (identity: string) => Station {
  const kept = new BoundedMap<string, Station>(maxHandles)
  return (identity) => {
    const known = kept.get(identity)
    if (known !== undefined) return known
    const station = create(identity)
    kept.set(identity, station)
    return station
  }
}

/** A station as programs see it; it holds nothing, so there may be any number for one station. */
export function createStation(core: Core, features: () => Features, identity: string): Station {
  const { store, sessions, tenantId } = core
  const key = sessions.keyOf(identity)
  return {
    identity,
    get isConnected() {
      return this.connection !== undefined
    },
    get connection() {
      return sessions.find(identity)?.connection as ConnectionOf<Protocol, 'csms'> | undefined
    },
    remoteStart: (start) => features().remoteControl.start(identity, start),
    remoteStop: (stop) => features().remoteControl.stop(identity, stop),
    trigger: (trigger) => features().remoteControl.trigger(identity, trigger),
    reset: (reset) => features().provisioning.reset(identity, reset),
    getVariables: (names) => features().provisioning.getVariables(identity, names),
    setVariables: (values) => features().provisioning.setVariables(identity, values),
    transactionStatus: (transactionId) => features().transactions.status(identity, transactionId),
    variables: (query = {}) => features().provisioning.variables(identity, query),
    setDesired: (values) => features().provisioning.setDesired(identity, values),
    applyDesired: () => features().provisioning.applyDesired(identity),
    revertDesired: () => features().provisioning.revertDesired(identity),
    requestReport: (request = {}) => features().provisioning.requestReport(identity, request),
    reports: (query = {}) => features().provisioning.reports(identity, query),
    report: (requestId) => features().provisioning.report(identity, requestId),
    setNetworkProfile: (set) => features().provisioning.setNetworkProfile(identity, set),
    networkProfiles: (query = {}) => features().provisioning.networkProfiles(identity, query),
    boots: (query = {}) => store.provisioning.boots(key, query),
    dataTransfer: (message) => features().dataTransfer.send(identity, message),
    callRaw: async (action, payload, options) => {
      const { credentials, localList, provisioning } = features()
      const version = sessions.find(identity)?.connection?.version
      const outcome = await credentials.witness({ identity, action, payload }, () => callRaw(core, identity, action, payload, options))
      if ('result' in outcome) provisioning.answered({ identity, version, action, payload, response: outcome.result })
      localList.called({ identity, version, action, payload }, outcome)
      return outcome
    },
    clearCache: () => features().localList.clearCache(identity),
    localList: () => features().localList.state(identity),
    setLocalList: (wish) => features().localList.setWish(identity, wish),
    syncLocalList: (options) => features().localList.sync(identity, options),
    customerCleared: (token) => features().localList.customerCleared(identity, token),
    describe: async (description) => {
      await features().provisioning.describe(identity, description)
      features().localList.changed(identity)
    },
    record: async () => {
      const record = await store.provisioning.find(key)
      return record?.deletedAt === undefined ? record : undefined
    },
    put: async (settings = {}) => {
      const record = await features().provisioning.put(identity, settings)
      features().localList.changed(identity)
      return record
    },
    delete: () => features().provisioning.remove(identity),
    setPassword: (password) => features().credentials.set(identity, password),
    removePassword: () => features().credentials.remove(identity),
    changePassword: (password) => features().credentials.change(identity, password),
    lastConnection: () => store.connections.find(key),
    attempts: (query = {}) => store.attempts.page({ ...query, tenantId, station: key }),
    doctor: () => features().connections.doctor(identity),
    messages: (query = {}) => store.messages.page({ ...query, station: key }),
    decide: (registration) => features().provisioning.decide(identity, registration),
    connectors: () => store.availability.statuses(key),
    transactions: ({ isActive } = {}) => store.transactions.list({ tenantId, station: key, isActive }),
  }
}
