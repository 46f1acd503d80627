import { createHash } from 'node:crypto'
import type { CustomerInformationRequest } from '@ocpp-kit/ocpp201'
import { describe, expect, test } from 'vitest'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { startTestSystem, type TestSystem, valid } from './test-system.js'

/* TC_N_46 has a station that keeps a list: see ../local-list-cases.test.ts. */

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const certificate = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: hash('name'),
  issuerKeyHash: hash('key'),
  serialNumber: '1A2B',
} as const

type Asked = Omit<CustomerInformationRequest, 'requestId'>

describe('official cases of N09 and N10', () => {
  /** Has the csms ask for the information of a customer; resolves with the end of the command. */
  const ask = async (system: TestSystem, asked: Asked, status: string) => {
    system.answer('CustomerInformation', { status })
    const request = { requestId: 7, ...asked }
    const { id } = await system.csms.commands.send('CP1', ocpp201, 'CustomerInformation', request)
    const command = await system.csms.commands.wait(id)
    expect(system.asked('CustomerInformation')).toEqual([request])
    return command
  }
  const report = { report: true, clear: false, idToken: valid }
  const both = { report: true, clear: true }

  test.each<[string, Asked, string]>([
    ['TC_N_27_CSMS', report, 'what there is'],
    ['TC_N_28_CSMS', report, ''],
    ['TC_N_30_CSMS', { ...both, idToken: valid }, 'what there was'],
    ['TC_N_31_CSMS', { ...both, idToken: valid }, ''],
    ['TC_N_32_CSMS', { report: false, clear: true, idToken: valid }, ''],
    ['TC_N_62_CSMS', { ...both, customerIdentifier: 'OpenChargeAlliance' }, 'what there was'],
    ['TC_N_63_CSMS', { ...both, customerCertificate: certificate }, 'what there was'],
  ])('%s: %j is asked for, and "%s" comes', async (_id, asked, data) => {
    const system = await startTestSystem()
    expect(await ask(system, asked, 'Accepted')).toMatchObject({ state: 'done', result: { status: 'Accepted' } })
    const told = system.csms.once('notification')
    const notification = { requestId: 7, seqNo: 0, generatedAt: new Date().toISOString(), data }
    expect(await system.call('NotifyCustomerInformation', notification)).toEqual({})
    expect(await told).toMatchObject({ action: 'NotifyCustomerInformation', request: { requestId: 7, data } })
  })

  test('TC_N_29_CSMS: a station that does not tell of a customer is believed', async () => {
    expect(await ask(await startTestSystem(), report, 'Rejected')).toMatchObject({ state: 'rejected', result: { status: 'Rejected' } })
  })
})

describe('TC_N_18_CSMS', () => {
  const limit = { component: 'MonitoringCtrlr', variable: 'ItemsPerMessage', instance: 'ClearVariableMonitoring' }

  test.each([
    ['that was read before', true],
    ['that the csms asks for by itself', false],
  ])('no more monitors are cleared in one message than a limit allows %s (N06.FR.04)', async (_what, isRead) => {
    const system = await startTestSystem()
    system.station.values.set('MonitoringCtrlr.ItemsPerMessage[ClearVariableMonitoring]', '4')
    if (isRead) expect(await system.handle.getVariables([limit])).toMatchObject([{ status: 'Accepted', value: '4' }])
    system.station.on('ClearVariableMonitoring', ({ id }: { readonly id: readonly number[] }) => ({
      clearMonitoringResult: id.map((one) => ({ id: one, status: one === 5 ? 'Accepted' : 'NotFound' })),
    }))
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const { id } = await system.csms.commands.send('CP1', ocpp201, 'ClearVariableMonitoring', { id: ids as [number, ...number[]] })
    const command = await system.csms.commands.wait(id)
    expect(system.asked('ClearVariableMonitoring')).toEqual([{ id: [1, 2, 3, 4] }, { id: [5, 6, 7, 8] }, { id: [9] }])
    const result = { clearMonitoringResult: ids.map((one) => ({ id: one })) }
    expect(command).toMatchObject({ state: 'done', payload: { id: ids }, attempt: 1, result })
    const asked = ['ItemsPerMessage', 'BytesPerMessage'].map((name) => ({ ...limit, variable: name }))
    expect(system.asked('GetVariables')).toEqual(
      asked.map(({ component, variable: name, instance }) => ({
        getVariableData: [{ component: { name: component }, variable: { name, instance } }],
      })),
    )
  })
})
