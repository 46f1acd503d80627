import type { Command, CommandError, CommandReason, Evidence } from './command.js'

/** What an answer means for its command; `check`: the station has to be asked whether it took effect. */
export type Outcome = { readonly state: 'done' | 'rejected'; readonly reason?: CommandReason | undefined } | { readonly state: 'check' }

/** What happens to a command; `at` is ISO 8601 in UTC. */
export type CommandEvent = { readonly at: string } & (
  | {
      readonly type: 'take'
      readonly messageId: string
      readonly sentBy: string
      readonly version: string
      /** Of the connection that it is to be sent over; where the station has a newer one, nothing is taken (G11). */
      readonly epoch?: number | undefined
      readonly requestId?: number
    }
  /** It was taken, but its frame never written. */
  | { readonly type: 'unsent'; readonly messageId: string; readonly retryAt: string }
  | { readonly type: 'answered'; readonly messageId: string; readonly outcome: Outcome; readonly response: object }
  | {
      readonly type: 'callError' | 'invalidAnswer'
      readonly messageId: string
      readonly error: CommandError
      /** Of a command that went in parts: what those before this one were answered. */
      readonly response?: object | undefined
      /** The station does not take itself for accepted yet: it may be asked again when it has booted. */
      readonly isTooEarly?: boolean
    }
  | {
      readonly type: 'noAnswer'
      readonly reason: 'noAnswer' | 'connectionLost' | 'restart'
      /** Missing at a restart: whatever was on its way. */
      readonly messageId?: string | undefined
      readonly retryAt: string
      readonly canReadBack: boolean
    }
  | { readonly type: 'unreachable'; readonly reason: 'notConnected' | 'notAccepted' }
  | { readonly type: 'refuse'; readonly reason: 'invalidPayload' | 'otherVersion'; readonly error: CommandError }
  | { readonly type: 'cancel' }
  | { readonly type: 'supersede'; readonly by: string }
  /** Its time, or the time in which facts may settle it, is over. */
  | { readonly type: 'expire'; readonly canReadBack: boolean }
  | ({ readonly type: 'fact' } & Evidence)
  | { readonly type: 'readBack'; readonly verdict: 'applied' | 'notApplied' | 'unknown' }
)

/** What is to be done once the command is stored. */
export type CommandEffect =
  /** Put the frame on the wire. */
  | { readonly type: 'write'; readonly messageId: string; readonly payload: object }
  /** Ask the station whether it took effect. */
  | { readonly type: 'readBack' }
  | { readonly type: 'tell'; readonly event: 'command.sent' | 'command.ended' | 'command.reconciled' }

export interface Reduction {
  /** It was not taken, as the station has a newer connection. */
  readonly isFenced?: true | undefined
  readonly command: Command
  readonly effects: readonly CommandEffect[]
}

/** Sendings of a read: the first, and three more. */
export const maxReads = 4
/** How long facts may settle what became of a one-shot command: a station may have been offline for a day. */
export const settleMs = 86_400_000

type Of<T extends CommandEvent['type']> = Extract<CommandEvent, { readonly type: T }>

const ended: CommandEffect = { type: 'tell', event: 'command.ended' }

/** Moves a command on. Total: an event that does not fit changes nothing (G12). */
export function reduceCommand(command: Command, event: CommandEvent): Reduction {
  switch (command.state) {
    case 'queued':
      return whileQueued(command, event)
    case 'sent':
      return whileSent(command, event)
    case 'checking':
      return whileChecking(command, event)
    case 'ambiguous':
      return whenAmbiguous(command, event)
    default:
      return same(command)
  }
}

function whileQueued(command: Command, event: CommandEvent): Reduction {
  switch (event.type) {
    case 'take':
      return event.at >= command.expiresAt ? expire(command, { ...event, type: 'expire', canReadBack: false }) : take(command, event)
    case 'unreachable':
      if (command.whenOffline === 'refuse') return end(command, 'failed', event)
      return command.isHeld === true ? same(command) : keep({ ...command, isHeld: true, retryAt: undefined })
    case 'refuse':
      return end({ ...command, error: event.error }, 'failed', event)
    case 'cancel':
      return end(command, 'cancelled', { at: event.at })
    case 'supersede':
      return end({ ...command, supersededBy: event.by }, 'cancelled', { at: event.at, reason: 'superseded' })
    case 'expire':
      return event.at >= command.expiresAt ? expire(command, event) : same(command)
    default:
      return same(command)
  }
}

