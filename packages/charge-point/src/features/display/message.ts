/** Text for a display; formats as 2.x names them. */
export interface Content {
  readonly format: string
  readonly language?: string | undefined
  readonly content: string
}

/** A message that a csms has left for the display. Plain data in the fields of 2.x: it outlives a power cut. */
export interface DisplayMessage {
  readonly id: number
  readonly priority: 'AlwaysFront' | 'InFront' | 'NormalCycle'
  /** Only shown while the station is in this state. */
  readonly state?: string | undefined
  readonly startDateTime?: string | undefined
  readonly endDateTime?: string | undefined
  /** Only shown while this transaction runs. */
  readonly transactionId?: string | undefined
  /** The display it is for; one of an EVSE shows what concerns that EVSE. */
  readonly display?: { readonly name: string; readonly evse?: { readonly id: number } | undefined } | undefined
  readonly message: Content
  /** The same in other languages (2.1). */
  readonly messageExtra?: readonly Content[] | undefined
}

export const isExpired = ({ endDateTime }: DisplayMessage, nowMs: number): boolean =>
  endDateTime !== undefined && Date.parse(endDateTime) <= nowMs

/** What a display of a version can show. */
export interface DisplayTraits {
  readonly formats: readonly string[]
  readonly priorities: readonly string[]
  readonly states: readonly string[]
  /** Languages it knows, as RFC 5646 has them; undefined where the version does not ask (2.0.1). */
  readonly languages: readonly string[] | undefined
}

/** How many messages a station keeps at most (NumberOfDisplayMessages). */
export const maxDisplayMessages = 20

/** The primary language counts: who knows `en` can show `en-US`. */
export const isSameLanguage = (a: string, b: string): boolean => primary(a) === primary(b)

const primary = (tag: string): string => (tag.split('-')[0] ?? '').toLowerCase()

/** The words for a reader of these languages, best first; else English; else the first (O01.FR.08–09). */
export function wordsFor(contents: readonly Content[], languages: readonly string[]): Content | undefined {
  if (languages.length === 0) return contents[0]
  for (const wanted of [...languages, 'en']) {
    const found = contents.find(({ language }) => language !== undefined && isSameLanguage(language, wanted))
    if (found !== undefined) return found
  }
  return contents[0]
}
