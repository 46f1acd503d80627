import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Credential, type CredentialChange, credentialAfter } from './credential.js'

const password = (id: string) => ({ id, keyId: 'k', salt: '', digest: id, since: '' })
const none: Credential = { passwords: [] }

const after = (...changes: readonly CredentialChange[]): readonly string[] =>
  changes.reduce((credential, change) => credentialAfter(credential, change) ?? credential, none).passwords.map(({ id }) => id)

const set = (id: string) => ({ type: 'set', password: password(id) }) as const
const proposed = (id: string) => ({ type: 'proposed', password: password(id) }) as const

test('while the answer is not known both are good, after it one of them (A01.FR.03, A01.FR.04)', () => {
  expect(after(set('old'), proposed('new'))).toEqual(['old', 'new'])
  expect(after(set('old'), proposed('new'), { type: 'accepted', id: 'new' })).toEqual(['new'])
  expect(after(set('old'), proposed('new'), { type: 'refused', id: 'new' })).toEqual(['old'])
})

test('a login settles what no answer has', () => {
  expect(after(set('old'), proposed('new'), { type: 'used', id: 'old' })).toEqual(['old'])
  expect(after(set('old'), proposed('new'), { type: 'used', id: 'new' })).toEqual(['new'])
  expect(after(set('a'), proposed('b'), proposed('c'), { type: 'used', id: 'b' })).toEqual(['b'])
})

test('one that waits for the restart of the station stays beside the old one until it is used', () => {
  const taken = [set('old'), proposed('new'), { type: 'awaitsRestart', id: 'new' }] as const
  expect(after(...taken, { type: 'used', id: 'old' })).toEqual(['old', 'new'])
  expect(after(...taken, { type: 'used', id: 'old' }, { type: 'used', id: 'new' }, { type: 'used', id: 'old' })).toEqual(['new'])
})

test('what an operator says overtakes what the station still has to answer', () => {
  expect(after(set('old'), proposed('new'), set('said'), { type: 'accepted', id: 'new' })).toEqual(['said'])
  expect(after(set('old'), proposed('new'), set('said'), { type: 'refused', id: 'new' })).toEqual(['said'])
})

test('only what was proposed or set is ever good, and never more than four at one time', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const change = fc.oneof(
    id.map(proposed),
    fc.record({ type: fc.constantFrom('accepted', 'refused', 'used', 'awaitsRestart'), id }),
  ) as fc.Arbitrary<CredentialChange>
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      let before: Credential = { passwords: [password('first')] }
      for (const one of changes) {
        const { passwords } = credentialAfter(before, one) ?? before
        const allowed = new Set(before.passwords.map((kept) => kept.id))
        if (one.type === 'proposed') allowed.add(one.password.id)
        expect(passwords.every((kept) => allowed.has(kept.id))).toBe(true)
        expect(passwords.length).toBeLessThanOrEqual(4)
        before = { passwords }
      }
    }),
  )
})
