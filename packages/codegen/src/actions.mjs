const suffix = /(Request|Response)$/

/** Messages of a bundle by action: a request and, unless it is a SEND, a response. */
export function actionsOf({ definitions }) {
  const actions = new Map()
  for (const name of Object.keys(definitions)) {
    if (name.endsWith('Request')) {
      const action = name.replace(suffix, '')
      actions.set(action, { request: name, response: `${action}Response` })
    } else if (sends.has(name)) {
      actions.set(name, { request: name })
    }
  }
  return new Map([...actions].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Messages without response; their names have no suffix (2.1 part 4 §4.2.4). */
const sends = new Set(['NotifyPeriodicEventStream'])
