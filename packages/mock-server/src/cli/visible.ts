/** C0 and C1 controls, line separators, and what turns the direction of writing: a peer must not write on our terminal with them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** A text as one line in which nothing is hidden; what is escaped in JSON the same way stays valid JSON. */
export const visible = (text: string): string => text.replace(invisible, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
