// For those who run the operator API of a csms

export { type Api, startApi } from './api.js'
export type { AnswerRecord, ApiOptions } from './options.js'
export { type Scope, scopes } from './scope.js'
