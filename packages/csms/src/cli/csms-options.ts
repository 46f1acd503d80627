import type { Logger } from 'pino'
import type { CsmsOptions } from '../options.js'
import type { AnyVersion } from '../version.js'
import { messageOf } from './log.js'
import type { Settings } from './settings.js'
import { tlsOf } from './tls.js'

/** The drain and the closing handshakes together stay under 2 s. */
const closeTimeoutMs = 1_000

/** What `createCsms` is told, beside versions and store. */
export function optionsOf(settings: Settings, log: Logger): Omit<CsmsOptions<AnyVersion>, 'versions' | 'store'> {
  return {
    port: settings.port,
    host: settings.host,
    path: settings.path,
    nodeId: settings.nodeId,
    tls: tlsOf(settings),
    tlsTerminated: settings.tlsTerminated === 'yes',
    duplicates: settings.duplicates,
    acceptRate: { requestsPerSecond: settings.acceptRate, burst: settings.acceptRate },
    unknownStations: settings.unknownStations,
    securityProfile: settings.securityProfile,
    operatorName: settings.operatorName.length === 0 ? undefined : settings.operatorName,
    passwordKey: settings.passwordKey,
    shortPasswords: settings.shortPasswords === 'allow',
    messageLog: settings.keepMessages > 0,
    tokens: settings.token.map((idToken) => ({ idToken })),
    unknownTokens: settings.unknownTokens,
    localList: settings.localList,
    clearCacheOnChange: settings.clearCacheOnChange === 'yes',
    closing: {
      replacedAfterMinutes: settings.closeReplacedAfter,
      rebootedAfterMinutes: settings.closeRebootedAfter,
      idleAfterHours: settings.closeIdleAfter,
      startlessAfterHours: settings.closeStartlessAfter,
      silentAfterHours: settings.closeSilentAfter,
    },
    maxPowerW: settings.maxPower,
    webhooks: { allowsHttp: settings.webhooksHttp === 'allow' },
    heartbeatIntervalSeconds: settings.heartbeat,
    spool: spoolOf(settings),
    retryIntervalSeconds: settings.retry,
    closeTimeoutMs,
    onError: (error, { connection, action, messageId, event }) =>
      log.error({ event: 'error', identity: connection?.identity, messageId }, `${action ?? event}: ${messageOf(error)}`),
  }
}

/** What outlives the process would belong to a database that does not. */
function spoolOf({ spool, database }: Settings): string | undefined {
  const chosen = spool ?? (database === ':memory:' ? 'off' : './ocpp-kit.spool')
  return chosen === 'off' ? undefined : chosen
}
