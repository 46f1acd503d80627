import { CALL, CALLRESULT, encode, type Protocol, SEND } from '@ocpp-kit/rpc'
import { actionNames, definitionOf, type MessageName } from '../catalogue.js'
import { createGenerator } from '../generate/generate.js'
import type { Environment } from './environment.js'
import { exitCodes } from './exit-codes.js'
import { asUsage } from './input.js'
import { readName } from './message-name.js'
import { isWhole } from './options.js'

/* What needs no connection. */

/** `generate`: requests and answers as frames, one a line. */
export async function showGenerated(environment: Environment, names: readonly string[]): Promise<number> {
  const { options, protocol, print, json } = environment
  const generator = await createGenerator(protocol)
  const messages: MessageName[] = []
  for (const name of names) messages.push(await readName(environment, name))
  for (const { action, kind } of messages) asUsage(() => definitionOf(protocol, action, kind))
  for (const { action, kind } of messages) {
    const { seed } = options
    const payload = generator(action, kind, { seed, optional: isWhole(options) }) as unknown as object
    const messageId = seed === undefined ? crypto.randomUUID() : `seed-${seed}`.slice(0, 36)
    const type = protocol.actions[action]?.kind === 'send' ? SEND : CALL
    const frame = kind === 'response' ? encode([CALLRESULT, messageId, payload]) : encode([type, messageId, action, payload])
    if (options.json) json({ action, kind, frame: JSON.parse(frame) as unknown })
    else print.line(frame)
  }
  return exitCodes.ok
}

const directions = {
  station: 'station → csms',
  csms: 'csms → station',
  both: 'both ways',
} as const

/** `--list`: the messages by block and direction. */
export function showList({ options, protocol, print, json }: Environment): number {
  if (options.json) {
    json({
      version: protocol.version,
      messages: actionNames(protocol).map((action) => {
        const { sentBy, kind, block } = factsOf(protocol, action)
        return { action, block, sentBy, kind }
      }),
    })
    return exitCodes.ok
  }
  print.line(`OCPP ${protocol.version}: ${actionNames(protocol).length} messages`)
  for (const [block, actions] of byBlock(protocol)) {
    print.line(`\n${block}`)
    for (const action of actions) {
      const { sentBy, kind } = factsOf(protocol, action)
      print.line(`  ${action.padEnd(36)} ${directions[sentBy]}${kind === 'send' ? ', SEND' : ''}`)
    }
  }
  return exitCodes.ok
}

const factsOf = (protocol: Protocol, action: string) => protocol.actions[action] as NonNullable<Protocol['actions'][string]>

/** Within a block: first what the station sends, then what the csms does. */
function byBlock(protocol: Protocol): [string, string[]][] {
  const order = ['station', 'both', 'csms']
  const blocks = new Map<string, string[]>()
  for (const action of actionNames(protocol)) {
    const { block } = factsOf(protocol, action)
    blocks.set(block, [...(blocks.get(block) ?? []), action])
  }
  const rank = (action: string): number => order.indexOf(factsOf(protocol, action).sentBy)
  return [...blocks].map(([block, actions]) => [block, actions.sort((a, b) => rank(a) - rank(b))])
}
