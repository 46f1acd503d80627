import { describe, expect, test } from 'vitest'
import { type ClosingFacts, decideClosing, resolveClosing, shortestWait } from './closing.js'

const nowMs = Date.UTC(2026, 0, 10)
const minuteMs = 60_000
const hourMs = 3_600_000

const facts = (more: Partial<ClosingFacts> = {}): ClosingFacts => ({
  nowMs,
  toldMs: nowMs - 300 * hourMs,
  hasStart: true,
  isConnected: true,
  heardMs: nowMs,
  bootedMs: undefined,
  availableMs: undefined,
  replacedMs: undefined,
  ...more,
})

const policy = resolveClosing(undefined)
const ruleOf = (more: Partial<ClosingFacts>, by = policy) => decideClosing(facts(more), by)?.rule

describe('a transaction that runs', () => {
  test('on a station that is connected is left alone, however long it is quiet', () => {
    expect(ruleOf({})).toBeUndefined()
  })

  test('is replaced an hour after another one of its EVSE became known, if nothing more was told of it', () => {
    expect(ruleOf({ replacedMs: nowMs - 60 * minuteMs })).toBe('replaced')
    expect(ruleOf({ replacedMs: nowMs - 59 * minuteMs })).toBeUndefined()
    expect(ruleOf({ replacedMs: nowMs - 90 * minuteMs, toldMs: nowMs - 5 * minuteMs })).toBeUndefined()
  })

  test('is over an hour after its station has booted and told of its connector as Available (1.6 and 2.x)', () => {
    const bootedMs = nowMs - 70 * minuteMs
    expect(ruleOf({ bootedMs, availableMs: nowMs - 61 * minuteMs })).toBe('rebooted')
    expect(ruleOf({ bootedMs, availableMs: nowMs - 59 * minuteMs })).toBeUndefined()
    // The state was told before the boot, or the transaction after it.
    expect(ruleOf({ bootedMs, availableMs: nowMs - 80 * minuteMs, toldMs: nowMs - 75 * minuteMs })).toBeUndefined()
    expect(ruleOf({ bootedMs, availableMs: nowMs - 61 * minuteMs, toldMs: nowMs - 65 * minuteMs })).toBeUndefined()
    expect(ruleOf({ bootedMs })).toBeUndefined()
  })

  test('is over a day after its connector became Available', () => {
    expect(ruleOf({ availableMs: nowMs - 24 * hourMs })).toBe('idle')
    expect(ruleOf({ availableMs: nowMs - 23 * hourMs })).toBeUndefined()
    expect(ruleOf({ availableMs: nowMs - 24 * hourMs, toldMs: nowMs - 10 * hourMs })).toBeUndefined()
  })

  test('whose start never came is over a day after its last word', () => {
    expect(ruleOf({ hasStart: false, toldMs: nowMs - 24 * hourMs })).toBe('startless')
    expect(ruleOf({ hasStart: false, toldMs: nowMs - 23 * hourMs })).toBeUndefined()
  })

  test('is over three days after the last sign of a station that is gone', () => {
    expect(ruleOf({ isConnected: false, heardMs: nowMs - 72 * hourMs })).toBe('silent')
    expect(ruleOf({ isConnected: false, heardMs: nowMs - 71 * hourMs })).toBeUndefined()
  })

  test('is told why it ends', () => {
    expect(decideClosing(facts({ availableMs: nowMs - 25 * hourMs }), policy)?.reason).toBe(
      'its connector is Available since 2026-01-08T23:00:00.000Z',
    )
  })
})

describe('the policy', () => {
  test('has rules that can be turned off, one by one or all', () => {
    const evidence = { replacedMs: 0, availableMs: nowMs - 25 * hourMs, toldMs: nowMs - 30 * hourMs }
    expect(ruleOf(evidence)).toBe('replaced')
    expect(ruleOf(evidence, resolveClosing({ replacedAfterMinutes: false }))).toBe('idle')
    expect(ruleOf({ ...evidence, isConnected: false, heardMs: 0, hasStart: false }, resolveClosing(false))).toBeUndefined()
    expect(shortestWait(resolveClosing(false))).toBe(Number.POSITIVE_INFINITY)
  })

  test('names what is wrong with it', () => {
    expect(() => resolveClosing({ silentAfterHours: -1 })).toThrow(
      'closing.silentAfterHours must be a number of at least 0, or false, not -1',
    )
  })
})
