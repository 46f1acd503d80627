/** What stands for a pin wherever something is written down (C04.FR.04). */
const mask = '****'

/** A token as messages for people show it. */
export const printed = ({ idToken, type }: { readonly idToken: string; readonly type?: string | undefined }): string =>
  type === 'KeyCode' ? mask : idToken

/** A payload without the pins in it; the payload itself where there are none. */
export function withoutPins<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const cleaned = value.map(withoutPins)
    return cleaned.some((one, index) => one !== value[index]) ? (cleaned as T) : value
  }
  const fields = value as Readonly<Record<string, unknown>>
  if (fields['type'] === 'KeyCode' && typeof fields['idToken'] === 'string') return { ...fields, idToken: mask } as T
  const changed = Object.entries(fields)
    .map(([key, one]) => [key, one, withoutPins(one)] as const)
    .filter(([, one, cleaned]) => one !== cleaned)
  return changed.length === 0 ? value : ({ ...fields, ...Object.fromEntries(changed.map(([key, , cleaned]) => [key, cleaned])) } as T)
}
