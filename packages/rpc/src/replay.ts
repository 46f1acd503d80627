import { CarriedValues } from './carried-values.js'
import { CALL, CALLERROR, CALLRESULT, encode, type Frame } from './frame.js'
import { compareJson } from './json-difference.js'
import { maxTimerMs } from './options.js'
import { type ReplayOptions, type ResolvedReplayOptions, resolveReplayOptions } from './replay-options.js'
import type { ReplayDifference, ReplayReport } from './replay-report.js'
import { isRequest, planReplay, type ReplayStep, readAnyFrame } from './replay-steps.js'
import type { SocketReceiver } from './socket.js'
import type { TranscriptEntry } from './transcript.js'

/**
 * Plays one side of a transcript against a live peer and tells how the peer differs from the recorded one.
 * Own frames go out in their order, each once the frames of the peer before it have come or were given up; own calls keep their
 * recorded ids, own answers take the ids of the live calls. The peer's requests are matched by action, its answers by id.
 * Always ends: with the last step, the socket, the deadline or the signal.
 * @throws TypeError naming the option that is wrong, such as a `station` of which there are no entries; or there are no entries at all
 */
export async function replay(transcript: readonly TranscriptEntry[], options: ReplayOptions): Promise<ReplayReport> {
  const resolved = resolveReplayOptions(transcript, options)
  return new Replay(planReplay(transcript, resolved.as, resolved.station), resolved).run()
}

const textOf = (frame: Frame): string =>
  frame[0] === CALLRESULT ? 'CALLRESULT' : `${frame[0] === CALLERROR ? 'CALLERROR' : 'CALLRESULTERROR'} ${frame[2]}`

class Replay implements SocketReceiver {
  private ended: ReplayReport['ended'] | undefined
  private sent = 0
  private matched = 0
  private skipped = 0
  private differences: ReplayDifference[] = []
  private firstUndone = 0
  private readonly carried: CarriedValues
  /** Looks again whether a wait is over. */
  private wake: () => void = () => {}

  constructor(
    private readonly steps: readonly ReplayStep[],
    private readonly options: ResolvedReplayOptions,
  ) {
    this.carried = new CarriedValues(options.carry)
  }

