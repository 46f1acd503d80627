import assert from 'node:assert/strict'
import type { TransactionEvent } from '../../features/transactions/event.js'
import { at, foreignStation, type NamedCheck, otherStation, station, tenant } from './check.js'

const event = (seqNo: number, more: Partial<TransactionEvent> = {}): TransactionEvent => {
  const { transactionId = 'TX-1' } = more
  return {
    station,
    transactionId,
    version: '2.0.1',
    key: `event/${transactionId.toLowerCase()}/${seqNo}`,
    contentHash: `content ${seqNo}`,
    eventType: seqNo === 0 ? 'Started' : seqNo === 9 ? 'Ended' : 'Updated',
    position: seqNo,
    seqNo,
    timestamp: at(seqNo),
    receivedAt: at(seqNo),
    samples: [],
    flags: [],
    raw: { seqNo },
    ...more,
  }
}

const nothingMissing = { missing: [], isStartMissing: false }

export const gapContract: readonly NamedCheck[] = [
  [
    'keeps what is missing between the events of a transaction from when it was noticed until it is filled (G4)',
    async ({ transactions }) => {
      await transactions.append(event(0))
      assert.equal(await transactions.findGap(station, 'TX-1'), undefined)
      const { transaction } = await transactions.append(event(9))
      const open = {
        station,
        transactionId: 'TX-1',
        id: transaction.id,
        state: 'open',
        missing: [[1, 8]],
        isStartMissing: false,
        lost: [],
        isStartLost: false,
        seenAt: at(9),
        closedAt: null,
        attempts: 0,
        askedAt: null,
        askAfter: at(9),
      }
      assert.deepEqual(await transactions.findGap(station, 'tx-1'), open)
      await Promise.all([1, 2, 3, 5, 6, 7, 8].map((seqNo) => transactions.append(event(seqNo, { receivedAt: at(20) }))))
      assert.deepEqual((await transactions.findGap(station, 'TX-1'))?.missing, [[4, 4]])
      await transactions.append(event(4, { receivedAt: at(30) }))
      assert.deepEqual(await transactions.findGap(station, 'TX-1'), { ...open, ...nothingMissing, state: 'filled', closedAt: at(30) })
    },
  ],
  [
    'keeps that a start is missing, and writes nothing of what comes whole in one go',
    async ({ transactions }) => {
      await transactions.append(event(4))
      assert.deepEqual((await transactions.findGap(station, 'TX-1'))?.isStartMissing, true)
      const whole = { transactionId: 'TX-2' }
      await Promise.all([2, 1, 0].map((seqNo) => transactions.append(event(seqNo, whole))))
      assert.equal(await transactions.findGap(station, 'TX-2'), undefined)
    },
  ],
  [
    'gives up what the station has no more of, but not what went missing since it was asked; what comes after all fills it',
    async ({ transactions }) => {
      await transactions.append(event(0))
      const { missing, isStartMissing } = (await transactions.append(event(3)).then(() => transactions.findGap(station, 'TX-1'))) as never
      await transactions.append(event(9))
      const report = { at: at(50), messagesInQueue: false, askAfter: null, asked: { missing, isStartMissing } }
      const partly = await transactions.reportGap(station, 'TX-1', report)
      assert.deepEqual([partly?.state, partly?.missing, partly?.lost, partly?.attempts], ['open', [[4, 8]], [[1, 2]], 1])
      const lost = await transactions.reportGap(station, 'TX-1', { ...report, at: at(60), asked: partly as never })
      assert.deepEqual([lost?.state, lost?.missing, lost?.closedAt], ['lost', [], at(60)])
      await transactions.append(event(2, { receivedAt: at(70) }))
      assert.deepEqual((await transactions.findGap(station, 'TX-1'))?.lost, [
        [1, 1],
        [4, 8],
      ])
      await Promise.all([1, 4, 5, 6, 7, 8].map((seqNo) => transactions.append(event(seqNo, { receivedAt: at(80) }))))
      assert.equal((await transactions.findGap(station, 'TX-1'))?.state, 'filled')
      assert.equal(await transactions.reportGap(station, 'TX-2', report), undefined)
    },
  ],
  [
    'lists gaps by station and by whether they are open, page by page, newest first (G16)',
    async ({ transactions }) => {
      for (const nth of [1, 2, 3]) {
        const transactionId = `TX-${nth}`
        await transactions.append(event(0, { transactionId, receivedAt: at(nth * 10) }))
        await transactions.append(event(2, { transactionId, receivedAt: at(nth * 10 + 1) }))
      }
      await transactions.append(event(1, { transactionId: 'TX-2', receivedAt: at(40) }))
      await transactions.append(event(1, { station: otherStation, receivedAt: at(50) }))
      await transactions.append(event(1, { station: foreignStation, receivedAt: at(60) }))
      const ids = async (query: object) =>
        (await transactions.pageGaps({ tenantId: tenant, ...query })).items.map((gap) => `${gap.station.stationId} ${gap.transactionId}`)
      assert.deepEqual(await ids({}), ['cp2 TX-1', 'cp1 TX-3', 'cp1 TX-2', 'cp1 TX-1'])
      assert.deepEqual(await ids({ isOpen: true }), ['cp2 TX-1', 'cp1 TX-3', 'cp1 TX-1'])
      assert.deepEqual(await ids({ isOpen: true, station }), ['cp1 TX-3', 'cp1 TX-1'])
      assert.deepEqual(await ids({ isOpen: false, station }), ['cp1 TX-2'])
      const first = await transactions.pageGaps({ tenantId: tenant, station, limit: 2 })
      const rest = await transactions.pageGaps({ tenantId: tenant, station, limit: 2, cursor: first.nextCursor })
      assert.deepEqual([first.items.length, rest.items.length, rest.nextCursor], [2, 1, undefined])
    },
  ],
  [
    'gives the events of a transaction page by page, in the order of the fold (G3)',
    async ({ transactions }) => {
      for (const seqNo of [2, 0, 9, 1]) await transactions.append(event(seqNo))
      await transactions.append(event(1, { contentHash: 'other content', raw: { other: true } }))
      await transactions.append(event(1, { contentHash: 'a third content', raw: { third: true } }))
      const seen: unknown[] = []
      let cursor: string | undefined
      do {
        const page = await transactions.pageEvents(station, 'tx-1', { limit: 2, cursor })
        seen.push(...page.items.map(({ seqNo, isConflicting }) => `${seqNo} ${isConflicting}`))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      assert.deepEqual(seen, ['0 false', '1 true', '1 false', '1 true', '2 false', '9 false'])
    },
  ],
  [
    'lists the transactions of a time, by when they became known',
    async ({ transactions }) => {
      for (const nth of [1, 2, 3]) await transactions.append(event(0, { transactionId: `TX-${nth}`, receivedAt: at(nth * 10) }))
      const ids = async (query: object) => (await transactions.list({ tenantId: tenant, ...query })).map((one) => one.transactionId)
      assert.deepEqual(await ids({ from: at(20) }), ['TX-3', 'TX-2'])
      assert.deepEqual(await ids({ from: at(10), to: at(30) }), ['TX-2', 'TX-1'])
    },
  ],
]
