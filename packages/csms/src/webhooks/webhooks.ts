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

export function createWebhooks(core: Core, { timeoutMs, allowsHttp }: WebhookOptions): Webhooks {
  const { tenantId, store, clock, random } = core
  const createId = createInternalIds()
  const send = createSend({ timeoutMs, nowMs: () => clock.now() })
  const endpoints = new Map<string, WebhookEndpoint>()
  const workers = new Map<string, EndpointWorker>()
  let isRunning = false

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
    endpoints.set(endpoint.id, endpoint)
    // The worker that calls this may wait for its own end otherwise.
    void rest(endpoint.id).then(() => work(endpoint.id), failed)
    return endpoint
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
      endpoints.delete(id)
      await rest(id)
      return store.webhooks.deleteEndpoint(tenantId, id)
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
      for (const endpoint of await store.webhooks.endpoints(tenantId)) {
        endpoints.set(endpoint.id, endpoint)
        work(endpoint.id)
      }
    },
    stop: async () => {
      isRunning = false
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
