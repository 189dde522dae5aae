import type { Reach } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Write } from '../transact.ts';
import type { Chosen, Told, Verdict } from './plan.ts';

/** Who does it, as of when, and under which name it is known again when it is delivered twice. */
export type Cause = { bulkEditId: string; by: string; atMs: number };

/** What many things of one kind have to do to be edited together. */
export type BulkTarget<Choice = unknown, Change = unknown> = {
  /** Of an audit record: what each of them is called there. */
  targetKind: string;
  /** False: one step does them all, in its own transaction. */
  inPortions: boolean;
  /** Those that are meant, within reach, as they are now. */
  choose(choice: Choice, reach: Reach): Promise<readonly Chosen[]>;
  /** Whether a change asks for no more than whoever reaches so far may do to one alone. */
  mayChange(change: Change, reach: Reach): boolean;
  /** Whether all of them lie within reach. */
  isWithin(ids: readonly string[], reach: Reach): Promise<boolean>;
  /** What each would become now; in their order. */
  verdicts(chosen: readonly Chosen[], change: Change): Promise<Verdict[]>;
  names(ids: readonly string[]): Promise<ReadonlyMap<string, LocalizedText>>;
  /**
   * Does these. What it does itself can be repeated under the cause; `writes` are done with the step, or nothing of it is.
   * `afterwards` comes then.
   */
  carryOut(
    cause: Cause,
    chosen: readonly Chosen[],
    change: Change,
  ): Promise<{ told: ReadonlyMap<string, Told>; writes: readonly Write[]; afterwards?(): Promise<void> }>;
  /** Once all are done: what puts it in force. Can be repeated. */
  end(cause: Cause, changedIds: readonly string[], change: Change): Promise<void>;
};
