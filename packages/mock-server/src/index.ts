// For those who test stations

export type { CommandResult } from './commands/send.js'
export type { ConnectionEntry } from './connection-log.js'
export { createMockServer, type MockServerOptions, type VersionName, versionNames } from './create-mock-server.js'
export { isMockServerError, MockServerError, type MockServerErrorCode, mockServerErrorCodes } from './errors.js'
export { defaultFirmware } from './firmware.js'
export type { LoggedMessage, MessageFilter, MessageKind } from './message-log.js'
export type { MockServer, MockServerEvents, MockServerOf, MockStation, PutAnswer, ReceivedOf } from './mock-server.js'
export type { CommandPlan, MockServerSettings } from './options.js'
export type { ReceivedRequest, WaitOptions } from './received.js'
export type { FollowUp, Rule, RuleCallError, RuleCondition, RuleEffect } from './rules/rule.js'
export type { NamedRule } from './rules/rule-book.js'
export { checkRules } from './rules/rule-check.js'
export { RuleError, type RulePath } from './rules/rule-error.js'
export { loadFaults, loadScript } from './script/load-script.js'
export type { Script } from './script/script.js'
export { ScriptError } from './script/script-error.js'
export type { RuleBreach } from './verdict-log.js'
export type { MockTransaction, Registration, Token } from './version.js'

// For those who bring a version of their own

export { startMockServer } from './start.js'
export type { AnswerOf, CommandFacts, MockVersion, Scene, StationState, World } from './version.js'
