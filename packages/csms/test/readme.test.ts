import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'
import { settings } from '../src/cli/settings.js'

const readme = new URL('../README.md', import.meta.url)

readmeSnippets(readme)

const pages = [readme, new URL('../../../docs/csms-reference.md', import.meta.url)]

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  )

it('the README and the reference link to what is there', () => {
  for (const page of pages) {
    const text = readFileSync(page, 'utf8')
    for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (link.startsWith('https:')) continue
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : new URL(path.includes('.md') ? path : `${path}/README.md`, page)
      const found = readFileSync(target, 'utf8')
      if (anchor !== undefined) expect([link, anchorsOf(found)]).toEqual([link, expect.arrayContaining([anchor])])
    }
  }
})

it('the README names no option of the program that it does not have', () => {
  const text = readFileSync(readme, 'utf8')
  const known = [...settings.map(({ name }) => name), 'help']
  for (const [line] of text.matchAll(/^.*(ocpp-csms|@ocpp-kit\/csms) .*--.*$/gm)) {
    for (const [, name = ''] of line.matchAll(/ --([a-z-]+)/g)) expect(known).toContain(name)
  }
})
