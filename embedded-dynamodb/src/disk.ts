/**
 * LevelDB with what it lacks: checksums on every read, room kept free, and a way back after a failed write.
 *
 * After a failed append LevelDB goes on behind the torn record, and what it acknowledges then is lost at the next
 * start; after a failed flush it refuses everything until it is opened anew. So after any failure nothing more is
 * written until there is room again and the store was opened anew. Reading goes on meanwhile.
 */
import { statfs } from 'node:fs/promises';
import { type DynamoFailure, internalError, storageDamaged, storageFull } from './failures.ts';
import { describeKey } from './keys.ts';
import {
  createLevel,
  type LevelBatchOperation,
  type LevelDatabase,
  type LevelIterator,
  type LevelRange,
} from './level.ts';
import { seal, unseal } from './seal.ts';
import { type Finding, isDiskFull, isReadDamage, messageOf } from './store-problem.ts';

const MEBIBYTE = 1024 * 1024;
/** Room for what LevelDB does behind a write: a compaction may need some 25 MB before it gives any back. */
export const DEFAULT_MIN_FREE_BYTES = 32 * MEBIBYTE;
const LOOK_AT_ROOM_EVERY_MS = 100;
const TRY_AGAIN_EVERY_MS = 250;
const LOOK_EVERY_MS = 1_000;
const FINDINGS_KEPT = 20;

export interface DiskOptions {
  /** Without one everything is in memory. */
  levelPath?: string;
  isNew?: boolean;
  /** Wait for the disk at every commit: survives a power cut too. */
  durable?: boolean;
  minFreeBytes?: number;
}

/** `full`: no room, writes are refused. `failing`: the disk refuses writes. `damaged`: something read was not as written. */
export interface Health {
  state: 'ok' | 'full' | 'failing' | 'damaged';
  detail?: string;
  findings: readonly Finding[];
}

/** What a test makes the disk do: as when it is full, or broken for writing. */
export type DiskFault = 'none' | 'full' | 'failing';

interface Trouble {
  state: 'full' | 'failing';
  detail: string;
  /** LevelDB has met it, and must be opened anew before it may write. */
  met: boolean;
}

export class Disk {
  readonly #options: DiskOptions;
  #level: LevelDatabase;
  #isOpen = true;
  /** How many times it was opened anew: an iterator of an earlier one is gone. */
  generation = 0;
  #trouble: Trouble | undefined;
  #recovering: Promise<void> | undefined;
  #reopening: Promise<void> | undefined;
  #roomSeenAtMs = 0;
  #triedAtMs = 0;
  #watch: NodeJS.Timeout | undefined;
  #fault: DiskFault = 'none';
  readonly #findings: Finding[] = [];

  private constructor(options: DiskOptions, level: LevelDatabase) {
    this.#options = options;
    this.#level = level;
  }

  static async open(options: DiskOptions): Promise<Disk> {
    const level = createLevel(options.levelPath, options.isNew ?? true);
    await level.open();
    const disk = new Disk(options, level);
    // Also while nobody writes: a health check tells of a full disk before somebody meets it, and that there is room again.
    disk.#watch = setInterval(() => void disk.#look().catch(() => {}), LOOK_EVERY_MS).unref();
    return disk;
  }

