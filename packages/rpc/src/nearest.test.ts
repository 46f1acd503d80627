import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.js'

const names = [
  'Reset',
  'GetReport',
  'GetBaseReport',
  'GetLog',
  'GetVariables',
  'RemoteStartTransaction',
  'StartTransaction',
  'StopTransaction',
]

describe('the names nearest to a word', () => {
  it('come nearest first, whatever their case', () => expect(nearest('getbasreport', names)).toEqual(['GetBaseReport', 'GetReport']))

  it('take two letters that stand in the wrong order for one mistake', () => expect(nearest('prot', ['port', 'part'])).toEqual(['port']))

  it('are at most three', () => {
    const many = ['Abcd1', 'Abcd2', 'Abcd3', 'Abcd4']
    expect(nearest('Abcd', many)).toEqual(many.slice(0, 3))
  })

  it('contain it, where none is spelled almost so', () => expect(nearest('RemoteStart', names)).toEqual(['RemoteStartTransaction']))

  it('are none where nothing is near', () => {
    expect(nearest('Xyzzy', names)).toEqual([])
    expect(nearest('at', names)).toEqual([])
    expect(nearest('', names)).toEqual([])
  })
})
