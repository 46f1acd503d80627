import { agreementSuite } from '@ocpp-kit/codegen/agreement'
import { ocpp21 } from '../src/index.js'
import { validate } from '../src/validate.js'

agreementSuite({
  version: '2.1',
  validators: await ocpp21.validators(),
  validate,
  keywords: ['additionalProperties', 'enum', 'format', 'maxItems', 'maxLength', 'maximum', 'minItems', 'minimum', 'required', 'type'],
})
