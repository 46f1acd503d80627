import { Type } from 'typebox'
import { type Deed, deed, strict } from './deed.js'
import { evseId } from './schemas.js'

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

const paymentCard = Type.Object(
  {
    evseId: Type.Optional(Type.Integer({ minimum: 1, description: 'Default: any that fits' })),
    number: text('Digits. Default 4242424242424242'),
    brand: text('Default Visa'),
    recognition: text('CC, Debit, or the name of a wallet. Default CC'),
    readingMethod: text('Contactless, Contact or Magstripe. Default Contactless'),
    expiryDate: text('yyyy/mm'),
  },
  strict,
)

/** What people do about prices and payments (2.1). */
export const paymentDeeds: Readonly<Record<string, Deed>> = {
  declineTariff: deed('The driver does not want to charge at this price (2.1)', Type.Object({ evseId }, strict), (station, body) =>
    station.declineTariff(body),
  ),
  payByCard: deed('Somebody holds a payment card at the terminal (2.1)', paymentCard, (station, body) => station.payByCard(body)),
  cancelPayment: deed('The driver who pays by card changes his mind (2.1)', Type.Object({ evseId }, strict), (station, body) =>
    station.cancelPayment(body),
  ),
  enterVatNumber: deed(
    'Somebody types in the VAT number for the receipt of a payment by card (2.1)',
    Type.Object({ evseId, vatNumber: Type.String({ minLength: 1, maxLength: 20 }) }, strict),
    (station, body) => station.enterVatNumber(body),
  ),
  chooseForPayment: deed(
    'Somebody types in how much to charge at most before scanning the code for paying (2.1)',
    Type.Object(
      {
        evseId,
        maxEnergyWh: Type.Optional(Type.Number({ minimum: 0 })),
        maxTimeS: Type.Optional(Type.Number({ minimum: 0 })),
        maxCost: Type.Optional(Type.Number({ minimum: 0 })),
      },
      strict,
    ),
    (station, body) => station.chooseForPayment(body),
  ),
  setPaymentFault: deed(
    'Something goes wrong at the payment terminal from now on; without a fault, nothing any more (2.1)',
    Type.Object({ fault: Type.Optional(Type.Union([Type.Literal('Declined'), Type.Literal('Rejected'), Type.Literal('Failed')])) }, strict),
    (station, body) => station.setPaymentFault(body.fault),
  ),
  setCostFailure: deed(
    'The station fails to count costs from now on; without a reason, it counts again (2.1)',
    Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) }, strict),
    (station, body) => station.setCostFailure(body.reason),
  ),
}
