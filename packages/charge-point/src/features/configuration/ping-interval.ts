import { type Variable, whole } from './configuration.js'

const setting = whole('webSocketPingIntervalS', { unit: 's' })

/** WebSocketPingInterval: in force at once where the transport can change it, else with the next restart. */
export const pingInterval: Variable = {
  ...setting,
  write: (station, text, at) => {
    const status = setting.write?.(station, text, at) ?? 'Rejected'
    if (status !== 'Accepted') return status
    const { link, settings } = station
    return link.setPingInterval(settings.values.webSocketPingIntervalS * 1000) ? 'Accepted' : 'RebootRequired'
  },
}
