import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv.js'

test('cells are quoted where they have to be, and lines end as RFC 4180 has it', () => {
  expect(csvLine(['a', 1.5, true, null, undefined, 'x,y', 'say "no"', 'two\nlines'])).toBe(
    'a,1.5,true,,,"x,y","say ""no""","two\nlines"\r\n',
  )
})

test('what a spreadsheet would run is text, and a number stays one', () => {
  expect(csvLine(['=1+1', '+49', '@SUM(A1)', '\tx', '-cmd', '-12.5', '7', -3])).toBe("'=1+1,'+49,'@SUM(A1),'\tx,'-cmd,-12.5,7,-3\r\n")
  fc.assert(
    fc.property(fc.string(), (text) => {
      const cell = csvLine([text]).replace(/^"/, '')
      expect(/^[=+@\t]/.test(cell)).toBe(false)
    }),
  )
})
