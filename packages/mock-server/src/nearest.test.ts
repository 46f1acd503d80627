import { expect, it } from 'vitest'
import { nearest } from './nearest.js'

it('the nearest names come first, whatever their case', () => {
  expect(nearest('getbasreport', ['Reset', 'GetReport', 'GetBaseReport'], 2)).toEqual(['GetBaseReport', 'GetReport'])
})
