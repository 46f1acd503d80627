import { canonicalJson } from '../content-hash.js'
import type { Core } from '../core.js'
import { nowIso } from '../core.js'
import type { PublicEvent } from '../events/public-event.js'
import { createInternalIds } from '../store/sql/internal-id.js'
import type { WebhookDraft, WebhookOptions, Webhooks } from './api.js'
import { faultOfUrl, isTypePattern, type WebhookEndpoint, wants } from './endpoint.js'
import { createSend } from './send.js'
import { createSecret } from './signature.js'
import type { Announcement } from './store.js'
import { EndpointWorker } from './worker.js'

/** How often it is looked for what other processes of the database were told about endpoints, ms. */
const refreshMs = 5_000

export function createWebhooks(
  core: Core,
  { timeoutMs, allowsHttp }: WebhookOptions,
  { isShared }: { readonly isShared: boolean },
): Webhooks {
  const { tenantId, store, clock, random } = core
  const createId = createInternalIds()
  const send = createSend({ timeoutMs, nowMs: () => clock.now() })
  const endpoints = new Map<string, WebhookEndpoint>()
  const workers = new Map<string, EndpointWorker>()
  let isRunning = false
  /** Changes made here. */
  let changes = 0
  let timer: unknown

  /** As it stands by now, for it may have been changed or forgotten since somebody wanted this. */
  const work = (id: string): void => {
    const endpoint = endpoints.get(id)
    if (!isRunning || endpoint?.isEnabled !== true || workers.has(id)) return
    const worker = new EndpointWorker({
      endpoint,
      clock,
      random,
      send,
      load: (limit) => store.webhooks.pending(tenantId, id, limit),
      settle: (outcome) => store.webhooks.settle(tenantId, id, outcome),
      gone: () => void save({ ...endpoint, isEnabled: false, disabledBecause: 'it answered 410 Gone' }).catch(failed),
      failed,
    })
    workers.set(id, worker)
    worker.wake()
  }
  const failed = (error: unknown): void => core.failed(error, 'webhooks')

  const rest = async (id: string): Promise<void> => {
    const worker = workers.get(id)
    workers.delete(id)
    await worker?.stop()
  }

  const save = async (endpoint: WebhookEndpoint): Promise<WebhookEndpoint> => {
    await store.webhooks.putEndpoint(tenantId, endpoint)
    changes += 1
    renew(endpoint)
    return endpoint
  }

  const renew = (endpoint: WebhookEndpoint): void => {
    endpoints.set(endpoint.id, endpoint)
    // The worker that calls this may wait for its own end otherwise.
    void rest(endpoint.id).then(() => work(endpoint.id), failed)
  }

  const forget = async (id: string): Promise<void> => {
    endpoints.delete(id)
    await rest(id)
  }

  const refresh = async (): Promise<void> => {
    const before = changes
    const stored = await store.webhooks.endpoints(tenantId)
    // What was changed here meanwhile may be newer.
    if (changes !== before || !isRunning) return
    const ids = new Set(stored.map(({ id }) => id))
    for (const id of [...endpoints.keys()].filter((one) => !ids.has(one))) forget(id).catch(failed)
    for (const endpoint of stored) {
      if (canonicalJson(endpoint) !== canonicalJson(endpoints.get(endpoint.id) ?? null)) renew(endpoint)
    }
  }

  const refreshAgain = (): void => {
    timer = clock.setTimeout(() => {
      refresh()
        .catch(failed)
        .finally(() => {
          if (isRunning) refreshAgain()
        })
    }, refreshMs)
    // It must not keep a program alive.
    ;(timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }

  const announced: Webhooks['announced'] = (announcement) => {
    for (const id of announcement?.endpoints ?? []) workers.get(id)?.wake()
  }

  const announcementOf: Webhooks['announcementOf'] = (type, event) => {
    const wanting = [...endpoints.values()].filter((one) => one.isEnabled && wants(one, type)).map(({ id }) => id)
    return wanting.length === 0 ? undefined : { event: event(), endpoints: wanting }
  }

  const keep = async (announcement: Announcement | undefined): Promise<void> => {
    if (announcement === undefined) return
    await store.webhooks.announce(tenantId, announcement)
    announced(announcement)
  }

  return {
    list: () => [...endpoints.values()],
    find: (id) => endpoints.get(id),
    create: async (draft) => {
      check(draft, allowsHttp)
      const { url, types = [], description = '', isEnabled = true } = draft
      const now = clock.now()
      const id = createId(now)
      return save({ id, url, types, description, isEnabled, secret: createSecret(), createdAt: new Date(now).toISOString() })
    },
    change: async (id, draft) => {
      const known = endpoints.get(id)
      if (known === undefined) return undefined
      check({ url: known.url, ...draft }, allowsHttp)
      const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
      return save({ ...known, ...given, disabledBecause: undefined })
    },
    rotateSecret: async (id) => {
      const known = endpoints.get(id)
      return known === undefined ? undefined : save({ ...known, secret: createSecret() })
    },
    delete: async (id) => {
      await forget(id)
      const wasThere = await store.webhooks.deleteEndpoint(tenantId, id)
      changes += 1
      // It may have been read again before.
      await forget(id)
      return wasThere
    },
    test: async (id) => {
      if (!endpoints.has(id)) return undefined
      const event: PublicEvent = {
        id: `evt_${createId(clock.now())}`,
        type: 'webhook.test',
        at: nowIso(clock),
        station: null,
        data: {},
        resource: 'webhook',
      }
      await keep({ event, endpoints: [id] })
      return event
    },
    replay: async (id, since) => {
      const count = await store.webhooks.replay(tenantId, id, since)
      workers.get(id)?.wake()
      return count
    },
    announcementOf,
    announce: (event) => keep(announcementOf(event.type, () => event)),
    announced,
    start: async () => {
      isRunning = true
      if (isShared) refreshAgain()
      for (const endpoint of await store.webhooks.endpoints(tenantId)) {
        endpoints.set(endpoint.id, endpoint)
        work(endpoint.id)
      }
    },
    stop: async () => {
      isRunning = false
      clock.clearTimeout(timer)
      await Promise.all([...workers.keys()].map(rest))
    },
  }
}

function check({ url, types = [] }: WebhookDraft, allowsHttp: boolean): void {
  const fault = faultOfUrl(url, allowsHttp)
  if (fault !== undefined) throw new TypeError(`url: ${fault}`)
  const wrong = types.find((type) => !isTypePattern(type))
  if (wrong !== undefined) throw new TypeError(`types: there are no events "${wrong}"`)
}
