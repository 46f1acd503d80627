/** The names of all fields that hold a date-time, wherever they stand. A name with another meaning elsewhere stops the run. */
export function dateTimeFields({ definitions }) {
  const isDateTime = new Map()
  for (const [type, { properties = {} }] of Object.entries(definitions)) {
    for (const [name, { format }] of Object.entries(properties)) {
      const here = format === 'date-time'
      if ((isDateTime.get(name) ?? here) !== here) throw new Error(`${type}.${name}: a date-time in some types and not in others`)
      isDateTime.set(name, here)
    }
  }
  return [...isDateTime.keys()].filter((name) => isDateTime.get(name)).sort()
}

export const dateTimesModule = (bundle) =>
  `/** Every field that holds a date-time. */\nexport const dateTimeFields: readonly string[] = ${JSON.stringify(dateTimeFields(bundle))}\n`
