import { describe, expect, it } from 'vitest'
import { Link, type Registration } from './link.js'

function linkThat(registration: Registration): { link: Link; sent: string[] } {
  const link = new Link(() => ({ close: async () => {} }))
  const sent: string[] = []
  link.registration = registration
  link.connection = {
    isOpen: true,
    callUntyped: async (action: string) => {
      sent.push(action)
      return {}
    },
  } as never
  return { link, sent }
}

const heartbeat = { action: 'Heartbeat', request: {} }
const boot = { action: 'BootNotification', request: {} }

describe('the link', () => {
  it.each(['none', 'Rejected', 'Pending'] as const)(
    'lets nothing but a boot pass while the registration is %s (B01.FR.08, B03.FR.02)',
    async (registration) => {
      const { link, sent } = linkThat(registration)
      await expect(link.call(heartbeat)).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
      await link.call(boot)
      expect(sent).toEqual(['BootNotification'])
    },
  )

  it('lets what was triggered pass while pending, and only then (B02.FR.02)', async () => {
    const pending = linkThat('Pending')
    await pending.link.call(heartbeat, { isTriggered: true })
    expect(pending.sent).toEqual(['Heartbeat'])
    const rejected = linkThat('Rejected')
    await expect(rejected.link.call(heartbeat, { isTriggered: true })).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
  })

  it('says so where there is no connection', async () => {
    const { link } = linkThat('Accepted')
    link.connection = undefined
    await expect(link.call(heartbeat)).rejects.toMatchObject({ code: 'OFFLINE' })
  })
})
