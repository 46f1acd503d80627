import { ConfigError } from './config-error.js'
import type { Settings } from './settings.js'

/**
 * What settings cannot know of each other when they are read one by one.
 * @throws ConfigError naming those that do not fit
 */
export function checkTogether(settings: Settings): void {
  const found = rules.find(([isWrong]) => isWrong(settings))
  if (found !== undefined) throw new ConfigError(found[1])
}

const hasTls = ({ tlsCert }: Settings): boolean => tlsCert.length > 0

const isTerminated = ({ tlsTerminated }: Settings): boolean => tlsTerminated === 'yes'

const rules: readonly (readonly [(settings: Settings) => boolean, string])[] = [
  [({ tlsCert, tlsKey }) => tlsCert.length !== tlsKey.length, 'TLS needs a --tls-key for each --tls-cert, in the same order'],
  [(all) => all.tlsCa !== undefined && !hasTls(all), '--tls-ca needs --tls-cert and --tls-key'],
  [(all) => isTerminated(all) && hasTls(all), '--tls-terminated says that TLS ends at a proxy; with --tls-cert it ends here'],
  [
    (all) => all.securityProfile === 2 && !hasTls(all) && !isTerminated(all),
    '--security-profile 2 needs --tls-cert and --tls-key, or --tls-terminated yes behind a proxy with TLS',
  ],
  [
    (all) => all.securityProfile === 3 && !hasTls(all),
    '--security-profile 3 needs --tls-cert and --tls-key: a proxy hides the certificates of stations',
  ],
  [(all) => all.securityProfile === 1 && isTerminated(all), '--security-profile 1 is without TLS; with --tls-terminated it is 2'],
  [(all) => all.securityProfile === 1 && hasTls(all), '--security-profile 1 is without TLS; with --tls-cert it is 2'],
  [({ securityProfile, tlsCa }) => securityProfile === 3 && tlsCa === undefined, '--security-profile 3 needs --tls-ca'],
  [
    ({ tlsCa, operatorName }) => tlsCa !== undefined && operatorName.length === 0,
    "--tls-ca needs --operator-name, the organization that stations' certificates name",
  ],
  [({ tlsCa, operatorName }) => tlsCa === undefined && operatorName.length > 0, '--operator-name needs --tls-ca'],
  [({ database, schema }) => schema !== undefined && !/^postgres(ql)?:/.test(database), '--schema is of PostgreSQL alone; see --database'],
  [
    ({ port, host, httpPort, httpHost = host }) => port !== 0 && port === httpPort && host === httpHost,
    '--port and --http-port must differ',
  ],
]
