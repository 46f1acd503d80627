import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeRecord, readRecords, recordAt } from './record.js'

const contents = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 })
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('what was written is read, in its order', () => {
  fc.assert(
    fc.property(contents, (all) => {
      const { records, damagedBytes } = readRecords(Buffer.concat(all.map(encodeRecord)))
      expect(records.map(({ content }) => textOf(content))).toEqual(all.map(textOf))
      expect(damagedBytes).toBe(0)
    }),
  )
})

test('of a file that ends anywhere every record that is whole is read, and no other (G1)', () => {
  fc.assert(
    fc.property(contents, fc.nat(2000), (all, cut) => {
      const encoded = all.map(encodeRecord)
      const bytes = Buffer.concat(encoded).subarray(0, cut)
      let whole = 0
      for (
        let end = encoded[0]?.length ?? Number.POSITIVE_INFINITY;
        end <= bytes.length;
        end += encoded[whole]?.length ?? Number.POSITIVE_INFINITY
      ) {
        whole += 1
      }
      const { records } = readRecords(bytes)
      expect(records.map(({ content }) => textOf(content))).toEqual(all.slice(0, whole).map(textOf))
    }),
  )
})

test('a record that was damaged takes no other with it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(),
      (all, which, where) => {
        const encoded = all.map(encodeRecord)
        const damaged = which % all.length
        const victim = encoded[damaged] as Buffer
        const at = where % victim.length
        victim[at] = (victim[at] ?? 0) ^ 0xff
        const { records, damagedBytes } = readRecords(Buffer.concat(encoded))
        expect(damagedBytes).toBeGreaterThan(0)
        const expected = all.filter((_, nth) => nth !== damaged).map(textOf)
        expect(records.map(({ content }) => textOf(content))).toEqual(expected)
      },
    ),
  )
})

test('a file of nothing but zeros, as a power cut may leave it, has no record', () => {
  expect(readRecords(Buffer.alloc(4096))).toEqual({ records: [], damagedBytes: 4096 })
  expect(recordAt(Buffer.alloc(3), 0)).toBeUndefined()
})
