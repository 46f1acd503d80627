import assert from 'node:assert/strict'
import type { VariableChange } from '../../features/provisioning/variable.js'
import { at, foreignStation, type NamedCheck, otherStation, station } from './check.js'

const named = (component: string, variable: string, evseId?: number) => ({ component, variable, ...(evseId !== undefined && { evseId }) })

const observed = (name: ReturnType<typeof named>, value: string, second: number, source: 'report' | 'get' = 'report'): VariableChange => ({
  kind: 'observed',
  name,
  at: at(second),
  source,
  observed: { value },
})

const desired = (name: ReturnType<typeof named>, value: string | undefined, second: number): VariableChange => ({
  kind: 'desired',
  name,
  at: at(second),
  value,
})

const interval = named('OCPPCommCtrlr', 'HeartbeatInterval')
const sampled = named('SampledDataCtrlr', 'TxUpdatedInterval')
const available = (evseId: number) => named('EVSE', 'Available', evseId)

export const variableContract: readonly NamedCheck[] = [
  [
    'keeps variables by their names in any case, and what is wanted of them apart from what they are',
    async ({ variables }) => {
      await variables.change(station, [observed(interval, '300', 1), desired(interval, '60', 2)])
      await variables.change(station, [observed(named('ocppcommctrlr', 'HEARTBEATINTERVAL'), '200', 3)])
      const [found, missing] = await variables.find(station, [interval, sampled])
      assert.deepEqual(found, {
        ...interval,
        attribute: 'Actual',
        value: '200',
        observedAt: at(3),
        source: 'report',
        desired: { value: '60', since: at(2) },
        driftSince: at(2),
      })
      assert.equal(missing, undefined)
      assert.deepEqual(await variables.desired(station), [found])
      await variables.change(station, [desired(interval, undefined, 4)])
      assert.deepEqual(await variables.desired(station), [])
    },
  ],
  [
    'makes changes of one variable one after the other, also when they come at once',
    async ({ variables }) => {
      const changes = Array.from({ length: 20 }, (_, second) => observed(interval, String(second), second))
      await Promise.all(changes.map((change) => variables.change(station, [change])))
      assert.equal((await variables.find(station, [interval]))[0]?.value, '19')
    },
  ],
  [
    'forgets a variable of which nothing is known and nothing wanted any more',
    async ({ variables }) => {
      await variables.change(station, [desired(interval, '60', 1)])
      await variables.change(station, [desired(interval, undefined, 2)])
      assert.deepEqual(await variables.page(station, {}), { items: [] })
      await variables.change(station, [desired(interval, '60', 3), desired(interval, undefined, 3)])
      assert.deepEqual(await variables.page(station, {}), { items: [] })
    },
  ],
  [
    'lists variables by name, EVSEs by number, page by page and by component, variable and drift',
    async ({ variables }) => {
      await variables.change(
        station,
        [available(10), available(2), interval, sampled].map((name) => observed(name, 'true', 1)),
      )
      await variables.change(station, [desired(sampled, '60', 2), desired(available(2), 'true', 2)])
      const names = async (query: Parameters<typeof variables.page>[1]) =>
        (await variables.page(station, query)).items.map(({ component, evseId = '' }) => `${component}${evseId}`)
      assert.deepEqual(await names({}), ['EVSE2', 'EVSE10', 'OCPPCommCtrlr', 'SampledDataCtrlr'])
      const first = await variables.page(station, { limit: 3 })
      assert.deepEqual(await names({ limit: 3, cursor: first.nextCursor }), ['SampledDataCtrlr'])
      assert.deepEqual(await names({ component: 'evse' }), ['EVSE2', 'EVSE10'])
      assert.deepEqual(await names({ variable: 'AVAILABLE' }), ['EVSE2', 'EVSE10'])
      assert.deepEqual(await names({ component: 'EVSE', variable: 'Available', hasDrift: false }), ['EVSE2', 'EVSE10'])
      assert.deepEqual(await names({ hasDrift: true }), ['SampledDataCtrlr'])
      await assert.rejects(variables.page(station, { cursor: 'nonsense' }), { code: 'BAD_QUERY' })
    },
  ],
  [
    'forgets what a full report no longer names, and nothing else',
    async ({ variables }) => {
      await variables.change(station, [observed(available(1), 'true', 1), observed(available(2), 'true', 5)])
      await variables.change(station, [observed(sampled, '60', 1, 'get'), observed(interval, '300', 1), desired(interval, '60', 1)])
      await variables.change(otherStation, [observed(available(1), 'true', 1)])
      assert.equal(await variables.forget(station, at(5)), 1)
      const left = (await variables.page(station, {})).items.map(({ component, evseId }) => [component, evseId])
      assert.deepEqual(left, [
        ['EVSE', 2],
        ['OCPPCommCtrlr', undefined],
        ['SampledDataCtrlr', undefined],
      ])
      assert.equal((await variables.page(otherStation, {})).items.length, 1)
    },
  ],
  [
    'keeps variables of one station apart from those of another tenant (G16)',
    async ({ variables }) => {
      await variables.change(station, [observed(interval, '300', 1), desired(interval, '60', 1)])
      assert.deepEqual(await variables.find(foreignStation, [interval]), [undefined])
      assert.deepEqual(await variables.desired(foreignStation), [])
      assert.deepEqual(await variables.page(foreignStation, {}), { items: [] })
      assert.equal(await variables.forget(foreignStation, at(9)), 0)
    },
  ],
]
