import { createHash } from 'node:crypto'

/** JSON with sorted members: two objects with the same content give the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** Tells whether two messages say the same, whatever their order of members. */
export const contentHash = (content: unknown): string => createHash('sha256').update(canonicalJson(content)).digest('base64url')
