import type { Protocol } from '@ocpp-kit/rpc'
import { type Listener, type ListenOptions, listen } from '@ocpp-kit/rpc/ws'
import { attend } from './attendance.js'
import { checkCommands } from './commands/plan-check.js'
import type { Control } from './control/control.js'
import { MockServerError, messageOf, OptionError } from './errors.js'
import { createFace } from './face.js'
import { hooksOf } from './hooks.js'
import type { MockServer, MockServerOf } from './mock-server.js'
import { checkOptionNames, optionNames } from './option-names.js'
import { type MockServerSettings, resolveOptions } from './options.js'
import { createParts, type Parts } from './parts.js'
import { openRecord } from './record.js'
import { createRuleCheck } from './rules/rule-check.js'
import { vocabularyOf } from './rules/vocabulary.js'
import { securityOptions } from './security.js'
import type { MockVersion } from './version.js'
import { watch } from './watch.js'

/** WebSocket close code "going away". */
const goingAway = 1001

/**
 * A mock server that speaks the versions given, in order of preference.
 * @throws TypeError naming the option that is wrong, or the rule by its path
 * @throws MockServerError `PORT_TAKEN`
 */
export async function startMockServer<V extends MockVersion>(
  versions: readonly V[],
  options: MockServerSettings = {},
): Promise<MockServerOf<V['protocol']>> {
  checkOptionNames(options)
  const { own, door } = resolveOptions(options, createRuleCheck(vocabularyOf(versions)))
  await checkCommands(own.commands, versions, door.validation)
  const parts = createParts(versions, own)
  const { listener, closeRecord } = await open<V['protocol']>(parts, door)

  let control: Control | undefined
  let closing: Promise<void> | undefined
  const shutDown = async (): Promise<void> => {
    parts.commander.end()
    parts.delays.end()
    parts.memory.received.end()
    await control?.close()
    await listener.close({ code: goingAway })
    await closeRecord()
  }
  const close = (): Promise<void> => {
    closing ??= shutDown()
    return closing
  }
  const setUp = async (): Promise<void> => void (await own.setup?.(server as unknown as MockServer))
  const server = createFace({ parts, listener, controlUrl: () => control?.url, setUp, close })
  try {
    await setUp()
    control = await openControl(server as unknown as MockServer, parts)
  } catch (error) {
    await close()
    throw portTaken(error)
  }
  return server
}

/** Lets stations in, and every frame into the record. */
async function open<P extends Protocol>(parts: Parts, door: object): Promise<{ listener: Listener<P>; closeRecord: () => Promise<void> }> {
  const { own, memory, answering, events, report, protocols } = parts
  const { record: path, redact } = own
  const onRecordError = (error: unknown): void => report(error, { event: 'record' })
  const record = path === undefined ? undefined : await openRecord({ path, redact, onError: onRecordError })
  let listener: Listener<P>
  try {
    const { tls } = door as Pick<ListenOptions, 'tls'>
    listener = await listen({
      ...door,
      ...securityOptions(own, tls),
      ...hooksOf(parts),
      versions: protocols as readonly P[],
    } as ListenOptions<P>)
  } catch (error) {
    await record?.close()
    throw optionWrong(portTaken(error))
  }
  record?.attach(listener)
  watch(listener, { events, messages: memory.messages, verdicts: memory.verdicts, isChosen: (error) => answering.isChosen(error) })
  attend(listener, parts)
  return { listener, closeRecord: async () => record?.close() }
}

async function openControl(server: MockServer, { own, report }: Parts): Promise<Control | undefined> {
  const { controlPort: port, controlHost: host } = own
  if (port === undefined) return undefined
  const { startControl } = await import('./control/control.js')
  return startControl(server, { port, host, onError: (error) => report(error, { event: 'control' }) })
}

/** Tells an option that `listen()` refuses from whatever else may go wrong. */
function optionWrong(error: unknown): unknown {
  const [name = ''] = error instanceof TypeError ? (/^\w+/.exec(error.message) ?? []) : []
  const isOption = optionNames.includes(name) || name === 'authenticate' || name === 'verifyCertificate'
  return isOption ? new OptionError(messageOf(error), { cause: error }) : error
}

/** Tells a port that is taken from whatever else may go wrong. */
function portTaken(error: unknown): unknown {
  const { code, port, address } = error as { code?: unknown; port?: unknown; address?: unknown }
  if (code !== 'EADDRINUSE') return error
  return new MockServerError('PORT_TAKEN', `another program listens on ${String(address)}:${String(port)}`, { cause: error })
}
