import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import type { Transactions } from '../transactions/transactions.js'
import { type DisplayMessage, type DisplayTraits, isExpired, isSameLanguage, maxDisplayMessages, wordsFor } from './message.js'
import { shownAt, turns } from './shown.js'

/** What is to be reported of the messages; a field that is missing does not choose. */
export interface DisplayQuery {
  readonly ids?: readonly number[] | undefined
  readonly priority?: string | undefined
  readonly state?: string | undefined
}

export type SetStatus =
  | 'Accepted'
  | 'LanguageNotSupported'
  | 'NotSupportedMessageFormat'
  | 'NotSupportedPriority'
  | 'NotSupportedState'
  | 'Rejected'
  | 'UnknownTransaction'

/** A message as it stands on the display. */
export interface ShownMessage {
  readonly id: number
  readonly priority: DisplayMessage['priority']
  readonly format: string
  readonly language: string | undefined
  readonly text: string
}

const section = 'display'

/** How many messages one NotifyDisplayMessages carries. */
const partLength = 5

/** Messages that a csms leaves for those who stand before the station (O01–O06). */
export class Display {
  /** Made when the first message comes. */
  private kept: Map<number, DisplayMessage> | undefined

  constructor(
    private readonly core: Core,
    readonly traits: DisplayTraits,
    private readonly transactions: Transactions,
  ) {
    const stored = [...core.state.load(section).values()] as DisplayMessage[]
    if (stored.length > 0) this.kept = new Map(stored.map((message) => [message.id, message]))
    core.body.perform((effect) => {
      if (effect.type === 'transactionEnded' && this.kept !== undefined) queueMicrotask(() => this.forgetEnded())
    })
  }

  /** Adds a message, or replaces the one of its id, and the other one that is always in front (O01.FR.16, O06.FR.01). */
  set(message: DisplayMessage): SetStatus {
    const problem = this.problemWith(message)
    if (problem !== undefined) return problem
    const others = this.messages().filter(({ id }) => id !== message.id)
    const replaced = message.priority === 'AlwaysFront' ? others.filter(({ priority }) => priority === 'AlwaysFront') : []
    if (others.length - replaced.length >= maxDisplayMessages) return 'Rejected'
    for (const { id } of replaced) this.remove(id)
    this.kept ??= new Map()
    this.kept.set(message.id, message)
    this.core.state.put(section, String(message.id), message)
    return 'Accepted'
  }

  /** @returns whether there was such a message. */
  clear(id: number): boolean {
    const isThere = this.messages().some((message) => message.id === id)
    this.remove(id)
    return isThere
  }

  find({ ids, priority, state }: DisplayQuery): readonly DisplayMessage[] {
    return this.messages().filter(
      (message) =>
        (ids === undefined || ids.includes(message.id)) &&
        (priority === undefined || message.priority === priority) &&
        (state === undefined || message.state === state),
    )
  }

  /** Sends messages in parts, each of which says whether more follow (O03.FR.02–05, O04.FR.03–06). */
  report(messages: readonly DisplayMessage[], part: (messages: readonly DisplayMessage[], isLast: boolean) => Outgoing): void {
    for (let from = 0; from < messages.length; from += partLength) {
      const to = from + partLength
      this.core.link
        .call(part(messages.slice(from, to), to >= messages.length), { isTriggered: true })
        .catch((error: unknown) => this.core.events.emit('error', { error, during: 'NotifyDisplayMessages' }))
    }
  }

  /** All that there are; those whose time is over are gone (O01.FR.07, O02.FR.07). */
  messages(): readonly DisplayMessage[] {
    if (this.kept === undefined) return []
    const nowMs = this.core.time.nowMs()
    for (const message of [...this.kept.values()]) if (isExpired(message, nowMs)) this.remove(message.id)
    return [...(this.kept?.values() ?? [])]
  }

  /** Those that take turns on the display now, in the words for readers of these languages. */
  inTurn(languages: readonly string[]): readonly ShownMessage[] {
    return this.due().map((message) => this.shown(message, languages))
  }

  /** The one to be seen at this moment. */
  current(languages: readonly string[]): ShownMessage | undefined {
    const message = shownAt(this.due(), this.core.time.nowMs())
    return message && this.shown(message, languages)
  }

  /** Transactions may have gone while the station was off. */
  poweredOn(): void {
    this.forgetEnded()
  }

  private due(): readonly DisplayMessage[] {
    const { time, body } = this.core
    const evseOf = (transactionId: string): number | undefined => this.transactions.find(transactionId)?.evseId
    return turns(this.messages(), { nowMs: time.nowMs(), body: body.state, evseOf })
  }

  private shown({ id, priority, message, messageExtra = [] }: DisplayMessage, languages: readonly string[]): ShownMessage {
    const contents = [message, ...messageExtra].filter(({ format }) => this.traits.formats.includes(format))
    const { format, language, content } = wordsFor(contents, languages) ?? message
    return { id, priority, format, language, text: content }
  }

  private problemWith({ priority, state, message, messageExtra = [], transactionId, endDateTime }: DisplayMessage): SetStatus | undefined {
    const { traits } = this
    const contents = [message, ...messageExtra]
    if (!traits.priorities.includes(priority)) return 'NotSupportedPriority'
    if (state !== undefined && !traits.states.includes(state)) return 'NotSupportedState'
    if (!contents.some(({ format }) => traits.formats.includes(format))) return 'NotSupportedMessageFormat'
    if (!contents.every(({ language }) => this.knows(language))) return 'LanguageNotSupported'
    if (transactionId !== undefined && this.transactions.find(transactionId) === undefined) return 'UnknownTransaction'
    const isOver = endDateTime !== undefined && Date.parse(endDateTime) <= this.core.time.nowMs()
    return isOver ? 'Rejected' : undefined
  }

  private knows(language: string | undefined): boolean {
    const { languages } = this.traits
    return languages === undefined || language === undefined || languages.some((known) => isSameLanguage(known, language))
  }

  /** A message about a transaction goes with it (O02.FR.02). */
  private forgetEnded(): void {
    for (const { id, transactionId } of this.messages()) {
      if (transactionId !== undefined && this.transactions.find(transactionId) === undefined) this.remove(id)
    }
  }

  private remove(id: number): void {
    if (this.kept?.delete(id) !== true) return
    if (this.kept.size === 0) this.kept = undefined
    this.core.state.remove(section, String(id))
  }
}
