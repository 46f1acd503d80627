import { ocpp16 } from '@ocpp-kit/ocpp16'
import { defineAnswers } from '../define.js'

export const answers = defineAnswers(ocpp16, {
  MeterValues: () => ({}),
})
