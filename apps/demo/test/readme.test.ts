import { readmeSnippets } from '../../../scripts/readme-snippets.ts'

// The programs of the repository's own README, run where all packages are at hand.
readmeSnippets(new URL('../../../README.md', import.meta.url), new URL('../', import.meta.url))
