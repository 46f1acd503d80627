import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionEvents, FrameRecord } from './connection.js'
import { Emitter } from './emitter.js'
import { createRedactor } from './redact.js'
import { createTranscript, formatEntry, parseEntry, parseTranscript, type TranscriptEntry, TranscriptError } from './transcript.js'

const record: FrameRecord = {
  at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  direction: 'in',
  identity: 'CP1',
  version: '1.6',
  text: '[2,"1","Authorize",{"idTag":"04A1B2"}]',
  verdict: { kind: 'ok' },
}

const entry: TranscriptEntry = {
  at: '2026-01-02T03:04:05.006Z',
  recordedBy: 'csms',
  direction: 'in',
  station: 'CP1',
  version: '1.6',
  frame: record.text,
  verdict: { kind: 'ok' },
}

describe('createTranscript', () => {
  it('writes one line a frame, field by field in a fixed order', () => {
    const lines: string[] = []
    createTranscript({ recordedBy: 'csms', write: (line) => lines.push(line), redact: false }).record(record)
    expect(lines).toEqual([
      '{"at":"2026-01-02T03:04:05.006Z","recordedBy":"csms","direction":"in","station":"CP1","version":"1.6",' +
        '"frame":"[2,\\"1\\",\\"Authorize\\",{\\"idTag\\":\\"04A1B2\\"}]","verdict":{"kind":"ok"}}',
    ])
  })

  it('redacts unless it is told not to', () => {
    const lines: string[] = []
    createTranscript({ recordedBy: 'csms', write: (line) => lines.push(line) }).record(record)
    expect(lines[0]).not.toContain('04A1B2')
    expect(parseEntry(lines[0] ?? '').frame).toMatch(/^\[2,"1","Authorize",\{"idTag":"\*[a-z2-7]{17}"\}\]$/)
  })

  it('uses the redactor it is given, so that several transcripts agree on their pseudonyms', () => {
    const lines: string[] = []
    const redact = createRedactor({ key: 'shared' })
    createTranscript({ recordedBy: 'csms', write: (line) => lines.push(line), redact }).record(record)
    expect(lines[0]).toContain(createRedactor({ key: 'shared' }).token('04A1B2'))
  })

  it('records what an emitter of frames tells, until it is detached', () => {
    const lines: string[] = []
    const events = new Emitter<ConnectionEvents>()
    const detach = createTranscript({ recordedBy: 'station', write: (line) => lines.push(line) }).attach(events)
    events.emit('frame', record)
    detach()
    events.emit('frame', record)
    expect(lines).toHaveLength(1)
    expect(events.has('frame')).toBe(false)
  })

  it.each([
    [{ recordedBy: 'both', write: () => {} }, "recordedBy must be 'station' or 'csms', not \"both\""],
    [{ recordedBy: 'csms' }, 'write must be a function'],
  ])('names the option that is wrong: %j', (options, message) => {
    expect(() => createTranscript(options as never)).toThrow(message)
  })
})

describe('parseTranscript', () => {
  it('reads back what was written, whatever the frame contains', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.boolean(), (frames, isCrLf) => {
        const entries = frames.map((frame) => ({ ...entry, frame }))
        const text = entries.map((one) => `${formatEntry(one)}${isCrLf ? '\r' : ''}\n`).join('\n')
        expect(parseTranscript(text)).toEqual(entries)
      }),
    )
  })

  it('reads every kind of verdict', () => {
    const verdicts: TranscriptEntry['verdict'][] = [
      { kind: 'ok' },
      { kind: 'unmatched' },
      { kind: 'fault', fault: 'notJson', reason: 'the text is not JSON' },
      { kind: 'violation', violations: [{ pointer: '/idTag', keyword: 'maxLength', code: 'X', message: 'm' }] },
    ]
    for (const verdict of verdicts) expect(parseEntry(formatEntry({ ...entry, verdict })).verdict).toEqual(verdict)
  })

  it.each([
    ['{"at":', 'transcript line 3: is not JSON'],
    ['[]', 'transcript line 3: is not a JSON object'],
    [JSON.stringify({ ...entry, at: 'yesterday' }), 'transcript line 3: "at" must be a time in ISO 8601, not "yesterday"'],
    [JSON.stringify({ ...entry, at: 5 }), 'transcript line 3: "at" must be'],
    [JSON.stringify({ ...entry, recordedBy: 'me' }), 'transcript line 3: "recordedBy" must be "station" or "csms", not "me"'],
    [JSON.stringify({ ...entry, direction: 'up' }), 'transcript line 3: "direction" must be'],
    [JSON.stringify({ ...entry, station: undefined }), 'transcript line 3: "station" must be a text, not missing'],
    [JSON.stringify({ ...entry, version: 16 }), 'transcript line 3: "version" must be'],
    [JSON.stringify({ ...entry, frame: [2] }), 'transcript line 3: "frame" must be the message as text, not [2]'],
    [JSON.stringify({ ...entry, verdict: 'ok' }), 'transcript line 3: "verdict" must be'],
    [JSON.stringify({ ...entry, verdict: { kind: 'toString' } }), 'transcript line 3: "verdict" must be'],
    [JSON.stringify({ ...entry, verdict: { kind: 'fault' } }), 'transcript line 3: "verdict" must be'],
  ])('names the line and the field that are wrong: %s', (line, message) => {
    const text = `${formatEntry(entry)}\n\n${line}\n`
    expect(() => parseTranscript(text)).toThrow(TranscriptError)
    expect(() => parseTranscript(text)).toThrow(message)
  })
})