  async run(): Promise<ReplayReport> {
    const { socket, clock, signal, deadlineMs } = this.options
    const onAbort = (): void => this.end('aborted')
    const deadline = clock.setTimeout(() => this.end('deadline'), deadlineMs)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted === true) onAbort()
    socket.attach(this)
    let before: ReplayStep | undefined
    for (const step of this.steps) {
      const pauseMs = before === undefined ? 0 : Math.max(0, step.at - before.at) / this.options.pace
      before = step
      if (step.isOwn) await this.takeTurn(step, pauseMs)
      else await this.expect(step, pauseMs)
    }
    clock.clearTimeout(deadline)
    signal?.removeEventListener('abort', onAbort)
    this.ended ??= 'completed'
    const { ended, sent, matched, skipped, differences } = this
    return { ended, isSame: ended === 'completed' && differences.length === 0, sent, matched, skipped, differences }
  }

  closed(): void {
    this.end('closed')
  }

  private end(how: ReplayReport['ended']): void {
    this.ended ??= how
    this.wake()
  }

  private wait(ms: number, isOver: () => boolean): Promise<void> {
    const { clock } = this.options
    if (ms <= 0 || this.ended !== undefined || isOver()) return Promise.resolve()
    return new Promise((resolve) => {
      const finish = (): void => {
        clock.clearTimeout(timer)
        this.wake = () => {}
        resolve()
      }
      const timer = clock.setTimeout(finish, Math.min(ms, maxTimerMs))
      this.wake = () => {
        if (this.ended !== undefined || isOver()) finish()
      }
    })
  }

  // ── ours ────────────────────────────────────────────────────────────────────────────────────────────────────────

  private async takeTurn(step: ReplayStep, pauseMs: number): Promise<void> {
    await this.wait(pauseMs, () => step.state === 'done')
    if (this.ended === undefined && step.state === 'open') this.send(step)
  }

  private send(step: ReplayStep): void {
    const text = this.liveText(step)
    step.state = 'done'
    if (text === undefined) {
      this.skipped += 1
      return
    }
    this.sent += 1
    this.options.socket.send(text)
  }

  /** The frame as it is in the live run; `undefined` for the answer to a call that did not come. */
  private liveText({ frame, call, text }: ReplayStep): string | undefined {
    if (frame === undefined) return text
    const isAnswerToPeer = call !== undefined && !call.isOwn
    if (isAnswerToPeer && call.liveId === undefined) return undefined
    const last = frame.length - 1
    const live = frame.map((element, at) => (at === last ? this.carried.translate(element) : element))
    if (isAnswerToPeer) live[1] = call.liveId
    // What changes nothing leaves even the notation alone.
    return JSON.stringify(live) === JSON.stringify(frame) ? text : JSON.stringify(live)
  }

  // ── theirs ──────────────────────────────────────────────────────────────────────────────────────────────────────

  private async expect(step: ReplayStep, pauseMs: number): Promise<void> {
    await this.wait(pauseMs + this.options.timeoutMs, () => step.state === 'done')
    if (step.state !== 'open') return
    step.state = 'missed'
    this.differences.push({ kind: 'missing', entry: step.entry, action: step.action, frame: step.text })
  }

  receive(text: string): void {
    if (this.ended !== undefined) return
    const frame = readAnyFrame(text)
    const step = this.findTheirs((one) => one.state !== 'done' && this.isSuch(one, frame))
    if (step === undefined) this.receiveUnexpected(frame, text)
    else this.match(step, frame, text)
    this.wake()
  }

  /** The first of the peer's steps that is such; those that are done for good are not looked at again. */
  private findTheirs(isSought: (step: ReplayStep) => boolean): ReplayStep | undefined {
    const { steps } = this
    while (this.firstUndone < steps.length && (steps[this.firstUndone]?.isOwn || steps[this.firstUndone]?.state === 'done'))
      this.firstUndone += 1
    for (let at = this.firstUndone; at < steps.length; at += 1) {
      const step = steps[at] as ReplayStep
      if (!step.isOwn && isSought(step)) return step
    }
    return undefined
  }

  private isSuch(step: ReplayStep, frame: Frame | undefined): boolean {
    if (frame === undefined || step.frame === undefined) return frame === step.frame
    if (isRequest(frame)) return step.frame[0] === frame[0] && step.frame[2] === frame[2]
    const { call } = step
    if (call === undefined) return false
    // Own calls went out under their recorded ids.
    return call.isOwn
      ? call.state === 'done' && step.frame[1] === frame[1] && frame[0] <= CALLERROR
      : call.liveId === frame[1] && frame[0] > CALLERROR
  }

  private match(step: ReplayStep, frame: Frame | undefined, text: string): void {
    const { entry, action } = step
    if (step.state === 'missed') this.differences = this.differences.filter((one) => one.kind !== 'missing' || one.entry !== entry)
    if (step.state === 'missed') this.differences.push({ kind: 'late', entry, action, frame: text })
    step.state = 'done'
    this.matched += 1
    if (frame === undefined || step.frame === undefined) return
    this.compare(step, step.frame, frame)
    if (frame[0] === CALL) step.liveId = frame[1]
    const earlier = this.findTheirs((one) => one.state === 'open')
    if (earlier === undefined || earlier.entry > entry) return
    if (isRequest(frame) && this.findTheirs((one) => one.state === 'open' && isRequest(one.frame) && one.entry < entry) !== undefined) {
      this.differences.push({ kind: 'order', entry, action, frame: text })
    }
    // The peer may send what we wait for only once it has this answer.
    const answer = frame[0] === CALL ? this.steps.find((one) => one.call === step && one.isOwn && one.state === 'open') : undefined
    if (answer !== undefined) this.send(answer)
  }

  private compare({ entry, action }: ReplayStep, recorded: Frame, live: Frame): void {
    const isAnswer = !isRequest(recorded)
    if (isAnswer && textOf(recorded) !== textOf(live)) {
      this.differences.push({ kind: 'answer', entry, action, expected: textOf(recorded), actual: textOf(live) })
      return
    }
    const [before, after] = [recorded, live].map((frame) => frame[frame.length - 1])
    this.carried.learn(before, after)
    for (const difference of compareJson(this.carried.translate(before), after, this.options.ignoredIn(action))) {
      this.differences.push({ kind: 'payload', entry, action, ...difference })
    }
  }

  private receiveUnexpected(frame: Frame | undefined, text: string): void {
    const action = frame !== undefined && isRequest(frame) ? String(frame[2]) : undefined
    this.differences.push({ kind: 'unexpected', action, frame: text })
    // Unanswered, it would keep the peer from going on until it times out.
    if (frame?.[0] === CALL) this.options.socket.send(encode([CALLERROR, frame[1], 'NotSupported', 'not in the transcript', {}]))
  }
}