function take(command: Command, { at, messageId, sentBy, version, epoch, requestId }: Of<'take'>): Reduction {
  // Belt and braces: nothing that is never repeated comes back into the queue.
  if (command.behaves === 'oneShot' && command.attempt > 0) return end(command, 'ambiguous', { at, reason: 'noAnswer' })
  const { isHeld, retryAt, evidence, epoch: before, ...rest } = command
  const sent: Command = {
    ...rest,
    state: 'sent',
    version,
    attempt: command.attempt + 1,
    messageId,
    sentBy,
    ...(epoch !== undefined && { epoch }),
    sentAt: at,
    ...(requestId !== undefined && { requestId }),
  }
  const payload = requestId === undefined ? command.payload : { ...command.payload, requestId }
  return {
    command: sent,
    effects: [
      { type: 'write', messageId, payload },
      { type: 'tell', event: 'command.sent' },
    ],
  }
}

/** What was never sent has expired; of what was sent without an answer nobody knows, unless the station can be asked. */
function expire(command: Command, { at, canReadBack }: Of<'expire'>): Reduction {
  if (command.attempt === 0 || command.behaves === 'read') return end(command, 'expired', { at })
  return canReadBack ? check(command) : end(command, 'ambiguous', { at, reason: command.reason ?? 'noAnswer' })
}

function whileSent(command: Command, event: CommandEvent): Reduction {
  switch (event.type) {
    case 'cancel':
      return keep({ ...command, isCancelling: true })
    case 'supersede':
      return keep({ ...command, supersededBy: event.by })
    case 'fact':
      return command.evidence === undefined
        ? keep({ ...command, evidence: { verdict: event.verdict, reason: event.reason } })
        : same(command)
    case 'answered':
    case 'callError':
    case 'invalidAnswer':
    case 'unsent':
      return event.messageId === command.messageId ? afterAttempt(command, event) : same(command)
    case 'noAnswer':
      return (event.messageId ?? command.messageId) === command.messageId ? noAnswer(command, event) : same(command)
    default:
      return same(command)
  }
}

function afterAttempt(command: Command, event: Of<'answered' | 'callError' | 'invalidAnswer' | 'unsent'>): Reduction {
  switch (event.type) {
    case 'answered':
      return answered(command, event)
    case 'callError':
      return event.isTooEarly === true && command.behaves === 'converging'
        ? repeat({ ...command, reason: 'notAccepted' }, { ...event, retryAt: event.at, reason: 'notAccepted' })
        : end(faulty(command, event), 'failed', { at: event.at })
    case 'invalidAnswer': {
      const broken = faulty(command, event)
      return command.behaves === 'oneShot'
        ? unanswered(broken, { at: event.at, reason: 'invalidAnswer' })
        : end(broken, 'failed', { at: event.at, reason: 'invalidAnswer' })
    }
    default:
      // Whoever asked may ask again: what became of it is certain.
      return command.behaves === 'oneShot'
        ? end(command, 'failed', { at: event.at, reason: 'notSent' })
        : repeat({ ...command, reason: 'notSent' }, event)
  }
}

const faulty = (command: Command, { error, response }: Of<'callError' | 'invalidAnswer'>): Command => ({
  ...command,
  error,
  ...(response !== undefined && { result: response }),
})

function answered(command: Command, { at, outcome, response }: Of<'answered'>): Reduction {
  const told = { ...command, result: response }
  return outcome.state === 'check' ? check(told) : end(told, outcome.state, { at, reason: outcome.reason })
}

function noAnswer(command: Command, event: Of<'noAnswer'>): Reduction {
  const silent = { ...command, reason: event.reason }
  if (command.behaves === 'oneShot') return unanswered(silent, event)
  return repeat(silent, event)
}

