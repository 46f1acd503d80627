export type Version = '1.6' | '2.0.1' | '2.1'
export declare const versions: readonly Version[]
export declare function sourceSchemas(version: Version): ReadonlyMap<string, object>
