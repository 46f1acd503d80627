import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Token } from '../authorization/token.js'
import { type DesiredList, desiredList } from './list.js'
import type { ListRecord } from './list-state.js'
import { localList as ocpp16 } from './ocpp16.js'
import { localList as ocpp201 } from './ocpp201.js'
import type { ListMessage } from './plan.js'
import { type ListPort, syncList } from './sync.js'

class Crash extends Error {}

const forms = { '1.6': ocpp16, '2.0.1': ocpp201 } as const
type Form = keyof typeof forms

const itemsPerMessage = 3
const maxEntries = 8

/** A station and a program whose power may be cut at any step, before it has an effect or after. */
class World {
  version = 0
  list = new Map<string, string>()
  record: ListRecord | undefined
  tokens: readonly Token[] = []
  nowMs = 0
  /** What each version stood for, as this csms sent it. */
  readonly contents = new Map<number, string>()
  readonly faults: string[] = []
  private left = Number.POSITIVE_INFINITY
  private isAfter = false

  constructor(private readonly form: Form) {}

  desired = (): DesiredList =>
    desiredList({ tokens: this.tokens, groups: new Map() }, forms[this.form], {
      scope: 'all',
      station: { stationId: 'cp1', labels: [], evses: [] },
      excluded: [],
      maxEntries,
      maxEntryBytes: Number.POSITIVE_INFINITY,
      nowMs: this.nowMs,
    })

  /** Runs a sync that is cut off at a step, or none. */
  async run(cutAt = Number.POSITIVE_INFINITY, isAfter = false): Promise<void> {
    this.left = cutAt
    this.isAfter = isAfter
    const port: ListPort = {
      form: forms[this.form],
      version: () => this.step(() => (this.form === '1.6' && this.list.size === 0 ? 0 : this.version)),
      limits: () =>
        this.step(() => ({ isSupported: true, isEnabled: true, itemsPerMessage, maxEntries, readAt: new Date(0).toISOString() })),
      reportedMaxEntries: () => Promise.reject(new Error('it has said so itself')),
      send: (message) => this.step(() => ({ status: this.take(message) })),
    }
    const save = (record: ListRecord): Promise<void> =>
      this.step(() => {
        this.record = structuredClone(record)
      })
    try {
      await syncList(port, { record: this.record, isFull: false, desired: this.desired, save, nowMs: () => this.nowMs })
    } catch (error) {
      if (!(error instanceof Crash)) throw error
    }
  }

  private async step<T>(act: () => T): Promise<T> {
    this.left -= 1
    if (this.left === 0 && !this.isAfter) throw new Crash()
    const result = act()
    if (this.left === 0) throw new Crash()
    if (this.left < 0) throw new Error('the program went on after it was cut off')
    return result
  }

  private take({ updateType, version, entries }: ListMessage): 'Accepted' | 'VersionMismatch' | 'Failed' {
    if (version <= 0 || entries.length > itemsPerMessage) this.faults.push(`version ${version} with ${entries.length} entries`)
    if (updateType === 'Differential' && version <= this.version) return 'VersionMismatch'
    if (updateType === 'Full') this.list.clear()
    for (const entry of entries as readonly Record<string, unknown>[]) {
      const { idTag, idToken } = entry as { idTag?: string; idToken?: { idToken: string } }
      const name = String(idTag ?? idToken?.idToken)
      if ('idTagInfo' in entry || 'idTokenInfo' in entry) this.list.set(name, JSON.stringify(entry))
      else this.list.delete(name)
      if (this.list.size > maxEntries) this.faults.push(`${this.list.size} entries`)
    }
    this.version = version
    const content = JSON.stringify([...this.list].toSorted())
    if ((this.contents.get(version) ?? content) !== content) this.faults.push(`version ${version} stands for two contents`)
    this.contents.set(version, content)
    return 'Accepted'
  }
}

const statuses = ['Accepted', 'Blocked', 'Invalid'] as const
const tokenOf = ([name, status]: readonly [number, number]): Token => ({ idToken: `T${name}`, type: 'Local', status: statuses[status] })

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('tokens' as const),
      tokens: fc.uniqueArray(fc.tuple(fc.nat(11), fc.nat(2)), { selector: ([name]) => name }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.integer({ min: 1, max: 12 }), isAfter: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('run' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const) }) },
)

describe.each(['1.6', '2.0.1'] as const)('the list of a station of OCPP %s', (form) => {
  test('comes to what it should be, wherever the program was cut off, and no version ever stands for two contents', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const world = new World(form)
        for (const one of steps) {
          if (one.kind === 'tokens') world.tokens = one.tokens.toSorted(([left], [right]) => left - right).map(tokenOf)
          if (one.kind === 'cut') await world.run(one.at, one.isAfter)
          if (one.kind === 'run') await world.run()
          if (one.kind === 'lose') {
            world.version = 0
            world.list.clear()
          }
          // What was known of the station is lost, and with it which versions were used.
          if (one.kind === 'restore') {
            world.record = undefined
            world.contents.clear()
          }
        }
        await world.run()
        const entries = world.desired().entries.map(({ token, entry }) => [token.idToken, JSON.stringify(entry)] as const)
        expect([...world.list].toSorted()).toEqual(entries.toSorted())
        expect(world.record).toMatchObject({ status: 'inSync', failures: 0 })
        expect(world.faults).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
