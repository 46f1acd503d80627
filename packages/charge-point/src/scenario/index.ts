export { junitReport } from './junit.js'
export { parseScenario, ScenarioError } from './parse.js'
export { type RunOptions, runScenario, type ScenarioResult, type StepResult } from './run.js'
export type { DeedStep, ExpectStateStep, PlacedStep, Scenario, Step, WaitForStep, WaitStep } from './steps.js'
