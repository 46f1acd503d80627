import { CalledActions } from './called-actions.js'
import type { Clock } from './clock.js'
import { corrupt } from './corruption.js'
import { Emitter } from './emitter.js'
import { FaultMatcher, listOf } from './fault-matcher.js'
import type { FaultEvent, FaultySocket } from './fault-options.js'
import type { FaultDirection, FaultMs, FaultRule } from './fault-rules.js'
import { checkFaultRules } from './fault-rules-check.js'
import { CALL } from './frame.js'
import { type FrameHead, readFrameHead } from './frame-head.js'
import { HeldFrames } from './held-frames.js'
import { createRandom, type Random, randomInteger } from './random.js'
import type { SocketPort, SocketReceiver } from './socket.js'

/** A frame on its way through the wrapper. */
interface Passing {
  readonly direction: FaultDirection
  readonly text: string
  readonly head: FrameHead | undefined
  readonly action: string | undefined
  /** Time since the call that it answers. */
  readonly sinceCallMs: number | undefined
}

const defaultReorderMs = 1_000
/** A server that met a condition it did not expect (RFC 6455 §7.4.1). */
const defaultCloseCode = 1011
/** What a socket reports that ended without a close frame (RFC 6455 §7.4.1). */
const brokenCode = 1006

/** Applies the rules to the frames of both directions. */
export class FaultWrapper implements FaultySocket, SocketReceiver {
  readonly seed: number | string | undefined
  readonly events = new Emitter<{ fault: FaultEvent }>()
  private matcher: FaultMatcher
  private receiver: SocketReceiver | undefined
  private readonly station: string
  private readonly clock: Clock
  private readonly randoms: Readonly<Record<FaultDirection, Random>>
  private readonly blocked = { in: false, out: false }
  private readonly called = new CalledActions()
  private readonly held: HeldFrames
  private state: 'open' | 'closing' | 'closed' = 'open'
  /** Set when the peer has gone and a half-open socket does not tell. */
  private untoldEnd: (() => void) | undefined

  constructor(
    private readonly inner: SocketPort,
    rules: readonly FaultRule[],
    { seed, station, clock, random }: { seed: number | string; station: string; clock: Clock; random: Random | undefined },
  ) {
    this.matcher = new FaultMatcher(checkFaultRules(rules))
    this.seed = random === undefined ? seed : undefined
    this.station = station
    this.clock = clock
    this.randoms = {
      in: random ?? createRandom(`${seed}/${station}/in`),
      out: random ?? createRandom(`${seed}/${station}/out`),
    }
    this.held = new HeldFrames(clock, ({ direction, text }) => this.arrive(direction, text))
  }

  get rules(): readonly FaultRule[] {
    return this.matcher.rules
  }

  set rules(rules: readonly FaultRule[]) {
    this.matcher = new FaultMatcher(checkFaultRules(rules))
    this.blocked.in = false
    this.blocked.out = false
    this.untoldEnd?.()
  }

  get bufferedBytes(): number {
    return this.inner.bufferedBytes + this.held.size('out')
  }

  attach(receiver: SocketReceiver): void {
    this.receiver = receiver
    this.inner.attach(this)
  }

  send(text: string): void {
    if (this.state === 'open') this.take('out', text)
  }

  receive(text: string): void {
    this.take('in', text)
  }

  close(code: number, reason: string): void {
    if (this.state !== 'open') return
    this.state = 'closing'
    this.held.hurry('out')
    // The peer is gone already, so there is nobody to close with.
    if (this.untoldEnd !== undefined) queueMicrotask(() => this.end(brokenCode, ''))
    else this.inner.close(code, reason)
  }

  closed(code: number, reason: string): void {
    this.held.lose('out')
    if (this.blocked.in && this.state === 'open') this.untoldEnd = () => this.end(code, reason)
    else this.end(code, reason)
  }

  private end(code: number, reason: string): void {
    if (this.state === 'closed') return
    this.held.hurry('in')
    // What the receiver said to that comes too late.
    this.held.lose('out')
    this.state = 'closed'
    this.untoldEnd = undefined
    this.receiver?.closed(code, reason)
  }

  private take(direction: FaultDirection, text: string): void {
    if (this.blocked[direction]) return
    const head = readFrameHead(text)
    const now = this.clock.monotonic()
    const { action, at } = this.called.look(direction, head, now)
    const frame = { direction, text, head, action, sinceCallMs: at === undefined ? undefined : now - at }
    const facts = { direction, station: this.station, messageType: head?.messageType, action }
    const index = this.matcher.match(facts, this.randoms[direction], (rule) => this.canApply(rule, frame))
    const rule = this.matcher.rules[index]
    if (rule === undefined) this.arrive(direction, text)
    else this.apply(rule, index, frame)
  }

