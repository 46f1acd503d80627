import { writeFileSync } from 'node:fs'
import { createDriver, type Driver } from '../driver.js'
import type { Scenario, ScenarioResult, StepResult } from '../scenario/index.js'
import type { Log } from './log.js'
import type { CliOptions, Versions } from './options.js'
import { readOptionFile } from './read-file.js'
import { type Records, recordLate } from './records.js'
import { wireOf } from './stations.js'

/**
 * Runs the scenarios of --scenario one after the other and tells of each step. @returns whether all passed
 * @throws ScenarioError a file cannot be understood; none is run then
 * @throws Error a file cannot be read, or the report not written
 */
export async function runScenarios(options: CliOptions, versions: Versions, log: Log, records: Records | undefined): Promise<boolean> {
  const [{ junitReport, parseScenario, runScenario }, { StationHost }] = await Promise.all([
    import('../scenario/index.js'),
    import('../control/index.js'),
  ])
  const scenarios = options.scenario.map((file): Scenario => parseScenario(readOptionFile('--scenario', file), file))
  const host = new StationHost({ versions: await Promise.all(Object.values(versions).map((load) => load())) })
  const drivers: Driver[] = []
  if (options.ev === 'auto') host.events.on('added', (station) => drivers.push(createDriver(station)))
  host.events.on('added', (station) => recordLate(records, station, log))
  const wire = await wireOf(options)
  const stopping = new AbortController()
  const onSignal = (): void => stopping.abort()
  process.once('SIGINT', onSignal)
  const results: ScenarioResult[] = []
  try {
    for (const scenario of scenarios) {
      if (stopping.signal.aborted) break
      log.line('session', `${scenario.name} (${scenario.file})`)
      const defaults = {
        identity: options.id,
        version: options.version,
        csmsUrl: options.csms,
        password: options.password,
        seed: options.seed,
        ...wire,
      }
      const onStep = (step: StepResult): void => tell(scenario, step, log)
      results.push(await runScenario(scenario, { defaults, host, onStep, signal: stopping.signal }))
    }
  } finally {
    process.off('SIGINT', onSignal)
    for (const driver of drivers) driver.stop()
    if (options.junit !== undefined) writeFileSync(options.junit, junitReport(results))
  }
  const passed = results.filter(({ isPassed }) => isPassed).length
  log.line(passed === scenarios.length ? 'session' : 'error', `${passed} of ${scenarios.length} scenarios passed`, {
    passed,
    scenarios: scenarios.length,
  })
  return passed === scenarios.length
}

function tell({ file }: Scenario, { name, line, problem, tookMs }: StepResult, log: Log): void {
  const took = `${Math.round(tookMs)} ms`
  if (problem === undefined) log.line('step', `✓ ${name}  ${took}`, { file, line, name, tookMs })
  else log.line('error', `✗ ${file}:${line} ${name}: ${problem}`, { file, line, name, tookMs, problem })
}
