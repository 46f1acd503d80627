/*
 * What the API answers with, by the title of the schema, as a csms with one depot would. A list takes the example of what is in it. A test
 * holds each one to its schema, and asks for those that are missing.
 */

const stationId = 'DEPOT-01'
const transactionId = 'f8fedbde-8467-4226-b9c9-76b2985db854'
const internalId = '01a1ffd1-71de-7000-8000-f74e33a7e79e'
const startedAt = '2026-03-02T08:34:38.683Z'
const endedAt = '2026-03-02T10:04:41.299Z'
const messageId = '74465268-0f81-4b16-af06-6b413b62bb74'
const createdAt = '2026-03-02T08:00:12.050Z'

const times = { startedAt, endedAt, durationMs: 5_402_616, isCorrected: false, clockOffsetMs: null }

const Connection = {
  stationId,
  isConnected: true,
  epoch: 2,
  node: 'csms-1:9000',
  version: '2.0.1',
  remoteAddress: '10.20.0.17',
  securityProfile: 2,
  connectedAt: '2026-03-02T08:31:02.101Z',
  lastSeenAt: '2026-03-02T10:04:41.301Z',
  disconnectedAt: null,
  closeCode: null,
  closeReason: null,
}

const ConnectionAttempt = {
  at: '2026-03-02T08:30:11.480Z',
  stationId,
  remoteAddress: '10.20.0.17',
  path: '/DEPOT-01',
  offered: ['ocpp2.0.1'],
  reason: 'wrongPassword',
  status: 401,
  cause: 'its password is not the one that is kept',
  fix: 'Set the password of the station here to the one in its settings, or the other way round.',
  unkept: 3,
}

const QuarantinedMessage = {
  id: internalId,
  stationId,
  version: '2.0.1',
  action: 'TransactionEvent',
  messageId,
  cause: 'notAccepted',
  reason: 'the station is Pending',
  receivedAt: startedAt,
  payload: {
    eventType: 'Started',
    timestamp: startedAt,
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId },
  },
}

const Transaction = {
  id: transactionId,
  internalId,
  stationId,
  evseId: 1,
  connectorId: 1,
  idToken: '04A2B91C',
  startedAt,
  endedAt,
  stopReason: 'EVDisconnected',
  energyWh: 16_120,
  uncountedWh: 0,
  exportedWh: null,
  times,
  closed: null,
  flags: [],
}

const eventPayload = {
  eventType: 'Started',
  timestamp: startedAt,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId, chargingState: 'EVConnected' },
  evse: { id: 1, connectorId: 1 },
  idToken: { idToken: '***B91C', type: 'ISO14443' },
}

const Command = {
  id: '01a1ffd1-7bac-7000-8000-efc2c02aac60',
  stationId,
  version: '2.0.1',
  action: 'ChangeAvailability',
  payload: { operationalStatus: 'Inoperative', evse: { id: 1 } },
  class: 'converging',
  state: 'done',
  reason: null,
  result: { status: 'Accepted' },
  error: null,
  attempt: 1,
  messageId,
  requestId: null,
  idempotencyKey: 'close-evse-1',
  createdAt,
  notBefore: null,
  expiresAt: '2026-03-03T08:00:12.050Z',
  sentAt: '2026-03-02T08:00:12.053Z',
  endedAt: '2026-03-02T08:00:12.117Z',
  reconciledAt: null,
  supersededBy: null,
  actor: 'user:35e81199-215b-41f7-a708-17f2d41d9dca',
}

const Webhook = {
  id: '01a1ffd1-71b3-7000-8000-c20b1923fd17',
  url: 'https://billing.example/ocpp',
  types: ['transaction.ended'],
  description: 'Billing',
  isEnabled: true,
  disabledBecause: null,
  createdAt,
}

