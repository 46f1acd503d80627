import { agreementSuite } from '@ocpp-kit/codegen/agreement'
import { ocpp16 } from '../src/index.js'
import { validate } from '../src/validate.js'

agreementSuite({
  version: '1.6',
  validators: await ocpp16.validators(),
  validate,
  keywords: ['additionalProperties', 'enum', 'format', 'maxLength', 'multipleOf', 'required', 'type'],
})
