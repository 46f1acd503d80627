import { describe, expect, it } from 'vitest'
import { parseScenario } from './parse.js'

describe('a scenario file', () => {
  it('gives its steps with their lines, and durations in ms', () => {
    const { name, stations, steps } = parseScenario(
      ['name: N', 'station: { version: 2.1 }', 'steps:', '  - start:', '  - wait: 90', '  - waitFor: { event: accepted, within: 1m }'].join(
        '\n',
      ),
    )
    expect({ name, stations }).toEqual({ name: 'N', stations: { station: { version: '2.1' } } })
    expect(steps).toMatchObject([
      { deed: 'start', body: {}, line: 4 },
      { waitMs: 90_000, line: 5 },
      { waitFor: { event: 'accepted', withinMs: 60_000 }, line: 6 },
    ])
  })

  it('may be JSON', () => {
    expect(parseScenario('{"steps":[{"unplug":{"evseId":2}}]}').steps).toMatchObject([{ deed: 'unplug', body: { evseId: 2 } }])
  })

  it.each([
    ['steps: [', 'f.yaml:1: '],
    ['step: []', 'f.yaml:1: steps is missing'],
    ['steps: []', 'f.yaml:1: steps must not have fewer than 1 items'],
    ['steps:\n  - explode: {}', 'f.yaml:2: a step needs one of wait, waitFor, expectState, start, '],
    ['steps:\n  - plugIn: {}\n    unplug: {}', 'f.yaml:3: a step does one thing, not plugIn and unplug'],
    ['steps:\n  - start:\n  - plugIn:\n      evsId: 1', 'f.yaml:4: evsId is not known here'],
    ['steps:\n  - plugIn:\n      evseId: one', 'f.yaml:3: evseId must be integer'],
    ['steps:\n  - presentCard: {}', 'f.yaml:2: idToken is missing'],
    ['steps:\n  - start:\n    expct: {}', 'f.yaml:3: expct is not known here'],
    ['steps:\n  - wait: soon', 'f.yaml:2: wait must be a duration such as 30s, 5m or 1h'],
    ['steps:\n  - waitFor: { event: accepted, message: Heartbeat }', 'f.yaml:2: waitFor needs event or message, one of them'],
    ['stations: { a: {} }\nsteps:\n  - start:\n    station: b', 'f.yaml:4: there is no station "b"; there are a'],
    ['station: { evses: many }\nsteps: [{ start: }]', 'f.yaml:1: evses must be array'],
    ['station: {}\nstations: {}\nsteps: [{ start: }]', 'f.yaml:2: there is station or stations, not both'],
  ])('%j is refused, with the line and the key', (text, problem) => {
    expect(() => parseScenario(text, 'f.yaml')).toThrow(problem)
  })
})
