import type { Place, Table } from './field.js'

const minute = 60_000
const day = 24 * 60 * minute

const before = (ms: number) => ms * -1
const at = (offsetMs: number) => () => offsetMs

/** Readings of one message come a minute apart, the last one now. */
const readAt = ({ index, count }: Place): number => (index + 1 - count) * minute

/** Fields that are an instant: how far from the moment of the payload, ms. All others are that moment. */
export const times: Table<number> = {
  expiryDate: at(day),
  expiryDateTime: at(day),
  cacheExpiryDateTime: at(day),
  'ReserveNowRequest.expiryDate': at(60 * minute),
  'ReserveNowRequest.expiryDateTime': at(60 * minute),
  validFrom: at(0),
  validTo: at(7 * day),
  departureTime: at(8 * 60 * minute),
  endDateTime: at(60 * minute),
  installDateTime: at(10 * minute),
  retrieveDate: at(minute),
  retrieveDateTime: at(minute),
  nextUpdate: at(7 * day),
  productionDate: at(before(200 * day)),
  oldestTimestamp: at(before(day)),
  'GetDiagnosticsRequest.startTime': at(before(day)),
  'GetDiagnosticsRequest.stopTime': at(0),
  settlementTime: at(before(minute)),
  'MeterValue.timestamp': readAt,
  'MeterValueType.timestamp': readAt,
}
