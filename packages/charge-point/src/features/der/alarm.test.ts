import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type DerAlarm, noticeOf } from './alarm.js'

const alarm = fc.record({
  type: fc.constantFrom('VoltWatt' as const, 'HFMustTrip' as const),
  fault: fc.constantFrom('OverVoltage' as const, 'OverFrequency' as const),
})

it('there is one alarm at a time: only the last one is ended, and none twice (R05.FR.01–04)', () => {
  fc.assert(
    fc.property(fc.array(fc.option(alarm, { nil: undefined })), (alarms) => {
      let told: DerAlarm | undefined
      let known: DerAlarm | undefined
      for (const now of alarms) {
        const notice = noticeOf(told, now)
        told = now
        if (notice === undefined) continue
        const { isEnded, ...which } = notice
        if (isEnded) expect(which).toEqual(known)
        else expect(which).not.toEqual(known)
        known = isEnded ? undefined : which
      }
      // The csms knows what is the case.
      expect(known).toEqual(told)
    }),
  )
})
