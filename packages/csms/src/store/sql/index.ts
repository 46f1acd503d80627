// For those who keep a csms in a database

export type { Page, PageQuery } from '../page.js'
export { isStoreError, StoreError, type StoreErrorCode, storeErrorCodes } from '../store-error.js'
export { type BackupOptions, type BackupResult, backupStore, type RestoreOptions, type RestoreResult, restoreStore } from './backup.js'
export type { Durability } from './engine.js'
export type { CommitFigures } from './group-commit.js'
export { openStore, type SqlStore } from './open.js'
export type { RetentionOptions, SqlStoreOptions } from './options.js'
