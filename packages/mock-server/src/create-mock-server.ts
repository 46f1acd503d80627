import { OptionError } from './errors.js'
import type { MockServerOf } from './mock-server.js'
import type { MockServerSettings } from './options.js'
import { startMockServer } from './start.js'
import type { MockVersion } from './version.js'

/** Loaded when chosen, so that a test pays for the versions it speaks. In order of preference. */
const loaders = {
  '2.1': async () => (await import('./versions/ocpp21.js')).ocpp21,
  '2.0.1': async () => (await import('./versions/ocpp201.js')).ocpp201,
  '1.6': async () => (await import('./versions/ocpp16.js')).ocpp16,
}

type Loaders = typeof loaders

/** The versions of OCPP that the server speaks. */
export type VersionName = keyof Loaders

type ProtocolOf<N extends VersionName> = Awaited<ReturnType<Loaders[N]>>['protocol']

export const versionNames = Object.keys(loaders) as readonly VersionName[]

/** What is spoken, and all other options. */
export interface MockServerOptions<N extends VersionName = VersionName> extends MockServerSettings {
  /** In order of preference: the first that a station offers is chosen. Default: 2.1, 2.0.1, 1.6. */
  readonly versions?: readonly N[] | undefined
}

/**
 * Starts a stand-in for a csms, which answers every message of a station validly.
 * @throws TypeError naming the option that is wrong
 * @throws MockServerError `PORT_TAKEN`
 */
export async function createMockServer<const N extends VersionName = VersionName>(
  options: MockServerOptions<N> = {},
): Promise<MockServerOf<ProtocolOf<N>>> {
  const { versions, ...settings } = options
  return startMockServer(await loadVersions<N>(versions ?? (versionNames as readonly N[])), settings)
}

/** @throws OptionError a name is unknown */
export async function loadVersions<N extends VersionName>(names: readonly N[]): Promise<readonly MockVersion<ProtocolOf<N>>[]> {
  if (!Array.isArray(names) || names.length === 0) throw new OptionError(`versions must be a list of ${versionNames.join(', ')}`)
  for (const [at, name] of names.entries()) {
    if (!versionNames.includes(name))
      throw new OptionError(`versions[${at}] must be one of ${versionNames.join(', ')}, not ${JSON.stringify(name)}`)
  }
  return Promise.all(names.map(async (name: N) => (await loaders[name]()) as unknown as MockVersion<ProtocolOf<N>>))
}
