import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileStateStore } from './file.js'
import { createMemoryStateStore } from './memory.js'
import type { StateStore } from './store.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocpp-kit-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = (): string => join(folder, 'deep', 'CP1.jsonl')

describe.each<[string, () => StateStore]>([
  ['a state in memory', createMemoryStateStore],
  ['a state in a file', () => createFileStateStore(file())],
])('%s', (_, create) => {
  it('gives back what was put, section by section, in the order of the first put', () => {
    const state = create()
    state.put('outbox', '1', { action: 'A' })
    state.put('outbox', '2', { action: 'B' })
    state.put('settings', '1', 7)
    state.put('outbox', '1', { action: 'A', attempts: 1 })
    expect([...state.load('outbox')]).toEqual([
      ['1', { action: 'A', attempts: 1 }],
      ['2', { action: 'B' }],
    ])
    expect([...state.load('settings').values()]).toEqual([7])
    expect(state.load('nothing').size).toBe(0)
    state.close?.()
  })

  it('forgets what was removed, and takes the removal of what is not there', () => {
    const state = create()
    state.put('outbox', '1', 'a')
    state.remove('outbox', '1')
    state.remove('outbox', '1')
    state.remove('nowhere', '1')
    expect(state.load('outbox').size).toBe(0)
    state.close?.()
  })

  it('gives a copy, which later changes leave alone', () => {
    const state = create()
    state.put('outbox', '1', 'a')
    const before = state.load('outbox')
    state.put('outbox', '2', 'b')
    expect(before.size).toBe(1)
    state.close?.()
  })
})

describe.each<[string, () => StateStore]>([
  ['a state in memory', createMemoryStateStore],
  ['a state in a file', () => createFileStateStore(file())],
])('%s, changed in a batch', (_, create) => {
  it('shows each change at once, also in a batch within a batch', () => {
    const state = create()
    state.put('outbox', '1', 'a')
    state.batch?.(() => {
      state.put('outbox', '2', 'b')
      state.batch?.(() => state.remove('outbox', '1'))
      expect([...state.load('outbox').keys()]).toEqual(['2'])
    })
    expect([...state.load('outbox').keys()]).toEqual(['2'])
    state.close?.()
  })

  it('keeps what was changed before something in it failed', () => {
    const state = create()
    expect(() =>
      state.batch?.(() => {
        state.put('outbox', '1', 'a')
        throw new Error('no')
      }),
    ).toThrow('no')
    state.put('outbox', '2', 'b')
    expect([...state.load('outbox').keys()]).toEqual(['1', '2'])
    state.close?.()
  })
})

describe('a state in a file', () => {
  it('holds all changes of a batch or, where it was cut off, none', () => {
    const first = createFileStateStore(file())
    first.put('outbox', '1', 'a')
    first.batch?.(() => {
      first.remove('outbox', '1')
      first.put('outbox', '2', 'b')
      first.put('records', '1', { nextSeqNo: 2 })
    })
    first.close?.()
    const text = readFileSync(file(), 'utf8')
    const whole = createFileStateStore(file())
    expect([[...whole.load('outbox')], [...whole.load('records').keys()]]).toEqual([[['2', 'b']], ['1']])
    whole.close?.()
    const end = text.trimEnd().length
    for (let length = text.trimEnd().lastIndexOf('\n') + 1; length < end; length += 1) {
      writeFileSync(file(), text.slice(0, length))
      const torn = createFileStateStore(file())
      expect([[...torn.load('outbox')], torn.load('records').size]).toEqual([[['1', 'a']], 0])
      torn.close?.()
    }
  })

  it('is there again when the file is opened anew', () => {
    const first = createFileStateStore(file())
    first.put('outbox', '1', { text: 'line\nend "quoted" ü' })
    first.put('outbox', '2', null)
    first.remove('outbox', '1')
    first.put('outbox', '1', 'later')
    // Not closed: as if the power had gone.
    const second = createFileStateStore(file())
    expect([...second.load('outbox')]).toEqual([
      ['2', null],
      ['1', 'later'],
    ])
    first.close?.()
    second.close?.()
  })

  it.each(['["outbox"', '["outbox","2","tor', '\u0000\u0000'])('leaves out a last line that was cut off: %j', (torn) => {
    const first = createFileStateStore(file())
    first.put('outbox', '1', 'whole')
    first.close?.()
    appendFileSync(file(), torn)
    const second = createFileStateStore(file())
    expect([...second.load('outbox')]).toEqual([['1', 'whole']])
    second.put('outbox', '2', 'next')
    second.close?.()
    expect([...createFileStateStore(file()).load('outbox').keys()]).toEqual(['1', '2'])
  })

  it('refuses a file that holds something else, naming the line, and leaves it as it is', () => {
    const path = join(folder, 'notes.txt')
    writeFileSync(path, '["outbox","1",2]\nbuy milk\n')
    expect(() => createFileStateStore(path)).toThrow(/notes\.txt, line 2: this is not the state of a station/)
    expect(readFileSync(path, 'utf8')).toContain('buy milk')
  })

  it('stays small however much was written', () => {
    const state = createFileStateStore(file(), { sync: false })
    for (let count = 0; count < 20_000; count += 1) state.put('meter', '1', { energyWh: count, filler: 'x'.repeat(50) })
    expect(statSync(file()).size).toBeLessThan(200_000)
    expect([...state.load('meter').values()]).toEqual([{ energyWh: 19_999, filler: 'x'.repeat(50) }])
    state.close?.()
  })
})
