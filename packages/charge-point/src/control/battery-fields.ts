import { Type } from 'typebox'

const maybeText = (description: string) => Type.Optional(Type.String({ description }))
const maybeNumber = (description: string) => Type.Optional(Type.Number({ description }))

/** What a battery that is swapped is like. */
export const batteryFields = {
  serialNumber: Type.String({ minLength: 1, maxLength: 50 }),
  capacityWh: maybeNumber('Default 1,500'),
  socPercent: maybeNumber('State of charge. Default 20'),
  sohPercent: maybeNumber('State of health. Default 100'),
  maxPowerW: maybeNumber('What it takes at most. Default 1,000'),
  productionDate: maybeText('ISO 8601'),
  vendorInfo: maybeText('At most 500 characters'),
}