const Variable = {
  component: 'OCPPCommCtrlr',
  componentInstance: null,
  evseId: null,
  connectorId: null,
  variable: 'HeartbeatInterval',
  instance: null,
  attribute: 'Actual',
  value: '300',
  mutability: 'ReadWrite',
  dataType: 'integer',
  unit: 's',
  minLimit: 10,
  maxLimit: 86_400,
  valuesList: null,
  observedAt: '2026-03-02T08:31:04.252Z',
  source: 'report',
  desired: '600',
  desiredSince: createdAt,
  driftSince: createdAt,
  applied: null,
}

const { observedAt: _1, source: _2, desired: _3, desiredSince: _4, driftSince: _5, applied: _6, ...ReportedVariable } = Variable

const Report = {
  requestId: 9077640,
  state: 'complete',
  request: { base: 'SummaryInventory' },
  status: 'Accepted',
  reason: null,
  attempt: 1,
  repeatedAs: null,
  unknown: [],
  requestedAt: '2026-03-02T08:31:03.260Z',
  updatedAt: '2026-03-02T08:31:04.265Z',
  endedAt: '2026-03-02T08:31:04.265Z',
}

const limitedTo = { stations: [], labels: ['depot'] }
const User = { name: 'ann', role: 'operator', limitedTo, isDisabled: false, createdAt }
const ApiKey = {
  id: 'e25c2faa-e20d-4b65-ab5a-993b233cbcd8',
  name: 'billing',
  prefix: 'ocppk_xHZDIr',
  owner: null,
  scopes: ['transactions:read'],
  limitedTo: null,
  createdAt,
  expiresAt: '2027-12-31T23:59:59.000Z',
  lastUsedAt: null,
}

const notFound = {
  type: 'urn:ocpp-kit:problem:not-found',
  title: 'There is nothing here',
  status: 404,
  detail: 'there is no station DEPOT-09',
  code: 'UNKNOWN_STATION',
}

