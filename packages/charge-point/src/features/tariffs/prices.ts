import type { Price, TaxRate } from './tariff.js'

/** What one part of a transaction costs. */
export interface Cost {
  readonly exclTax: number
  readonly inclTax: number
  /** Whether there is any tax on it, be it of 0 %. */
  readonly isTaxed: boolean
  /** Undefined also where they changed with the tariff. */
  readonly taxRates?: readonly TaxRate[] | undefined
}

/** What is to be paid on top of a net price: each level of taxes counts on all that the levels below come to (I12.FR.13). */
export function withTax(exclTax: number, taxRates: readonly TaxRate[] = []): number {
  const levels = new Map<number, number>()
  for (const { tax, stack = 0 } of taxRates) levels.set(stack, (levels.get(stack) ?? 0) + tax)
  return [...levels].sort(([a], [b]) => a - b).reduce((price, [, percent]) => price * (1 + percent / 100), exclTax)
}

export const costOf = (exclTax: number, taxRates: readonly TaxRate[] | undefined): Cost => ({
  exclTax,
  inclTax: withTax(exclTax, taxRates),
  isTaxed: taxRates !== undefined && taxRates.length > 0,
  taxRates,
})

/** A part of the cost, as far as it still counts. */
export const partOf = (cost: Cost, part: number): Cost => ({ ...cost, exclTax: cost.exclTax * part, inclTax: cost.inclTax * part })

export function sumOf(a: Cost | undefined, b: Cost): Cost {
  if (a === undefined) return b
  const areSame = a.taxRates === b.taxRates || JSON.stringify(a.taxRates) === JSON.stringify(b.taxRates)
  return {
    exclTax: a.exclTax + b.exclTax,
    inclTax: a.inclTax + b.inclTax,
    isTaxed: a.isTaxed || b.isTaxed,
    taxRates: areSame ? a.taxRates : undefined,
  }
}

/** A millionth of the currency is more than anybody bills. */
const rounded = (amount: number): number => Math.round(amount * 1e6) / 1e6

/** A sum on the wire: with tax only where there is any (I12.FR.12). */
export const priceOf = ({ exclTax, inclTax, isTaxed, taxRates }: Cost): Price => ({
  exclTax: rounded(exclTax),
  ...(isTaxed ? { inclTax: rounded(inclTax) } : {}),
  ...(isTaxed && taxRates !== undefined ? { taxRates } : {}),
})

/** What is to be paid, with tax if there is any. */
export const payable = ({ exclTax = 0, inclTax = exclTax }: Price): number => inclTax