  get health(): Health {
    const findings = this.#findings;
    if (this.#trouble) return { state: this.#trouble.state, detail: this.#trouble.detail, findings };
    if (findings.length > 0) {
      return { state: 'damaged', detail: `${findings[0]!.what}: ${findings[0]!.problem}`, findings };
    }
    return { state: 'ok', findings };
  }

  setFault(fault: DiskFault): void {
    this.#fault = fault;
    this.#roomSeenAtMs = 0;
  }

  /** To wait for before reading: the store may be being opened anew. */
  get ready(): Promise<void> | undefined {
    return this.#reopening;
  }

  get(key: string): string | undefined {
    this.#assertOpen();
    return this.#checked(key, () => this.#level.getSync(key));
  }

  /** Several values as of one moment. */
  getTogether(keys: readonly string[]): (string | undefined)[] {
    this.#assertOpen();
    const snapshot = this.#level.snapshot();
    try {
      return keys.map((key) => this.#checked(key, () => this.#level.getSync(key, { snapshot })));
    } finally {
      void snapshot.close();
    }
  }

  /**
   * Entries in order as LevelDB has them, a portion at a time, each with its value, or without when the value is not
   * what was stored.
   */
  async *portions(
    range: LevelRange,
    size: number,
  ): AsyncGenerator<[key: string, value: string | undefined][]> {
    this.#assertOpen();
    const iterator: LevelIterator = this.#level.iterator(range);
    try {
      for (;;) {
        const entries = await iterator.nextv(size);
        if (entries.length === 0) return;
        const isInMemory = this.#options.levelPath === undefined;
        yield isInMemory
          ? entries
          : entries.map(([key, stored]) => [key, this.#opened(key, stored)] as [string, string | undefined]);
        // On disk a portion may also be short because its entries are large.
        if (isInMemory && entries.length < size) return;
      }
    } finally {
      await iterator.close();
    }
  }

  async *rawEntries(
    range: LevelRange,
    portion: number,
  ): AsyncGenerator<[key: string, value: string | undefined]> {
    for await (const entries of this.portions(range, portion)) for (const entry of entries) yield entry;
  }

  /** Remembers damage for `health`, and gives the failure to throw. */
  damagedAt(key: string, problem: string): DynamoFailure {
    const what = describeKey(key);
    if (this.#findings.length < FINDINGS_KEPT && !this.#findings.some((finding) => finding.what === what)) {
      this.#findings.push({ what, problem });
    }
    return storageDamaged(`${what}: ${problem}`);
  }

  async write(operations: readonly LevelBatchOperation[]): Promise<void> {
    await this.#changing(() =>
      this.#level.batch(
        this.#options.levelPath === undefined ? [...operations] : operations.map(sealed),
        this.#options.durable ? { sync: true } : {},
      ),
    );
  }

  async clear(range: LevelRange): Promise<void> {
    await this.#changing(() => this.#level.clear(range));
  }

  /** Says whether all that was written is whole, so that the folder may be noted as closed in order. */
  async close(): Promise<boolean> {
    clearInterval(this.#watch);
    await this.#recovering?.catch(() => {});
    if (this.#isOpen) await this.#level.close();
    this.#isOpen = false;
    return !this.#trouble?.met && this.#findings.length === 0;
  }

  async #changing(change: () => Promise<void>): Promise<void> {
    if (this.#trouble) await this.#recover();
    await this.#requireRoom();
    try {
      if (this.#fault === 'full') throw new Error('IO error: No space left on device (injected)');
      if (this.#fault === 'failing') throw new Error('IO error: Input/output error (injected)');
      await change();
    } catch (error) {
      const detail = messageOf(error);
      throw this.#refuse({ state: isDiskFull(error) ? 'full' : 'failing', detail, met: true });
    }
  }

  async #requireRoom(): Promise<void> {
    if (this.#options.levelPath === undefined || Date.now() - this.#roomSeenAtMs < LOOK_AT_ROOM_EVERY_MS)
      return;
    const free = await this.#freeBytes();
    if (free < this.#minFreeBytes) {
      throw this.#refuse({ state: 'full', detail: this.#shortOf(free), met: false });
    }
    this.#roomSeenAtMs = Date.now();
  }

  get #minFreeBytes(): number {
    return this.#options.minFreeBytes ?? DEFAULT_MIN_FREE_BYTES;
  }

  #shortOf(free: number): string {
    const inMebibytes = (bytes: number): string => (bytes / MEBIBYTE).toFixed(1);
    return `${inMebibytes(free)} MB free; writing needs ${inMebibytes(this.#minFreeBytes)} MB`;
  }

  async #freeBytes(): Promise<number> {
    if (this.#fault === 'full') return 0;
    if (this.#options.levelPath === undefined) return Number.POSITIVE_INFINITY;
    try {
      const { bavail, bsize } = await statfs(this.#options.levelPath);
      return bavail * bsize;
    } catch {
      // Some file systems do not say. LevelDB will.
      return Number.POSITIVE_INFINITY;
    }
  }

  #refuse(trouble: Trouble): DynamoFailure {
    this.#trouble = { ...trouble, met: trouble.met || (this.#trouble?.met ?? false) };
    this.#triedAtMs = Date.now();
    return this.#refusal(this.#trouble);
  }

  #refusal({ state, detail }: Trouble): DynamoFailure {
    return state === 'full'
      ? storageFull(`The disk is full, so nothing can be written: ${detail}`)
      : internalError(`The store could not write: ${detail}`);
  }

  /** Fulfilled when writing is possible again; otherwise the refusal. Tried now and then, not at every call. */
  #recover(): Promise<void> {
    this.#recovering ??= this.#tryToRecover().finally(() => {
      this.#recovering = undefined;
    });
    return this.#recovering;
  }

  async #tryToRecover(): Promise<void> {
    const trouble = this.#trouble;
    if (!trouble) return;
    if (Date.now() - this.#triedAtMs < TRY_AGAIN_EVERY_MS) throw this.#refusal(trouble);
    this.#triedAtMs = Date.now();
    const free = await this.#freeBytes();
    if (this.#fault === 'failing') throw this.#refusal(trouble);
    if (free < this.#minFreeBytes) {
      throw this.#refuse({ state: 'full', detail: this.#shortOf(free), met: trouble.met });
    }
    if (trouble.met && this.#options.levelPath !== undefined) await this.#reopen();
    this.#trouble = undefined;
  }

  async #look(): Promise<void> {
    await (this.#trouble ? this.#recover() : this.#requireRoom());
  }

  async #reopen(): Promise<void> {
    let done!: () => void;
    this.#reopening = new Promise((resolve) => {
      done = resolve;
    });
    try {
      if (this.#isOpen) await this.#level.close();
      this.#isOpen = false;
      this.generation += 1;
      const level = createLevel(this.#options.levelPath, false);
      await level.open();
      this.#level = level;
      this.#isOpen = true;
    } catch (error) {
      throw this.#refuse({
        state: isDiskFull(error) ? 'full' : 'failing',
        detail: messageOf(error),
        met: true,
      });
    } finally {
      this.#reopening = undefined;
      done();
    }
  }

  #checked(key: string, read: () => string | undefined): string | undefined {
    let stored: string | undefined;
    try {
      stored = read();
    } catch (error) {
      if (!isReadDamage(error)) throw error;
      throw this.damagedAt(key, messageOf(error));
    }
    if (stored === undefined) return undefined;
    const value = this.#opened(key, stored);
    if (value === undefined) throw this.damagedAt(key, 'is not what was stored (checksum)');
    return value;
  }

  #opened(key: string, stored: string): string | undefined {
    return this.#options.levelPath === undefined ? stored : unseal(key, stored);
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw internalError('The store is being opened anew');
  }
}

function sealed(operation: LevelBatchOperation): LevelBatchOperation {
  return operation.type === 'put'
    ? { ...operation, value: seal(operation.key, operation.value ?? '') }
    : operation;
}