  private canApply(rule: FaultRule, { direction, head, sinceCallMs }: Passing): boolean {
    // If two waited for each other, both would wait for the timer: the second is the one that the first waits for.
    if (rule.do === 'reorder') return !this.held.isReordering(direction)
    if (rule.do === 'wrongId') return head !== undefined
    return rule.do !== 'late' || sinceCallMs !== undefined
  }

  private apply(rule: FaultRule, index: number, frame: Passing): void {
    const { direction, text } = frame
    const random = this.randoms[direction]
    const tell = (effect: { changedText?: string; delayMs?: number } = {}): void => this.tell(rule, index, frame, effect)
    switch (rule.do) {
      case 'drop':
        return tell()
      case 'delay':
        return this.delay(frame, drawMs(rule.ms, random), tell)
      case 'late':
        // An answer that is late by itself needs no help.
        return this.delay(frame, Math.max(0, drawMs(rule.ms, random) - (frame.sinceCallMs ?? 0)), tell, true)
      case 'duplicate': {
        const delayMs = drawMs(rule.ms ?? 0, random)
        tell({ delayMs })
        this.arrive(direction, text)
        for (let copy = 0; copy < (rule.times ?? 1); copy += 1) {
          if (delayMs === 0) this.arrive(direction, text)
          else this.hold(direction, text, delayMs)
        }
        return
      }
      case 'reorder': {
        const delayMs = drawMs(rule.ms ?? defaultReorderMs, random)
        tell({ delayMs })
        return this.hold(direction, text, delayMs, rule.frames ?? 1)
      }
      case 'corrupt': {
        const changedText = corrupt(text, random, listOf(rule.how))
        tell({ changedText })
        return this.arrive(direction, changedText)
      }
      case 'wrongId': {
        const changedText = this.giveWrongId(
          frame,
          rule.id ?? `wrong-${randomInteger(random, 0, 0xffffffff).toString(16).padStart(8, '0')}`,
        )
        tell({ changedText })
        return this.arrive(direction, changedText)
      }
      case 'halfOpen':
        tell()
        this.block(rule.direction ?? 'both')
        return rule.pass === true ? this.deliver(direction, text) : undefined
      case 'close':
        tell()
        return this.closeAt(frame, rule.pass ?? false, rule.code ?? defaultCloseCode, rule.reason ?? '')
    }
  }

  private delay({ direction, text }: Passing, delayMs: number, tell: (effect: { delayMs: number }) => void, isLate = false): void {
    if (delayMs === 0) return this.arrive(direction, text)
    tell({ delayMs })
    this.hold(direction, text, delayMs, Number.POSITIVE_INFINITY, isLate)
  }

  private hold(direction: FaultDirection, text: string, delayMs: number, framesLeft = Number.POSITIVE_INFINITY, isLost = false): void {
    this.held.hold({ direction, text, dueAt: this.clock.monotonic() + delayMs, framesLeft, isLost })
  }

  private giveWrongId({ direction, text, head, action }: Passing, id: string): string {
    if (head === undefined) return text
    // The peer answers under the wrong id, and that answer still belongs to this action.
    if (head.messageType === CALL && action !== undefined) this.called.note(direction, id, action, this.clock.monotonic())
    return text.slice(0, head.idStart) + JSON.stringify(id).slice(1, -1) + text.slice(head.idEnd)
  }

  private block(direction: FaultDirection | 'both'): void {
    for (const one of ['in', 'out'] as const) {
      if (direction !== 'both' && direction !== one) continue
      this.blocked[one] = true
      this.held.lose(one)
    }
  }

  /** The frame that a close is due at may still arrive, but nothing that is said to it goes out. */
  private closeAt({ direction, text }: Passing, pass: boolean, code: number, reason: string): void {
    if (this.state !== 'open') return
    if (pass && direction === 'out') this.arrive('out', text)
    this.close(code, reason)
    if (pass && direction === 'in') this.deliver('in', text)
  }

  private arrive(direction: FaultDirection, text: string): void {
    if (this.blocked[direction]) return
    this.deliver(direction, text)
    this.held.passed(direction)
  }

  private deliver(direction: FaultDirection, text: string): void {
    if (direction === 'out') this.inner.send(text)
    else if (this.state !== 'closed') this.receiver?.receive(text)
  }

  private tell(rule: FaultRule, index: number, frame: Passing, { changedText, delayMs }: { changedText?: string; delayMs?: number }): void {
    if (!this.events.has('fault')) return
    const { station } = this
    const { direction, text } = frame
    this.events.emit('fault', {
      at: this.clock.now(),
      station,
      direction,
      do: rule.do,
      rule: index,
      name: rule.name,
      text,
      changedText,
      delayMs,
    })
  }
}

const drawMs = (ms: FaultMs, random: Random): number => (typeof ms === 'number' ? ms : ms[0] + Math.round(random() * (ms[1] - ms[0])))
