import { hasMessage, type MessageName, readMessageName } from '../catalogue.js'
import { type Environment, protocols } from './environment.js'
import { UsageError } from './input.js'
import { versionNames } from './options.js'

/** Reads the name of a message. @throws UsageError naming the versions that have it, else the names like it, else where all of them are shown */
export async function readName({ protocol, options }: Environment, text: string): Promise<MessageName> {
  try {
    return readMessageName(protocol, text)
  } catch (error) {
    const { message } = error as Error
    const others = versionNames.filter((version) => version !== options.version)
    const having = (await Promise.all(others.map((version) => protocols[version]()))).filter((other) => hasMessage(other, text))
    if (having.length > 0)
      throw new UsageError(
        `OCPP ${protocol.version} has no message "${text}"; ${having.map(({ version }) => `--version=${version}`).join(' and ')} ${having.length > 1 ? 'have' : 'has'} it`,
      )
    throw new UsageError(message.endsWith('?') ? message : `${message}; "ocpp-sender --list --version=${protocol.version}" shows them all`)
  }
}
