/** What a csms may configure of tariffs and of the costs that a station counts itself (2.1). */
export interface TariffSettings {
  /** Where the station stands, as IANA names it, e.g. `Europe/Oslo`: the hours of tariffs are those of its clocks (I07.FR.17). */
  readonly timeZone: string
  /** Whether tariffs are taken from the csms; if not, messages about them get NotSupported. */
  readonly tariffEnabled: boolean
  /** Whether the station counts the costs by them; else the csms does. */
  readonly costEnabled: boolean
  /** Whether the csms hears of costs while the transaction runs. */
  readonly runningCostEnabled: boolean
  readonly costIntervalS: number
  /** How long a change of power, current and energy may take to count; this station is always at once. */
  readonly tariffIntervalS: number
  /** How many prices of one kind a tariff may have. */
  readonly tariffMaxElements: number
  /** Whether prices may have conditions. */
  readonly tariffConditions: boolean
  /** What comes of a driver whose tariff the station cannot work with: `Deauthorize`, `UseDefaultTariff` or `CentralCost`. */
  readonly handleFailedTariff: string
}

export const tariffDefaults: TariffSettings = {
  timeZone: 'UTC',
  tariffEnabled: true,
  costEnabled: true,
  runningCostEnabled: true,
  costIntervalS: 60,
  tariffIntervalS: 0,
  tariffMaxElements: 10,
  tariffConditions: true,
  handleFailedTariff: 'UseDefaultTariff',
}

/** Whether it is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
