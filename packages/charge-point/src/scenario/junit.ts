import type { ScenarioResult, StepResult } from './run.js'

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Text as XML takes it: what XML has no place for at all is left out. */
const xmlText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be in XML 1.0
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '').replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')

const seconds = (ms: number): string => (ms / 1_000).toFixed(3)

/** The results as CI servers read them: a suite for each scenario, a case for each step. */
export function junitReport(results: readonly ScenarioResult[]): string {
  const suites = results.map((result) => {
    const failures = result.steps.filter(({ problem }) => problem !== undefined).length
    const head = `<testsuite name="${xmlText(result.name)}" file="${xmlText(result.file)}" tests="${result.steps.length}" failures="${failures}" time="${seconds(result.tookMs)}">`
    return [head, ...result.steps.map((step) => testCase(result, step)), '</testsuite>'].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function testCase({ name: suite, file }: ScenarioResult, { name, line, tookMs, problem }: StepResult): string {
  const head = `<testcase classname="${xmlText(suite)}" name="${xmlText(`${line}: ${name}`)}" time="${seconds(tookMs)}"`
  return problem === undefined
    ? `  ${head}/>`
    : `  ${head}><failure message="${xmlText(problem)}">${xmlText(`${file}:${line}: ${problem}`)}</failure></testcase>`
}
