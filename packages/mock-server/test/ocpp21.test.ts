import { validate } from '@ocpp-kit/ocpp21/validate'
import { expect, test } from 'vitest'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { versionIsComplete } from './complete.js'
import { newerVersionBehaves } from './newer-version.js'
import { requests } from './requests/ocpp21.js'
import { answer, check, createScene, payload } from './scene.js'

versionIsComplete({ version: ocpp21, validate: validate as never, requests })
newerVersionBehaves(ocpp21, requests)

test('an EV of ISO 15118-20 goes on without a profile, where Rejected would end its transaction (K18.FR.04)', () => {
  const needs = (more: object) =>
    answer(ocpp21, 'NotifyEVChargingNeeds', { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'DC', ...more } }, createScene())
  expect(needs({})).toEqual({ status: 'Rejected' })
  expect(needs({ controlMode: 'DynamicControl' })).toEqual({ status: 'NoChargingProfile' })
})

test('a certificate is signed under the request id that it was asked for with (A02.FR.25)', () => {
  const scene = createScene()
  answer(ocpp21, 'SignCertificate', { csr: 'csr', certificateType: 'V2G20Certificate', requestId: 7 }, scene)
  expect(payload(ocpp21, 'CertificateSigned', scene)).toMatchObject({ certificateType: 'V2G20Certificate', requestId: 7 })
  answer(ocpp21, 'SignCertificate', { csr: 'csr' }, scene)
  expect(payload(ocpp21, 'CertificateSigned', scene)).not.toHaveProperty('requestId')
})

test('the csms makes the receipt where the payment terminal made none, and only for what was paid (C21.FR.03, C22.FR.01)', () => {
  const settle = (more: object) => answer(ocpp21, 'NotifySettlement', { ...requests.NotifySettlement, ...more }, createScene())
  expect(settle({})).toHaveProperty('receiptUrl')
  expect(settle({ receiptUrl: 'https://pay.example/1' })).toEqual({})
  expect(settle({ status: 'Rejected' })).toEqual({})
})

test('a VAT number is told back with its EVSE (C18.FR.10)', () => {
  const validation = answer(ocpp21, 'VatNumberValidation', { vatNumber: 'V', evseId: 2 }, createScene())
  expect(validation).toMatchObject({ status: 'Accepted', vatNumber: 'V', evseId: 2 })
  expect(validate('VatNumberValidation', 'response', validation).violations).toEqual([])
})

test('the status of each certificate of a chain is told, with the time of the next look', () => {
  expect(answer(ocpp21, 'GetCertificateChainStatus', requests.GetCertificateChainStatus, createScene())).toMatchObject({
    certificateStatus: [
      { certificateHashData: { serialNumber: '2' }, source: 'OCSP', status: 'Good', nextUpdate: '2026-01-02T12:00:00.000Z' },
    ],
  })
})

test('every tariff has an id of its own, since a station refuses one that it has (I07.FR.04)', () => {
  const scene = createScene()
  expect(payload(ocpp21, 'SetDefaultTariff', scene)).toMatchObject({ tariff: { tariffId: 'MOCK-TARIFF-1' } })
  expect(payload(ocpp21, 'SetDefaultTariff', scene)).toMatchObject({ tariff: { tariffId: 'MOCK-TARIFF-2' } })
})

test.each([
  ['GetTariffs', { status: 'NoTariff' }, undefined],
  ['ClearTariffs', { clearTariffsResult: [{ status: 'NoTariff' }] }, undefined],
  ['ClearTariffs', { clearTariffsResult: [{ tariffId: 'T', status: 'Rejected' }] }, 'T is Rejected'],
  ['GetDERControl', { status: 'NotFound' }, undefined],
  ['ClearDERControl', { status: 'NotSupported' }, 'status is NotSupported'],
  ['GetPeriodicEventStream', {}, undefined],
  ['NotifyWebPaymentStarted', {}, undefined],
])('the check of %s says of %o: %s', (action, response, oddity) => {
  expect(validate(action as never, 'response', response).violations).toEqual([])
  expect(check(ocpp21, action, response, createScene())).toBe(oddity)
})
