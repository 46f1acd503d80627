import { nearest, type Protocol } from '@ocpp-kit/rpc'

/* The messages of a version by name: which there are, who sends them, what somebody may have meant. */

export type MessageKind = 'request' | 'response'

/** What a name comes to. */
export interface MessageName {
  readonly action: string
  readonly kind: MessageKind
}

export const actionNames = (protocol: Protocol): string[] => Object.keys(protocol.actions)

/**
 * The name of a message's schema.
 * @throws TypeError the version has no such action, or it is a SEND, which has no response
 */
export function definitionOf(protocol: Protocol, action: string, kind: MessageKind): string {
  const facts = Object.hasOwn(protocol.actions, action) ? protocol.actions[action] : undefined
  if (facts === undefined) throw new TypeError(unknownMessage(protocol, action))
  if (facts.kind === 'call') return kind === 'request' ? `${action}Request` : `${action}Response`
  if (kind === 'response') throw new TypeError(`${action} is a SEND of OCPP ${protocol.version}, which has no response`)
  return action
}

interface Reading {
  /** The name without its suffix. */
  readonly stem: string
  readonly found: MessageName | undefined
}

function read(protocol: Protocol, text: string): Reading {
  const [, stem = text, suffix = ''] = /^(.*?)(request|req|response|conf)?$/i.exec(text) ?? []
  const kind = /^(response|conf)$/i.test(suffix) ? 'response' : 'request'
  const names = actionNames(protocol)
  // StatusNotification.req and .conf is how 1.6 writes it.
  const wanted = stem.replace(/\.$/, '').toLowerCase()
  const action = names.find((name) => name.toLowerCase() === wanted) ?? names.find((name) => name.toLowerCase() === text.toLowerCase())
  return { stem, found: action === undefined ? undefined : { action, kind } }
}

/**
 * Reads a name with or without its suffix, in any case: `BootNotification`, `bootnotificationrequest`, `BootNotificationResponse`.
 * @throws TypeError naming the messages that were spelled almost so
 */
export function readMessageName(protocol: Protocol, text: string): MessageName {
  const { stem, found } = read(protocol, text)
  if (found === undefined) throw new TypeError(unknownMessage(protocol, stem))
  return found
}

export const hasMessage = (protocol: Protocol, text: string): boolean => read(protocol, text).found !== undefined

function unknownMessage(protocol: Protocol, word: string): string {
  const near = nearest(word, actionNames(protocol))
  return `OCPP ${protocol.version} has no message "${word}"${near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`}`
}
