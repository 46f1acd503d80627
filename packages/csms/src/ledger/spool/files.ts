/** Where a spool keeps its files: a folder of its own, or what a test puts in its place. */
export interface SpoolFiles {
  /** Names of the files that are there, in whatever order. */
  list(): Promise<readonly string[]>
  /** The whole file. */
  read(name: string): Promise<Buffer>
  /** A part of it; shorter where the file ends before. */
  readAt(name: string, at: number, length: number): Promise<Buffer>
  /** Makes a new file; its name is on the disk before it resolves. */
  create(name: string): Promise<SpoolFile>
  remove(name: string): Promise<void>
  /** The id of the store whose messages are in the files; `undefined` where it was never told. */
  owner(): Promise<string | undefined>
  /** Resolves when the id of the store is on the disk, in the place of the one before. */
  setOwner(storeId: string): Promise<void>
  /** Lets others have the folder. */
  close(): Promise<void>
}

/** A file that only grows. */
export interface SpoolFile {
  append(bytes: Uint8Array): Promise<void>
  /** Resolves when everything appended is on the disk, and not only on its way (fsync). */
  sync(): Promise<void>
  close(): Promise<void>
}
