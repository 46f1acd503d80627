import { describe, expect, test } from 'vitest'
import { invalid, type Session, startTestSystem, type TestSystem, valid, valid2 } from './test-system.js'

/* TC_D_* have a station that keeps a list: see local-list-cases.test.ts. */

const blocked = { idToken: 'BLOCKED', type: 'ISO14443' } as const
const expired = { idToken: 'EXPIRED', type: 'ISO14443' } as const
const statusOf = (answer: object): unknown => (answer as { readonly idTokenInfo?: { readonly status: string } }).idTokenInfo?.status

describe('official cases of block C', () => {
  test.each([
    ['TC_C_02_CSMS', invalid, ['Invalid', 'Unknown']],
    ['TC_C_06_CSMS', blocked, ['Blocked', 'Invalid']],
    ['TC_C_07_CSMS', expired, ['Expired', 'Invalid']],
  ])('%s: %j is not accepted', async (_id, idToken, statuses) => {
    const tokens = [
      { ...blocked, status: 'Blocked' as const },
      { ...expired, expiresAt: '2020-01-01T00:00:00Z' },
    ]
    const system = await startTestSystem({ tokens })
    expect(statuses).toContain(statusOf(await system.call('Authorize', { idToken })))
  })

  test.each([
    ['TC_C_08_CSMS', valid, ['Accepted']],
    ['TC_C_20_CSMS', invalid, ['Invalid', 'Unknown']],
  ])('%s: %j, which the station found in its cache, is told what is known of it now (C12.FR.03)', async (_id, idToken, statuses) => {
    const session = (await startTestSystem()).session()
    await session.evConnectedPreSession()
    expect(statuses).toContain(statusOf(await session.event({ triggerReason: 'Authorized', idToken })))
  })

  test.each([
    ['TC_C_37_CSMS', 'Accepted'],
    ['TC_C_38_CSMS', 'Rejected'],
  ])('%s: the cache is to be cleared, which the station answers with %s', async (_id, status) => {
    const system = await startTestSystem()
    system.answer('ClearCache', { status })
    expect(await system.handle.clearCache()).toEqual({ status })
    expect(system.asked('ClearCache')).toEqual([{}])
  })

  const group = { idToken: 'GROUP-1', type: 'Central' } as const
  const ofGroup = { idTokenInfo: { status: 'Accepted', groupIdToken: group } }
  const withGroup = { tokens: [valid, valid2].map((token) => ({ ...token, group })) }

  /** A transaction of one token that is stopped with another one of its group. */
  const stopByGroup = async (session: Session, authorizesFirst: boolean, authorizesLast: boolean): Promise<void> => {
    await session.evConnectedPreSession()
    if (authorizesFirst) expect(await session.authorize(valid2)).toMatchObject(ofGroup)
    expect(await session.event({ triggerReason: 'Authorized', idToken: valid })).toMatchObject(ofGroup)
    session.wasAuthorized()
    await session.energyTransferStarted()
    if (authorizesLast) expect(await session.authorize(valid2)).toMatchObject(ofGroup)
    expect(await session.event({ triggerReason: 'StopAuthorized', idToken: valid2 })).toMatchObject(ofGroup)
    session.wasStopped()
    await session.evConnectedPostSession()
    await session.evDisconnected()
    expect(await session.kept()).toMatchObject({ isActive: false, idToken: valid, flags: [] })
  }

  test.each([
    ['TC_C_39_CSMS', true, true],
    ['TC_C_40_CSMS', false, false],
    ['TC_C_43_CSMS', false, true],
  ])('%s: a token of the same group ends it, and every answer names the group', async (_id, first, last) => {
    await stopByGroup((await startTestSystem(withGroup)).session(), first, last)
  })

  const officer = { idToken: 'OFFICER', type: 'ISO14443' } as const
  const masterPass = { idToken: 'MASTER', type: 'Central' } as const
  const ofMaster = { idTokenInfo: { status: 'Accepted', groupIdToken: masterPass } }

  /** Both EVSEs charge, each for a driver of its own. */
  const bothCharging = async (): Promise<{ readonly system: TestSystem; readonly sessions: readonly Session[] }> => {
    const system = await startTestSystem({ tokens: [valid, valid2, { ...officer, group: masterPass }] })
    await system.csms.tokenGroups.put({ groupId: masterPass.idToken, isMasterPass: true })
    const sessions = [system.session({ evseId: 1, idToken: valid }), system.session({ evseId: 2, idToken: valid2 })]
    for (const session of sessions) await session.energyTransferStarted()
    return { system, sessions }
  }

  test.each([
    ['TC_C_47_CSMS', 'all that the officer chose', 2],
    ['TC_C_48_CSMS', 'the one that the officer chose', 1],
    ['TC_C_49_CSMS', 'all, without a choice', 2],
  ])('%s: a master pass ends %s (C16)', async (_id, _which, count) => {
    const { system, sessions } = await bothCharging()
    expect(await system.call('Authorize', { idToken: officer })).toMatchObject(ofMaster)
    const ended = { triggerReason: 'StopAuthorized', stoppedReason: 'MasterPass', idToken: officer }
    for (const session of sessions.slice(0, count)) expect(await session.ended(ended)).toMatchObject(ofMaster)
    for (const [at, session] of sessions.entries()) expect(await session.kept()).toMatchObject({ isActive: at >= count })
  })
})
