import type { ProblemCode } from '@jindian/shared/contract/problems/problem';
import type { CommandClaim, Idempotency } from './idempotency.ts';
import { fail, type Result } from './result.ts';
import type { JindianTable } from './table.ts';
import { backOff, type FailedWrite, transact, type Write } from './transact.ts';

/** What a refused write means: the answer of the command, or that the attempt is made again on what is there now. */
export type Meaning<T, Code extends ProblemCode = ProblemCode> = Result<T, Code> | 'again';

/**
 * By label of the write; a name that ends in `*` stands for every label that begins so. When several writes are
 * refused, the name that comes first here decides: what a twin of this command did explains the levels that it left.
 * `again` is always safe, since the next attempt reads anew.
 */
export type Meanings<T, Code extends ProblemCode = ProblemCode> = Record<
  string,
  | Meaning<T, Code>
  | ((failed: FailedWrite, all: readonly FailedWrite[]) => Meaning<T, Code> | Promise<Meaning<T, Code>>)
>;

/** What an attempt wants to write, and what follows from it. */
export type Step<T, Code extends ProblemCode = ProblemCode> = {
  writes: readonly Write[];
  /** The answer once the writes are done. */
  value: T;
  /** What a repeat is answered from: small, without personal data. */
  kept?: Record<string, unknown>;
  /** What the conditions of the writes mean when they fail. When none of those that failed is here, it is a bug: it throws. */
  refused?: Meanings<T, Code>;
};

/** A result without writes ends the command: a failure, or an answer that needs nothing written (any more). */
export type Attempt<T, Code extends ProblemCode = ProblemCode> = Step<T, Code> | Result<T, Code> | 'again';

type Claimed<T, Code extends ProblemCode> = {
  command: CommandClaim;
  /** The answer to a repeat, from what the first time kept. */
  replay(kept: Record<string, unknown>): Result<T, Code> | Promise<Result<T, Code>>;
  /** Looks for a repeat before the first attempt: for attempts that cost something even when they write nothing. */
  lookFirst?: boolean;
};
/** A command that its own state makes repeatable: done already, it finds nothing left to write. */
type Unclaimed = { command: null };

export type Command<T, Code extends ProblemCode = ProblemCode> = (Claimed<T, Code> | Unclaimed) &
  Attempts<T, Code>;
type Attempts<T, Code extends ProblemCode> = {
  /** Reads, decides, and writes nothing: it may be called several times. `tries` counts from 1. */
  attempt(tries: number): Attempt<T, Code> | Promise<Attempt<T, Code>>;
  maxTries?: number;
};

const defaultMaxTries = 5;

/** Whoever runs commands with claims has somewhere to keep them. */
export type CommandDeps = { table: JindianTable; idempotency?: Pick<Idempotency, 'claim' | 'find'> };

/**
 * The one way to run a command. Its claim is written with what it does, in one transaction:
 *
 *     attempt ─► writes + claim ─► done: the value
 *        ▲             ├─────────► the claim was there: replay, or idempotency_key_reused
 *        │             ├─────────► a condition failed: what its label means
 *        └── again ────┴─────────► conflicts: again; no tries left: busy
 *
 * Whatever ends without a write may be a repeat of what was done (the state has moved on, or an answer was lost), so
 * the claim is looked for before that is the answer.
 */
export function runCommand<T, Code extends ProblemCode = ProblemCode>(
  deps: Pick<CommandDeps, 'table'>,
  run: Unclaimed & Attempts<T, Code>,
): Promise<Result<T, Code | 'busy'>>;
export function runCommand<T, Code extends ProblemCode = ProblemCode>(
  deps: CommandDeps,
  run: Command<T, Code>,
): Promise<Result<T, Code | 'busy' | 'idempotency_key_reused'>>;
export async function runCommand<T, Code extends ProblemCode = ProblemCode>(
  deps: CommandDeps,
  run: Command<T, Code>,
): Promise<Result<T, Code | 'busy' | 'idempotency_key_reused'>> {
  type Answer = Result<T, Code | 'busy' | 'idempotency_key_reused'>;
  const { table, idempotency } = deps;
  if (run.command !== null && !idempotency) throw new RangeError('a claim, and nowhere to keep it');

  async function repeat(): Promise<Answer | null> {
    if (run.command === null) return null;
    const before = await idempotency?.find(run.command);
    if (!before) return null;
    return before.kind === 'same' ? run.replay(before.result) : fail('idempotency_key_reused');
  }
  async function unlessRepeated(answer: Answer): Promise<Answer> {
    return (await repeat()) ?? answer;
  }

  if (run.command !== null && run.lookFirst) {
    const before = await repeat();
    if (before) return before;
  }
  for (let tries = 1; tries <= (run.maxTries ?? defaultMaxTries); tries += 1) {
    if (tries > 1) await backOff(tries);
    const step = await run.attempt(tries);
    if (step === 'again') continue;
    if (!('writes' in step)) return unlessRepeated(step);
    const claim = run.command && idempotency ? [idempotency.claim(run.command, step.kept ?? {})] : [];
    const outcome = await transact(table, [...step.writes, ...claim]);
    if (outcome.kind === 'done') return { ok: true, value: step.value };
    // It may have been done all the same, and only the answer lost: the next attempt finds that, or its claim.
    if (outcome.kind === 'busy') continue;
    if (outcome.failed.some(({ label }) => label === claimLabel)) {
      const before = await repeat();
      if (before) return before;
      // The record expired in this very moment: the next attempt claims the key anew.
      continue;
    }
    const meaning = await meaningOf(outcome.failed, step.refused ?? {});
    if (meaning !== 'again') return unlessRepeated(meaning);
  }
  return unlessRepeated(fail('busy'));
}

/** The label of `Idempotency.claim`. */
const claimLabel = 'command';

async function meaningOf<T, Code extends ProblemCode>(
  failed: readonly FailedWrite[],
  meanings: Meanings<T, Code>,
): Promise<Meaning<T, Code>> {
  for (const name of Object.keys(meanings)) {
    const write = failed.find(({ label }) => stands(name, label));
    const meaning = write && meanings[name];
    if (meaning) return typeof meaning === 'function' ? meaning(write, failed) : meaning;
  }
  const labels = failed.map(({ label }) => label).join(', ');
  throw new Error(`refused, and nobody says what it means: ${labels}`);
}

function stands(name: string, label: string): boolean {
  return name.endsWith('*') ? label.startsWith(name.slice(0, -1)) : name === label;
}

/** For work that is not a person's to repeat (events, due items): busy throws, so that it is delivered again. */
export function unlessBusy<T, Code extends ProblemCode>(
  result: Result<T, Code>,
  what: string,
): Result<T, Exclude<Code, 'busy'>> {
  if (!result.ok && result.code === 'busy') throw new Error(`${what}: busy`);
  return result as Result<T, Exclude<Code, 'busy'>>;
}

/**
 * Where reading is the act: the record of it is all that is written, and without it nothing is shown. Outside of an
 * audited act there is nothing to write.
 */
export function recordReading(deps: CommandDeps): Promise<Result<null, 'busy'>> {
  return runCommand<null, never>(deps, {
    command: null,
    attempt: () => ({ writes: [], value: null }),
  });
}
