import { readmeSnippets } from '../../../scripts/readme-snippets.ts'

readmeSnippets(new URL('../README.md', import.meta.url))
