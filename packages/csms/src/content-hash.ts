import { hash } from 'node:crypto'

/** JSON with sorted members: two objects with the same content give the same text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  return Array.isArray(value) ? listJson(value) : membersJson(value as Readonly<Record<string, unknown>>)
}

function listJson(list: readonly unknown[]): string {
  let text = ''
  for (const item of list) text += text === '' ? canonicalJson(item) : `,${canonicalJson(item)}`
  return `[${text}]`
}

function membersJson(object: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const name of Object.keys(object).sort()) {
    const member = object[name]
    if (member === undefined) continue
    const separator = text === '' ? '' : ','
    text += `${separator}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** Tells whether two messages say the same, whatever their order of members. */
export const contentHash = (content: unknown): string => hash('sha256', canonicalJson(content), 'base64url')
