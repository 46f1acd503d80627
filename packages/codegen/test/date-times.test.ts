import { describe, expect, it } from 'vitest'
import { dateTimeFields } from '../src/date-times.mjs'
import { readSchemas } from '../src/schema-files.mjs'

describe('the fields that hold a date-time', () => {
  it('are those of the schemas, in requests, answers and types', () => {
    expect(dateTimeFields(readSchemas('1.6'))).toEqual(expect.arrayContaining(['currentTime', 'retrieveDate', 'scheduleStart', 'validTo']))
  })

  it('stop the run where one name has two meanings, as it has in 2.1', () => {
    expect(() => dateTimeFields(readSchemas('2.1'))).toThrow('ChargingSchedulePeriodType.startPeriod: a date-time in some types')
  })
})
