import { randomBytes } from 'node:crypto'
import { createRedactor, type Redactor } from '@ocpp-kit/rpc'
import type { ResolvedConnectionOptions } from '../connection/options.js'
import { UnacceptedShare } from '../connection/unaccepted-share.js'
import type { Core } from '../core.js'
import { MessageArchive, type MessageLogFigures } from './message-archive.js'

/** The message log of the store. */
export interface MessagesFeature {
  start(): void
  /** Resolves when what was seen is kept. */
  flush(): Promise<void>
  stop(): Promise<void>
  /** Undefined where no messages are kept. */
  readonly figures: MessageLogFigures | undefined
}

interface MessagesParts {
  readonly options: ResolvedConnectionOptions['messageLog']
  /** Whether acceptance means anything in that version. */
  readonly asksAcceptance: (version: string) => boolean
  readonly listen: ListenToMessages
}

export function createMessages(core: Core, { options, asksAcceptance, listen }: MessagesParts): MessagesFeature {
  if (options === undefined) return { start: () => {}, flush: async () => {}, stop: async () => {}, figures: undefined }
  const { idTokens, maxQueued } = options
  let made: Promise<Redactor> | undefined
  /** Pseudonyms stay the same over restarts and nodes, so that a token can be looked for. */
  const redactor = (): Promise<Redactor> => {
    made ??= core.store.credentials.secret(core.tenantId, 'pseudonyms', randomBytes(32).toString('base64')).then(
      (key) => createRedactor({ key, tokens: idTokens }),
      (error: unknown) => {
        made = undefined
        throw error
      },
    )
    return made
  }
  const share = new UnacceptedShare(core, asksAcceptance)
  const archive = new MessageArchive({ core, redactor, maxQueued, share: (exchange) => share.of(exchange) })
  let off: (() => void) | undefined
  return {
    start: () => {
      off ??= listen((exchange) => archive.see(exchange))
    },
    flush: () => archive.flush(),
    stop: async () => {
      off = void off?.()
      await archive.close()
    },
    get figures() {
      return archive.figures
    },
  }
}

type ListenToMessages = (see: MessageArchive['see']) => () => void
