import { nearest } from '@ocpp-kit/rpc'

/** The members of an object of options: one that is left out here does not compile. */
export type NamesOf<T> = Readonly<Record<keyof T, true>>

/**
 * That a member is misspelled must not look as if it were left out.
 * @param path of the object, such as `closing`; missing for the options as a whole
 * @throws TypeError it is no object, or has a member that is not among the names, which is named with the nearest that is
 */
export function checkNames<T>(given: T, names: NamesOf<T>, path?: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`${path ?? 'options'} must be an object, not ${Array.isArray(given) ? 'a list' : String(given)}`)
  }
  const known = Object.keys(names)
  const wrong = Object.keys(given).find((name) => !known.includes(name))
  if (wrong === undefined) return
  const at = path === undefined ? '' : `${path}.`
  throw new TypeError(`${at}${wrong} is not known here${didYouMean(wrong, known, at)}`)
}

/** The nearest of some words, as the end of a sentence; nothing where none is near. */
export function didYouMean(word: string, known: readonly string[], before = ''): string {
  const [near] = nearest(word, known)
  return near === undefined ? '' : `; did you mean ${before}${near}?`
}
