import { agreementSuite } from '@ocpp-kit/codegen/agreement'
import { ocpp201 } from '../src/index.js'
import { validate } from '../src/validate.js'

agreementSuite({
  version: '2.0.1',
  validators: await ocpp201.validators(),
  validate,
  keywords: ['additionalProperties', 'enum', 'format', 'maxItems', 'maxLength', 'maximum', 'minItems', 'minimum', 'required', 'type'],
})
