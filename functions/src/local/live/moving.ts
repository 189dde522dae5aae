/**
 * How a business leaves its machine: its changes are kept for whoever follows them, then nobody is let in any more, what
 * was begun comes to its end, and, once the other side has said that all of it is there, it is given up for good. Until
 * then it opens again by itself when nothing more is heard.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dayMs } from '@jindian/shared/time';
import type { Logger } from '../../platform/logger.ts';
import type { PartHealth } from '../../platform/part-health.ts';

const holdFile = 'copy.json';
/** As long as a stream on AWS keeps what it holds. */
const heldForMs = dayMs;
/** Closed for so long without a word, it opens again. */
const closedForMs = 60_000;
const lookEveryMs = 2_000;
const noteEveryMs = 10_000;

type Hold = { name: string; after: string | null; atMs: number };

/** Why a step is not taken; said to whoever copies. */
export class MovingRefusal extends Error {}

export type Moving = ReturnType<typeof createMoving>;

export function createMoving(deps: {
  dataFolder: string;
  movedTo: string | null;
  /** The number of the last change there was; null: there was none. */
  lastChange(): Promise<string | null>;
  /** Lets nobody in, and has nothing left under way when it is fulfilled. */
  close(): Promise<void>;
  open(): Promise<void>;
  noteMoved(to: string): void;
  nowMs(): number;
  logger: Logger;
  lookEveryMs?: number;
}) {
  const { nowMs, logger } = deps;
  const file = path.join(deps.dataFolder, holdFile);
  let hold = readHold();
  let notedAtMs = hold?.atMs ?? 0;
  let state: 'open' | 'closing' | 'frozen' | 'moved' = deps.movedTo === null ? 'open' : 'moved';
  let movedTo = deps.movedTo;
  let heardAtMs = nowMs();
  let opening: Promise<void> | null = null;
  /** It was to open again and could not: what it had come to the end of it may have begun anew. */
  let mustOpen = false;

  function readHold(): Hold | null {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Hold;
    } catch {
      return null;
    }
  }
  const held = () => (hold && nowMs() - hold.atMs < heldForMs ? hold : null);

  function note(next: Hold): void {
    const isNew = hold?.name !== next.name;
    hold = next;
    // Behind what is written a little too much is kept, never too little.
    if (!isNew && nowMs() - notedAtMs < noteEveryMs) return;
    notedAtMs = nowMs();
    writeFileSync(`${file}.new`, JSON.stringify(next), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  async function openAgain(): Promise<void> {
    state = 'closing';
    mustOpen = true;
    opening ??= deps.open().finally(() => {
      opening = null;
    });
    try {
      await opening;
    } catch (error) {
      state = 'frozen';
      throw error;
    }
    mustOpen = false;
    state = 'open';
    logger.warn('open again: the move was not finished');
  }

  const timer = setInterval(() => {
    if (state === 'frozen' && (mustOpen || nowMs() - heardAtMs > closedForMs))
      openAgain().catch((error) => logger.error({ err: error }, 'the system does not open again'));
  }, deps.lookEveryMs ?? lookEveryMs);
  timer.unref();

  return {
    /** What is kept of the changes for whoever follows them: all behind this one; undefined: nothing. */
    keptBehind: (): string | undefined => {
      const now = held();
      return now ? (now.after ?? '') : undefined;
    },
    state: () => ({ state, movedTo }),

    async hold(name: string | null): Promise<{ name: string; after: string | null } | null> {
      heardAtMs = nowMs();
      const now = held();
      if (name !== null) {
        if (now?.name !== name) return null;
        note({ ...now, atMs: nowMs() });
        return now;
      }
      // First: what is numbered from now on is kept.
      const made = { name: randomUUID(), after: null, atMs: nowMs() };
      note(made);
      const after = await deps.lastChange();
      note({ ...made, after });
      return { ...made, after };
    },

    renew(after: string | null): void {
      heardAtMs = nowMs();
      const now = held();
      if (now) note({ ...now, ...(after === null ? {} : { after }), atMs: nowMs() });
    },

    async freeze(): Promise<void> {
      if (state === 'frozen' && !mustOpen) return;
      if (state !== 'open') throw new MovingRefusal(`it is ${state}`);
      state = 'closing';
      logger.warn('closed: the business is being moved');
      try {
        await deps.close();
      } catch (error) {
        await openAgain().catch((failure) =>
          logger.error({ err: failure }, 'the system does not open again'),
        );
        throw new MovingRefusal(
          `it does not come to an end with what it has begun: ${(error as Error).message}`,
        );
      }
      heardAtMs = nowMs();
      state = 'frozen';
    },

    async thaw(): Promise<void> {
      if (state === 'frozen') await openAgain();
    },

    moved(to: string): void {
      if (state === 'moved' && movedTo === to) return;
      if (state !== 'frozen' || mustOpen) throw new MovingRefusal(`it is ${state}, and goes on`);
      deps.noteMoved(to);
      movedTo = to;
      state = 'moved';
      rmSync(file, { force: true });
      logger.warn({ to }, 'the business was moved: nothing is taken here any more');
    },

    health: (): PartHealth[] =>
      state === 'open'
        ? []
        : [
            {
              part: 'business',
              state: state === 'moved' ? 'moved' : 'moving',
              ...(movedTo ? { detail: movedTo } : {}),
            },
          ],

    stop(): void {
      clearInterval(timer);
    },
  };
}
