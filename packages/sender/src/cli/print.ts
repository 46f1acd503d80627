import { styleText } from 'node:util'
import { printable } from '@ocpp-kit/rpc'
import type { Exchange } from '../exchange.js'
import { type Disappointment, describeDisappointment } from '../expectations.js'
import { problemOf } from '../problems.js'
import type { RepeatSummary } from '../repeat.js'
import type { StepReport } from '../sequence/run.js'

type Style = Parameters<typeof styleText>[0]

/** Writes for people: in colour on a terminal. */
export interface Printer {
  line(text?: string): void
  exchange(exchange: Exchange): void
  disappointments(found: readonly Disappointment[]): void
  step(report: StepReport): void
  summary(summary: RepeatSummary): void
  error(text: string): void
}

interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly hasColour: boolean
}

export function createPrinter({ out, err, hasColour }: Streams): Printer {
  const paint = (style: Style, text: string): string => (hasColour ? styleText(style, text, { validateStream: false }) : text)
  const line = (text = ''): void => out(`${text}\n`)
  const disappointments = (found: readonly Disappointment[]): void => {
    for (const one of found) line(paint('red', `Expected: ${printable(describeDisappointment(one))}`))
  }
  const exchange = (done: Exchange): void => {
    const { action, request, response, outcome, durationMs } = done
    line(paint('bold', action ?? 'Text'))
    line(`${paint('cyan', 'Request: ')} ${request}`)
    const took = paint('gray', `(${durationMs} ms)`)
    if (response !== undefined) line(`${paint('cyan', 'Response:')} ${printable(response)} ${took}`)
    else if (outcome.kind === 'sent') line(`${paint('cyan', 'Response:')} none is due to a SEND`)
    const problem = problemOf(done)
    if (problem !== '') line(paint('red', printable(`Problem:  ${problem}`)))
  }
  return {
    line,
    exchange,
    disappointments,
    step: (report) => {
      const mark = report.isOk ? paint('green', '✓') : paint('red', '✗')
      line(`${mark} ${report.index + 1}. ${report.name}${report.exchange === undefined ? '' : ` (${report.exchange.durationMs} ms)`}`)
      for (const problem of report.problems) line(paint('red', `  ${printable(problem)}`))
      for (const one of report.disappointments) line(paint('red', `  ${printable(describeDisappointment(one))}`))
    },
    summary: ({ sent, ok, unsent, problems, durationMs, perSecond, latencyMs: { p50, p95, p99, max } }) => {
      const missing = unsent === 0 ? '' : `, ${unsent} not sent`
      line(`${sent} sent, ${ok} as expected, ${sent - ok} not${missing}; ${(durationMs / 1000).toFixed(1)} s, ${perSecond} a second`)
      line(`latency: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`)
      for (const [problem, times] of Object.entries(problems)) line(paint('red', `${times} × ${printable(problem)}`))
    },
    error: (text) => err(`${paint('red', 'ocpp-sender:')} ${text}\n`),
  }
}

/** One exchange of a station for programs. */
export const exchangeToJson = (
  station: string,
  { action, request, response, outcome, durationMs }: Exchange,
  found: readonly Disappointment[],
  isOk: boolean,
): object => ({
  station,
  action,
  ok: isOk,
  outcome: outcome.kind,
  request: parsed(request),
  response: response === undefined ? null : parsed(response),
  ms: durationMs,
  ...(outcome.kind === 'invalid' && { violations: outcome.violations }),
  ...(found.length > 0 && { unmet: found }),
})

/** Text of `--raw`, or of a broken peer, may be no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