export const schemaExamples: Readonly<Record<string, unknown>> = {
  Station: {
    id: stationId,
    version: '2.0.1',
    vendor: 'Acme',
    model: 'Street 22',
    serialNumber: 'AC-00017',
    firmwareVersion: '2.4.1',
    bootedAt: '2026-03-02T08:31:02.662Z',
    registration: 'Accepted',
    decision: 'Accepted',
    securityProfile: 2,
    reachedSecurityProfile: null,
    expectedSerialNumber: null,
    labels: ['depot', 'floor-1'],
    notes: 'Beside the gate',
    isConnected: true,
    lastSeenAt: '2026-03-02T10:04:41.301Z',
  },
  Connection,
  ConnectionAttempt,
  Diagnosis: {
    stationId,
    isConnected: false,
    findings: [{ code: 'refused', text: ConnectionAttempt.cause, fix: ConnectionAttempt.fix, at: ConnectionAttempt.at }],
    attempts: [ConnectionAttempt],
    connection: null,
  },
  Message: {
    at: '2026-03-02T08:31:03.110Z',
    direction: 'in',
    action: 'Heartbeat',
    messageId,
    version: '2.0.1',
    request: {},
    response: { currentTime: '2026-03-02T08:31:03.111Z' },
    status: '',
    isError: false,
    latencyMs: 1,
  },
  PasswordChange: { status: 'Accepted' },
  NetworkProfileChange: {
    slot: 1,
    url: 'wss://csms.example/ocpp',
    interface: 'Wired0',
    securityProfile: 2,
    messageTimeoutSeconds: null,
    version: null,
    identity: null,
    activate: true,
    reset: 'OnIdle',
    step: 'waiting',
    status: 'Accepted',
    reason: null,
    startedAt: createdAt,
    updatedAt: '2026-03-02T08:00:13.294Z',
  },
  Variable,
  ReportedVariable,
  Report,
  ReportContent: { ...Report, variables: [ReportedVariable] },
  LocalList: {
    status: 'inSync',
    reason: null,
    scope: 'all',
    wish: { scope: 'all', maxEntries: null, excluded: [] },
    desired: { hash: 'rvP9c-6UPX3f9Slb', entries: 412, leftOut: 0 },
    actual: { version: 17, hash: 'rvP9c-6UPX3f9Slb', entries: 412, confirmedAt: '2026-03-02T08:31:09.285Z' },
    reportedVersion: 17,
    limits: {
      isSupported: true,
      isEnabled: true,
      itemsPerMessage: 100,
      bytesPerMessage: 65_536,
      readAt: '2026-03-02T08:31:05.281Z',
      maxEntries: 1_000,
    },
    failures: 0,
    nextAttemptAt: null,
    updatedAt: '2026-03-02T08:31:09.285Z',
  },
  ClearCacheResult: { status: 'Accepted' },
  Command,
  SentCommand: { stationId: 'DEPOT-09', command: null, problem: notFound },
  CallOutcome: { result: { versionNumber: 17 } },
  QuarantinedMessage,
  Transaction,
  TransactionEvent: {
    eventType: 'Started',
    seqNo: 0,
    timestamp: startedAt,
    receivedAt: '2026-03-02T08:34:38.702Z',
    isOffline: false,
    isConflicting: false,
    triggerReason: 'Authorized',
    chargingState: 'EVConnected',
    idToken: '***B91C',
    authorization: 'Accepted',
    messageId,
    payload: eventPayload,
  },
  TransactionSample: {
    at: startedAt,
    measurand: 'Energy.Active.Import.Register',
    value: '1204500',
    unit: 'Wh',
    phase: null,
    location: 'Outlet',
    moment: 'begin',
    context: 'Transaction.Begin',
    sent: '1204.5',
    signed: null,
    eventType: 'Started',
    seqNo: 0,
    receivedAt: '2026-03-02T08:34:38.702Z',
  },
  TransactionExplanation: {
    stationId,
    transactionId,
    version: '2.0.1',
    evseId: 1,
    connectorId: 1,
    idToken: '***B91C',
    startedAt,
    endedAt,
    stoppedReason: 'EVDisconnected',
    times,
    events: [
      {
        nth: 1,
        eventType: 'Started',
        seqNo: 0,
        timestamp: startedAt,
        receivedAt: '2026-03-02T08:34:38.702Z',
        isOffline: false,
        triggerReason: 'Authorized',
        isConflicting: false,
        told: 'Accepted',
        frame: { messageId, payload: eventPayload },
        changes: [{ field: 'startedAt', from: null, to: startedAt }],
        readings: [
          {
            direction: 'import',
            at: startedAt,
            sent: ['1204.5 kWh (Transaction.Begin)'],
            milliWh: 1_204_500_000,
            verdict: 'first',
            isCounted: true,
            why: 'the first reading: energy is counted from here',
          },
        ],
      },
    ],
    eventsLeftOut: 0,
    energy: {
      billedMilliWh: 16_120_000,
      uncountedMilliWh: 0,
      exportedMilliWh: null,
      firstMilliWh: 1_204_500_000,
      lastMilliWh: 1_220_620_000,
    },
    missing: { seqNos: [], isStartMissing: false, gap: null },
    closed: null,
    flags: [],
  },
  TransactionGap: {
    id: transactionId,
    internalId,
    stationId,
    state: 'open',
    missing: [[3, 4]],
    isStartMissing: false,
    lost: [],
    isStartLost: false,
    seenAt: '2026-03-02T09:10:00.000Z',
    closedAt: null,
    attempts: 1,
    askedAt: '2026-03-02T09:11:00.000Z',
    askAfter: '2026-03-02T09:21:00.000Z',
  },
  StopResult: { status: 'Accepted' },
  Token: {
    type: 'ISO14443',
    idToken: '04A2B91C',
    status: 'Accepted',
    validFrom: null,
    expiresAt: '2027-12-31T23:59:59.000Z',
    group: { idToken: 'FLEET-7' },
    maxConcurrent: 1,
    places: [{ label: 'depot' }],
    connectorTypes: null,
    times: null,
    cacheSeconds: null,
    chargingPriority: null,
    language1: null,
    language2: null,
    personalMessage: null,
    labels: ['fleet'],
  },
  TokenGroup: {
    groupId: 'FLEET-7',
    status: 'Accepted',
    isMasterPass: false,
    name: 'Vans of the depot',
    type: null,
    validFrom: null,
    expiresAt: null,
  },
  Webhook,
  WebhookWithSecret: { ...Webhook, secret: 'whsec_MUAIw0PcUYqk0xn/j+72BGapUW5lSeBYp1IWSdl2q4M=' },
  WebhookDelivery: {
    seq: '01a1ffd1-7c14-7000-8000-fb80d1143f88',
    state: 'delivered',
    attempts: 1,
    lastStatus: 200,
    lastError: null,
    updatedAt: '2026-03-02T10:04:41.412Z',
    event: {
      id: 'evt_5UnrZ3XfnGOIkFYrIMRjLVdHt-y',
      type: 'transaction.ended',
      at: '2026-03-02T10:04:41.300Z',
      station: stationId,
      data: { transaction: Transaction },
    },
  },
  Session: { token: 'ocpps_e954RLcUjkb3Yrfh9E4qCMgvxcL1JaI5193i_MYgUoM', expiresAt: '2026-03-02T20:00:12.050Z', user: User },
  Me: { id: 'user:35e81199-215b-41f7-a708-17f2d41d9dca', kind: 'user', name: 'ann', scopes: ['stations:read', 'commands:send'] },
  User,
  ApiKey,
  NewApiKey: { key: 'ocppk_xHZDIr8g-X5qSdUmjJ89Qydp9cA0--tqVak1U56bLQI', apiKey: ApiKey },
  AuditEntry: {
    id: '01a1ffd1-8268-7000-8000-dfde52742fc9',
    at: createdAt,
    actor: { id: 'user:35e81199-215b-41f7-a708-17f2d41d9dca', kind: 'user', name: 'ann' },
    action: 'putTokenGroup',
    resource: '/v1/token-groups/FLEET-7',
    requestId: 'fa96d6e1-b108-49e9-829e-515d89779e83',
    address: '10.1.2.3',
    outcome: 'done',
    status: 200,
    request: { status: 'Blocked' },
    before: { groupId: 'FLEET-7', status: 'Accepted' },
    after: { groupId: 'FLEET-7', status: 'Blocked' },
  },
  Readiness: {
    status: 'ready',
    durability: { isDurable: true, engine: 'sqlite', details: { journal_mode: 'wal', synchronous: 2 } },
    store: { commits: 48_213, operations: 190_027, seconds: 61.4, pending: 0, failures: 0 },
    connections: 512,
  },
  Problem: notFound,
}

/** By operation and media type, for what is no JSON. */
export const textExamples: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  streamEvents: {
    'text/event-stream': `id: 01a1ffd1-7c14-7000-8000-fb80d1143f88
event: connector.status
data: {"id":"evt_01a1ffc9-3696-7000-8000-325908667030","type":"connector.status","at":"${startedAt}","station":"${stationId}","data":{"evseId":1,"connectorId":1,"status":"Occupied"}}

`,
  },
  explainTransaction: {
    'text/plain': `Transaction ${transactionId} of ${stationId} (OCPP 2.0.1)
  EVSE 1, connector 1, token ***B91C
  from ${startedAt} to ${endedAt}, reason EVDisconnected

Energy
  16120 Wh = 1220620 Wh − 1204500 Wh
`,
  },
  getMetrics: {
    'text/plain': '# HELP ocpp_csms_connections Stations connected now\n# TYPE ocpp_csms_connections gauge\nocpp_csms_connections 512\n',
  },
}
