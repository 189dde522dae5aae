/**
 * What can go wrong between a client and DynamoDB, on demand and repeatably: a function given by the caller, or a
 * seeded schedule, decides for each call.
 */
import type { DiskFault } from './disk.ts';

export type FaultKind =
  | 'none'
  /** Another transaction has the item: TransactionConflict. Only writes and transactions can meet it. */
  | 'conflict'
  /** ThrottlingException; in a transaction the reason ThrottlingError. */
  | 'throttle'
  /** ProvisionedThroughputExceededException; in a transaction the reason ProvisionedThroughputExceeded. */
  | 'throughput'
  /** BatchGetItem and BatchWriteItem leave the second half of the request undone; no effect on other operations. */
  | 'unprocessed'
  /** InternalServerError (HTTP 500), and nothing was done. */
  | 'fail-before'
  /** InternalServerError (HTTP 500), though the request was carried out. */
  | 'fail-after'
  /** The connection breaks before the request is carried out. */
  | 'lost-before'
  /** The connection breaks after the request was carried out. */
  | 'lost-after';

/** A kind, or a conflict at chosen positions of the transaction (by default at the first). */
export type Fault = FaultKind | { kind: 'conflict'; at: readonly number[] };

export interface CallDetail {
  /** The request in wire form; not to be changed. */
  input: Readonly<Record<string, unknown>>;
  /** How many calls there have been of this operation since the decider was set, this one included. */
  ordinal: number;
}

/** Asked once for each call. `operation` is the API's name, such as `TransactWriteItems`. */
export type FaultDecider = (operation: string, detail: CallDetail) => Fault;

export interface Faults {
  /** Sets who decides; without an argument nothing goes wrong any more. */
  set(decide?: FaultDecider): void;
  /**
   * `queue` (the default): a request that overlaps another on the same item takes its turn. `reject`: it is answered
   * TransactionConflict as the service does, and a transaction's items stay taken for `holdMs` (default 0) of real time.
   */
  setConflictMode(mode: 'queue' | 'reject', holdMs?: number): void;
  /**
   * When global secondary indexes show a write: `off` at once (the default), `manual` only at `flushIndexes`,
   * a number that many milliseconds of real time later. Switching to `off` lets everything held back come true.
   */
  setIndexLag(lag: 'off' | 'manual' | number): Promise<void>;
  /** Lets all index entries that were held back come true. */
  flushIndexes(): Promise<void>;
  /**
   * What the disk does with writes: `full` has no room for them, `failing` cannot write, `none` takes them again (seen
   * within a second). Reads go on. The engine meets it where it meets a real one: behind everything but LevelDB.
   */
  setDiskFault(fault: DiskFault): void;
}

/** A small, fast, well-mixed generator (mulberry32): the same seed gives the same numbers everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface FaultSchedule {
  seed: number;
  /** For each kind, the share of calls that meet it (0 to 1). The sum must not exceed 1. */
  rates: Partial<Record<Exclude<FaultKind, 'none'>, number>>;
  /** The operations concerned; by default all. */
  operations?: readonly string[];
}

/** A decider that draws faults at the given rates, the same ones for the same seed and order of calls. */
export function seededFaults({ seed, rates, operations }: FaultSchedule): FaultDecider {
  const chances = Object.entries(rates) as [FaultKind, number][];
  const total = chances.reduce((sum, [, rate]) => sum + rate, 0);
  if (total > 1 || chances.some(([, rate]) => !(rate >= 0))) {
    throw new RangeError(`Fault rates must be at least 0 and at most 1 in sum: ${JSON.stringify(rates)}`);
  }
  const random = seededRandom(seed);
  return (operation) => {
    if (operations && !operations.includes(operation)) return 'none';
    let draw = random();
    for (const [kind, rate] of chances) {
      if (draw < rate) return kind;
      draw -= rate;
    }
    return 'none';
  };
}

/** Keeps the decider and counts the calls. */
export class FaultInjector {
  #decide: FaultDecider | undefined;
  #ordinals = new Map<string, number>();

  set(decide?: FaultDecider): void {
    this.#decide = decide;
    this.#ordinals = new Map();
  }

  next(operation: string, input: Readonly<Record<string, unknown>>): Fault {
    if (!this.#decide) return 'none';
    const ordinal = (this.#ordinals.get(operation) ?? 0) + 1;
    this.#ordinals.set(operation, ordinal);
    return this.#decide(operation, { input, ordinal });
  }
}
