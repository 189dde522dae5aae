/**
 * Saves what can be read of a damaged store into a new one. LevelDB's own repair makes tables readable that it can
 * read at all; it looks at no checksum, keeps a wrong key in its place, and behind a wrong key hides what sorts before
 * it. So everything is read in both directions, only what is as it was stored is taken over, and the indexes are made
 * anew from the items.
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Disk } from './disk.ts';
import { expiryKey, type IndexEntry, indexEntries } from './index-entries.ts';
import {
  allIndexesPrefix,
  changePrefix,
  describeKey,
  itemKey,
  itemPrefix,
  laggingPrefix,
  positionPrefix,
  sequenceLeaseKey,
  tablePrefix,
} from './keys.ts';
import { repairLevel } from './level.ts';
import type { AttributeMap, Wire } from './model.ts';
import { END, Storage, type WriteOperation } from './storage.ts';
import { filesThatDiffer, recogniseFolder, replaceLevel, restoreMark } from './store-folder.ts';
import { type Finding, messageOf } from './store-problem.ts';
import { parseStored } from './stored-item.ts';
import { type Table, Tables } from './tables.ts';

const PORTION = 1_000;
const NAMED = 100;
/** More than any lease that can have been given. */
const LEASE_STEP = 1_000_000;

export interface RepairOptions {
  /** What tables there must be (as for CreateTable), for when the settings of one are lost. Settings as stored win. */
  tables?: readonly { definition: object; timeToLiveAttribute?: string }[];
  onProgress?: (entries: number) => void;
}

export interface RepairReport {
  /** Files that were not as they had been left. */
  files: Finding[];
  /** Where the store as it was is kept. */
  kept: string;
  /** Entries taken over: items, change records, settings. */
  saved: number;
  /** Entries found that were not what had been stored; at most the first hundred are named. */
  broken: { count: number; named: Finding[] };
  /** Items of which only an index entry was left, so that they are known to be lost. */
  lostItems: { count: number; named: string[] };
  /** Items that an index knew otherwise: perhaps an earlier state came back in place of a lost one. */
  doubtfulItems: { count: number; named: string[] };
}

/** Nobody may have the store open meanwhile. Throws `StoreProblem` when there is nothing to repair here. */
export async function repairStore(path: string, options: RepairOptions = {}): Promise<RepairReport> {
  await restoreMark(path);
  const { levelPath } = await recogniseFolder(path);
  const files = await filesThatDiffer(path);
  const salvagePath = join(path, 'level-salvage');
  const freshPath = join(path, 'level-repaired');
  for (const folder of [salvagePath, freshPath]) await rm(folder, { recursive: true, force: true });
  await cp(levelPath, salvagePath, { recursive: true });
  await repairLevel(salvagePath);

  const from = await Disk.open({ levelPath: salvagePath, isNew: false });
  const to = await Storage.open({ levelPath: freshPath, isNew: true });
  const salvage = new Salvage(from, to, options);
  const found = await salvage.run().finally(async () => {
    await from.close();
    await to.close();
  });
  const kept = join(path, `damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`);
  await replaceLevel(path, freshPath, kept);
  await rm(salvagePath, { recursive: true, force: true });
  return { files, kept, ...found };
}

type Found = Omit<RepairReport, 'files' | 'kept'>;

/** What follows from the items, and is made anew. */
const isDerived = (key: string): boolean => /^(index|expiry|lagging)~/.test(key);

class Salvage {
  readonly #from: Disk;
  readonly #to: Storage;
  readonly #options: RepairOptions;
  readonly #tables = new Map<string, Table>();
  #operations: WriteOperation[] = [];
  #highestSequence = 0;
  #saved = 0;
  readonly #broken = new Map<string, string>();
  readonly #lost = new Set<string>();
  readonly #doubtful = new Set<string>();

  constructor(from: Disk, to: Storage, options: RepairOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
  }

