import type { GenerateOptions, Generator } from './generate/generate.js'

type Fields = Readonly<Record<string, unknown>>

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** One element for each thing asked for: a made-up one, with the fields that repeat the question. */
function each(asked: unknown, made: unknown, repeated: (one: never) => Fields): readonly Fields[] {
  const examples = listOf(made) as readonly Fields[]
  return listOf(asked).map((one, at) => withoutGaps({ ...examples[at % examples.length], ...repeated(one as never) }))
}

const withoutGaps = (given: Fields): Fields => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))

/** These fields as an element of the question has them, or not. */
const fields =
  (...names: readonly string[]) =>
  (one: Fields): Fields =>
    Object.fromEntries(names.map((name) => [name, one[name]]))

/** A schedule as long, and in the unit, that was asked for; 16 A is what a public station is sure to give. */
function scheduleOf(made: unknown, { duration, chargingRateUnit }: Fields): Fields {
  const { chargingSchedulePeriod, ...schedule } = made as Fields
  const periods = (listOf(chargingSchedulePeriod) as readonly Fields[]).filter(
    ({ startPeriod }) => typeof duration !== 'number' || Number(startPeriod) < Math.max(duration, 1),
  )
  return withoutGaps({
    ...schedule,
    ...(typeof duration === 'number' && { duration }),
    chargingSchedulePeriod: chargingRateUnit === 'A' ? periods.map((period) => ({ ...period, limit: 16 })) : periods,
    ...(chargingRateUnit === 'A' && { chargingRateUnit, minChargingRate: schedule['minChargingRate'] === undefined ? undefined : 6 }),
  })
}

/**
 * Parts of an answer that follow from the question: each thing asked for is spoken of and no other, and what Accepted promises is there.
 * `made` is an answer with all its fields.
 */
const fitting: Readonly<Record<string, (asked: Fields, made: Fields) => Fields>> = {
  GetConfiguration: ({ key }, { configurationKey }) => ({
    configurationKey: listOf(key).length === 0 ? configurationKey : each(key, configurationKey, (name: string) => ({ key: name })),
  }),
  GetVariables: ({ getVariableData }, { getVariableResult }) => ({
    getVariableResult: each(getVariableData, getVariableResult, fields('component', 'variable', 'attributeType')),
  }),
  SetVariables: ({ setVariableData }, { setVariableResult }) => ({
    setVariableResult: each(setVariableData, setVariableResult, fields('component', 'variable', 'attributeType')),
  }),
  SetVariableMonitoring: ({ setMonitoringData }, { setMonitoringResult }) => ({
    setMonitoringResult: each(setMonitoringData, setMonitoringResult, ({ id, ...one }: Fields) => ({
      ...fields('component', 'variable', 'type', 'severity')(one),
      // A monitor that is replaced keeps its id (N04.FR.12).
      ...(id !== undefined && { id }),
    })),
  }),
  ClearVariableMonitoring: ({ id }, { clearMonitoringResult }) => ({
    clearMonitoringResult: each(id, clearMonitoringResult, (one: number) => ({ id: one })),
  }),
  GetCompositeSchedule: ({ connectorId, evseId, ...asked }, { schedule, chargingSchedule, scheduleStart }) =>
    schedule === undefined
      ? { connectorId, scheduleStart, chargingSchedule: scheduleOf(chargingSchedule, asked) }
      : { schedule: { ...scheduleOf(schedule, asked), evseId } },
  GetInstalledCertificateIds: ({ certificateType }, { certificateHashData, certificateHashDataChain }) => {
    if (certificateHashDataChain === undefined) return { certificateHashData }
    if (listOf(certificateType).length === 0) return { certificateHashDataChain }
    return { certificateHashDataChain: each(certificateType, certificateHashDataChain, (one: string) => ({ certificateType: one })) }
  },
  // E14.FR.02, E14.FR.06: of no transaction nothing is said.
  GetTransactionStatus: ({ transactionId }, { ongoingIndicator }) => (transactionId === undefined ? {} : { ongoingIndicator }),
}

/** A generated answer that makes sense after its request: as little as its schema asks for, and what the request asked for. */
export function answerTo(generator: Generator, action: string, request: object, options: Pick<GenerateOptions, 'seed' | 'now'>): object {
  const make = (optional: boolean): Fields => generator(action, 'response', { ...options, optional }) as unknown as Fields
  const fit = Object.hasOwn(fitting, action) ? fitting[action] : undefined
  return fit === undefined ? make(false) : { ...make(false), ...fit(request as Fields, make(true)) }
}
