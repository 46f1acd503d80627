export declare function normalise(schema: object, name: string): object