  async run(): Promise<Found> {
    for await (const [key, value] of this.#good({ gte: tablePrefix, lt: tablePrefix + END })) {
      this.#tables.set(key.slice(tablePrefix.length), JSON.parse(value) as Table);
    }
    await this.#makeMissingTables();
    for (const reverse of [false, true]) {
      for await (const [key, value] of this.#good({ reverse })) {
        if (!isDerived(key) && (!reverse || this.#to.peek(key) === undefined)) await this.#take(key, value);
      }
      await this.#flush();
    }
    await this.#put(sequenceLeaseKey, String(this.#highestSequence + LEASE_STEP));
    await this.#flush();
    for (const table of this.#tables.values()) await this.#compareWithIndexes(table);
    return {
      saved: this.#saved,
      broken: {
        count: this.#broken.size,
        named: [...this.#broken].slice(0, NAMED).map(([what, problem]) => ({ what, problem })),
      },
      lostItems: { count: this.#lost.size, named: [...this.#lost].slice(0, NAMED) },
      doubtfulItems: { count: this.#doubtful.size, named: [...this.#doubtful].slice(0, NAMED) },
    };
  }

  async #makeMissingTables(): Promise<void> {
    const made = await Tables.load(this.#to, Date.now);
    for (const { definition, timeToLiveAttribute } of this.#options.tables ?? []) {
      const { TableName } = definition as { TableName: string };
      if (this.#tables.has(TableName)) continue;
      await made.create(structuredClone(definition) as Wire);
      const table: Table = {
        ...made.require(TableName),
        ...(timeToLiveAttribute && { timeToLiveAttribute }),
      };
      await made.save(table);
      this.#tables.set(TableName, table);
    }
  }

  /** What is as it was stored. The rest is counted; a stretch that cannot be read ends the reading in this direction. */
  async *#good(range: { gte?: string; lt?: string; reverse?: boolean }): AsyncGenerator<[string, string]> {
    let last = '';
    try {
      for await (const [key, value] of this.#from.rawEntries(range, PORTION)) {
        last = key;
        if (value !== undefined) yield [key, value];
        else this.#broken.set(describeKey(key), 'is not what was stored (checksum)');
      }
    } catch (error) {
      this.#broken.set(
        `what comes ${range.reverse ? 'before' : 'after'} ${describeKey(last)}`,
        messageOf(error),
      );
    }
  }

  async #take(key: string, value: string): Promise<void> {
    this.#noteSequence(key, value);
    this.#saved += 1;
    if (this.#saved % (20 * PORTION) === 0) this.#options.onProgress?.(this.#saved);
    await this.#put(key, value);
    const table = key.startsWith('item~') ? this.#tables.get(key.split('~')[1]!) : undefined;
    if (!table) return;
    for (const [derived, entry] of derivedEntries(table, key, value)) await this.#put(derived, entry);
  }

  #noteSequence(key: string, value: string): void {
    const text =
      key === sequenceLeaseKey || key.startsWith(positionPrefix)
        ? value
        : [...this.#tables.keys()].some((name) => key.startsWith(changePrefix(name)))
          ? key.slice(key.lastIndexOf('~') + 1)
          : '0';
    this.#highestSequence = Math.max(this.#highestSequence, Number(text) || 0);
  }

  async #put(key: string, value: string): Promise<void> {
    this.#operations.push({ type: 'put', key, value });
    if (this.#operations.length >= PORTION) await this.#flush();
  }

  async #flush(): Promise<void> {
    const operations = this.#operations;
    this.#operations = [];
    await this.#to.write(operations);
  }

  /** Index entries are stored beside their item: one that is there without it, or with another, tells of a loss. */
  async #compareWithIndexes({ description }: Table): Promise<void> {
    // What was only held back says nothing.
    const held = await this.#heldBack();
    const prefix = allIndexesPrefix(description.TableName);
    for await (const [key, value] of this.#good({ gte: prefix, lt: prefix + END })) {
      if (held || this.#to.get(key) === value) continue;
      const storedAt = itemKey(description, JSON.parse(value) as AttributeMap);
      const name = describeKey(storedAt);
      if (this.#to.get(storedAt) === undefined) this.#lost.add(name);
      else this.#doubtful.add(name);
    }
  }

  async #heldBack(): Promise<boolean> {
    for await (const _ of this.#good({ gte: laggingPrefix, lt: laggingPrefix + END })) return true;
    return false;
  }
}

function* derivedEntries(
  table: Table,
  storedAt: string,
  value: string,
): Generator<[key: string, value: string]> {
  if (!storedAt.startsWith(itemPrefix(table.description.TableName))) return;
  const stored = parseStored(value);
  const entries: IndexEntry[] = indexEntries(table.description, storedAt, stored);
  for (const entry of entries) yield [entry.key, entry.value];
  const expiry = expiryKey(table, storedAt, stored.item);
  if (expiry) yield [expiry, ''];
}