/** One that is never repeated: facts may have told of it already, or may do so later. */
function unanswered(command: Command, { at, reason }: { readonly at: string; readonly reason: CommandReason }): Reduction {
  const { evidence } = command
  if (evidence !== undefined) return end(command, evidence.verdict, { at, reason: evidence.reason })
  return end({ ...command, settleUntil: later(at, settleMs) }, 'ambiguous', { at, reason })
}

interface Repetition {
  readonly at: string
  readonly retryAt: string
  readonly reason?: CommandReason
  readonly canReadBack?: boolean
}

function repeat(command: Command, { at, retryAt, reason, canReadBack = false }: Repetition): Reduction {
  if (command.supersededBy !== undefined) return end(command, 'cancelled', { at, reason: 'superseded' })
  if (command.isCancelling === true) return end(command, 'cancelled', { at })
  if (command.behaves === 'read' && command.attempt >= maxReads) return end(command, 'failed', { at, reason: reason ?? 'notSent' })
  if (at >= command.expiresAt) return expire(command, { at, type: 'expire', canReadBack })
  // A station that is gone is sent it when it comes back, one that is not accepted when it has booted, one that is silent after a while.
  const isGone = reason === 'connectionLost' || reason === 'restart' || reason === 'notAccepted'
  if (command.behaves === 'converging' && isGone) return keep({ ...command, state: 'queued', isHeld: true })
  return keep({ ...command, state: 'queued', ...(command.behaves === 'converging' && { retryAt }) })
}

function whileChecking(command: Command, event: CommandEvent): Reduction {
  switch (event.type) {
    case 'readBack':
      return readBack(command, event)
    case 'noAnswer':
      return end(command, 'ambiguous', { at: event.at, reason: event.reason })
    case 'cancel':
      return keep({ ...command, isCancelling: true })
    case 'supersede':
      return keep({ ...command, supersededBy: event.by })
    default:
      return same(command)
  }
}

function readBack(command: Command, { at, verdict }: Of<'readBack'>): Reduction {
  if (verdict === 'applied') return end(command, 'done', { at, reason: 'readBack' })
  // It was asked because of an answer, which then stands.
  if (command.result !== undefined) return end(command, 'rejected', { at })
  if (verdict === 'notApplied') return end(command, 'failed', { at, reason: 'notApplied' })
  return end(command, 'ambiguous', { at, reason: command.reason ?? 'noAnswer' })
}

/** The only way out of an end: facts that settle it, once. */
function whenAmbiguous(command: Command, event: CommandEvent): Reduction {
  if (command.settleUntil === undefined) return same(command)
  switch (event.type) {
    case 'fact':
      return settle(command, event.verdict, event)
    case 'answered':
      if (event.messageId !== command.messageId || event.outcome.state === 'check') return same(command)
      return settle({ ...command, result: event.response }, event.outcome.state, { at: event.at, reason: 'lateAnswer' })
    case 'callError':
      if (event.messageId !== command.messageId) return same(command)
      return settle({ ...command, error: event.error }, 'failed', { at: event.at, reason: 'lateAnswer' })
    case 'expire':
      return event.at >= command.settleUntil ? keep({ ...command, settleUntil: undefined }) : same(command)
    default:
      return same(command)
  }
}

const settle = (command: Command, state: Command['state'], { at, reason }: { at: string; reason: CommandReason }): Reduction => ({
  command: { ...command, state, reason, settleUntil: undefined, reconciledAt: at },
  effects: [{ type: 'tell', event: 'command.reconciled' }],
})

const check = (command: Command): Reduction => ({ command: { ...command, state: 'checking' }, effects: [{ type: 'readBack' }] })

function end(command: Command, state: Command['state'], { at, reason }: { at: string; reason?: CommandReason | undefined }): Reduction {
  const { isHeld, retryAt, reason: before, ...rest } = command
  return { command: { ...rest, state, reason, endedAt: at }, effects: [ended] }
}

const keep = (command: Command): Reduction => ({ command, effects: [] })
const same = keep

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString()

/** Whether an event changed anything that has to be stored. */
export const isChanged = (before: Command, { command }: Reduction): boolean => before !== command
