import type { Finding } from './audit.js'
import type { ChaosReport } from './chaos.js'

/** So many findings of one kind are shown. */
const shown = 5

/** What a run came to, for people. */
export function describeReport(report: ChaosReport): readonly string[] {
  const { seed, kills, stations, facts, sendings, answers, transactions, energyWh, mischief, tookMs, findings } = report
  const mishaps = [...mischief].map(([name, count]) => `${count} × ${name}`).join(', ')
  return [
    `seed ${seed}: ${kills} kills, ${stations} stations, ${(tookMs / 1000).toFixed(0)} s`,
    `${transactions} transactions, ${(energyWh / 1000).toFixed(1)} kWh, ${facts} facts in ${sendings} messages, ${answers} answers`,
    ...(mishaps === '' ? [] : [mishaps]),
    ...(findings.length === 0
      ? ['PASSED: no answered fact is missing, none is there twice, and all energy is what the meters say']
      : [`FAILED with seed ${seed}:`, ...describeFindings(findings)]),
  ]
}

function describeFindings(findings: readonly Finding[]): readonly string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  return kinds.flatMap((kind) => {
    const all = findings.filter((one) => one.kind === kind)
    const more = all.length > shown ? [`    and ${all.length - shown} more`] : []
    return [`  ${kind}: ${all.length}`, ...all.slice(0, shown).map(({ station, detail }) => `    ${station} ${detail}`), ...more]
  })
}
