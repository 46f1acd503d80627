import { type Core, nowIso } from '../core.js'
import { fold } from '../identifier.js'
import type { Command } from './command.js'
import { type Fact, reasonOf } from './facts.js'
import type { CommandEvent } from './reduce.js'
import type { CommandRow } from './rows.js'

export interface ReconcilerOptions {
  readonly core: Core
  readonly rowOf: (command: Command) => CommandRow | undefined
  readonly happened: (command: Command, event: CommandEvent) => Promise<Command | undefined>
}

/** Settles what became of commands that are never repeated, by what else a station tells. */
export interface Reconciler {
  /** Takes note of a command as it is now. */
  note(command: Command): void
  /** Takes up what is open of a station that has come. */
  load(identity: string): Promise<void>
  /** Tells what has happened at a station. */
  saw(identity: string, fact: Fact): void
  stop(): void
}

/** Watches the events of the csms while there is something to settle. */
export function createReconciler({ core, rowOf, happened }: ReconcilerOptions): Reconciler {
  const { store, sessions, events, clock } = core
  /** By station, then by command: those that facts may tell of. */
  const watched = new Map<string, Map<string, Command>>()
  /** Facts wait until it is known what they may tell of. */
  const loading = new Map<string, Promise<void>>()

  const note = (command: Command): void => {
    const { stationId } = command.station
    const mayBeTold = command.behaves === 'oneShot' && (command.state === 'sent' || command.settleUntil !== undefined)
    if (mayBeTold && rowOf(command)?.facts !== undefined) {
      const ofStation = watched.get(stationId) ?? new Map<string, Command>()
      watched.set(stationId, ofStation.set(command.id, command))
      return
    }
    const ofStation = watched.get(stationId)
    ofStation?.delete(command.id)
    if (ofStation?.size === 0) watched.delete(stationId)
  }

  const load = async (identity: string): Promise<void> => {
    const key = sessions.keyOf(identity)
    const done = store.commands.live(key).then((commands) => {
      for (const command of commands) if (command.state === 'ambiguous') note(command)
    })
    const settled = done.catch((error: unknown) => core.failed(error, 'command'))
    loading.set(key.stationId, settled)
    await settled
    if (loading.get(key.stationId) === settled) loading.delete(key.stationId)
  }

  const saw = (identity: string, fact: Fact): void => {
    const stationId = fold(identity)
    const wait = loading.get(stationId)
    if (wait === undefined && !watched.has(stationId)) return
    void (wait ?? Promise.resolve()).then(() => apply(stationId, fact))
  }

  const apply = async (stationId: string, fact: Fact): Promise<void> => {
    for (const command of watched.get(stationId)?.values() ?? []) {
      const at = nowIso(clock)
      const verdict = rowOf(command)?.facts?.(fact, command.payload, { sentAt: command.sentAt ?? command.createdAt, knownAt: at })
      if (verdict === undefined) continue
      const event = { type: 'fact', at, verdict, reason: reasonOf[fact.kind] } as const
      await happened(command, event).catch((error: unknown) => core.failed(error, 'command'))
    }
  }

  const offs = [
    ...(['transaction.started', 'transaction.updated', 'transaction.ended'] as const).map((name) =>
      events.on(name, ({ station, transaction }) => saw(station.identity, transactionFact(transaction))),
    ),
    events.on('station.booted', ({ station, boot }) => saw(station.identity, { kind: 'boot', bootReason: boot.reason })),
    events.on('connector.status', ({ station, status }) => saw(station.identity, { kind: 'status', ...status })),
    events.on('notification', ({ station, action, request }) => saw(station.identity, { kind: 'message', action, request })),
  ]

  return {
    note,
    load,
    saw,
    stop: () => {
      for (const off of offs) off()
      watched.clear()
    },
  }
}

interface Known {
  readonly transactionId: string
  readonly remoteStartId: number | undefined
  readonly idToken: { readonly idToken: string } | undefined
  readonly evseId: number | undefined
  readonly startedAt: string | null
  readonly endedAt: string | null
}

export const transactionFact = ({ transactionId, remoteStartId, idToken, evseId, startedAt, endedAt }: Known): Fact => ({
  kind: 'transaction',
  transactionId,
  remoteStartId,
  idToken: idToken?.idToken,
  evseId,
  startedAt,
  endedAt,
})
