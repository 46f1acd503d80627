/** Where in a rule, or in a file of rules, something is: member names and indices. */
export type RulePath = readonly (string | number)[]

/** A rule that is none; `path` leads to what is wrong. */
export class RuleError extends TypeError {
  override readonly name = 'RuleError'
  constructor(
    readonly path: RulePath,
    readonly problem: string,
  ) {
    super(`${formatPath(path)} ${problem}`.trim())
  }
}

/** `rules[2].then.close.code` */
export const formatPath = (path: RulePath): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`)).join('')
