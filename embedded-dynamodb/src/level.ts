/** LevelDB: on disk through `classic-level`, in memory through `memory-level`. */
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';

export interface LevelBatchOperation {
  type: 'put' | 'del';
  key: string;
  value?: string;
}

export interface LevelRange {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

export interface LevelIterator {
  nextv(size: number): Promise<[string, string][]>;
  close(): Promise<void>;
}

export interface LevelSnapshot {
  close(): Promise<void>;
}

export interface LevelDatabase {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: string, options?: { snapshot?: LevelSnapshot }): string | undefined;
  batch(operations: LevelBatchOperation[], options?: { sync?: boolean }): Promise<void>;
  iterator(range: LevelRange): LevelIterator;
  clear(range: LevelRange): Promise<void>;
  snapshot(): LevelSnapshot;
}

/** Makes what can be read of a damaged LevelDB folder readable again. It changes the folder. */
export function repairLevel(path: string): Promise<void> {
  return ClassicLevel.repair(path);
}

/** On disk when a path is given, else in memory. */
export function createLevel(path: string | undefined, createIfMissing = true): LevelDatabase {
  const options = { keyEncoding: 'utf8', valueEncoding: 'utf8', createIfMissing } as const;
  const level =
    path === undefined
      ? new MemoryLevel<string, string>({ ...options, storeEncoding: 'utf8' })
      : new ClassicLevel<string, string>(path, options);
  return level as unknown as LevelDatabase;
}
