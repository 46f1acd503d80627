import { expect, test } from 'vitest'
import { samplesOf } from './ocpp16.js'

const at = '2026-01-01T00:00:00.000Z'
const signed = (value: string) => samplesOf({ timestamp: at, sampledValue: [{ value, format: 'SignedData' }] }, at)[0]

test('signed data in the type of 2.x is read as such (OCA signed meter values §3.2.1)', () => {
  const value = { signedMeterData: 'T0NNRnx7fQ==', signingMethod: '', encodingMethod: 'OCMF', publicKey: 'b2NhOmJhc2U2NDphc24xOkFC' }
  expect(signed(JSON.stringify(value))).toMatchObject({
    at,
    value: 'T0NNRnx7fQ==',
    format: 'SignedData',
    measurand: 'Energy.Active.Import.Register',
    signature: { encodingMethod: 'OCMF', signingMethod: '', publicKey: 'b2NhOmJhc2U2NDphc24xOkFC' },
  })
})

test.each(['OCMF|{}|{"SA":"1"}', '{"signedMeterData":1}', 'null', '[1]', '"text"', '{}'])(
  'signed data of another kind stays as it is: %s',
  (value) => {
    const sample = signed(value)
    expect(sample).toMatchObject({ value, format: 'SignedData' })
    expect(sample?.signature).toBeUndefined()
  },
)
