import { nearest } from '@ocpp-kit/rpc'

/** What somebody may have meant by a word, as the end of a sentence; nothing where no name is near. */
export function guess(word: string, names: readonly string[], introduction = '; did you mean ', end = '?'): string {
  const found = nearest(word, names)
  return found.length === 0 ? '' : `${introduction}${found.join(', ')}${end}`
}
