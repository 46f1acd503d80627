/** Something that a program or an operator said is not what it must be: `token.group.idToken must be …`. */
export class InvalidMember extends TypeError {
  override readonly name = 'TypeError'
  constructor(
    readonly where: string,
    readonly expected: string,
  ) {
    super(`${where} must be ${expected}`)
  }

  /** JSON pointer to the member, from the whole that is named first. */
  get pointer(): string {
    return this.where
      .replace(/^[^.]*/, '')
      .replaceAll(/[.[]/g, '/')
      .replaceAll(']', '')
  }
}

/** @throws InvalidMember */
export function check(isRight: boolean, where: string, expected: string): asserts isRight {
  if (!isRight) throw new InvalidMember(where, expected)
}
