import { ocpp201 } from '@ocpp-kit/ocpp201'
import { defineAnswers } from '../define.js'

export const answers = defineAnswers(ocpp201, {
  MeterValues: () => ({}),
})
