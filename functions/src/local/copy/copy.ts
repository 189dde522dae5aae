/**
 * Moves a business from one table into another while orders go on: everything once, then what changed meanwhile, then,
 * with nobody writing any more, the last of it, and a comparison of all there is. It may die at any moment and is gone on
 * with by the same command; until the source is given up nothing has happened to it.
 */
import { atMost } from '../../platform/at-most.ts';
import { compare, mend } from './compare.ts';
import type { End } from './end.ts';
import { firstPass } from './first-pass.ts';
import { createFollower, LogCut } from './follow.ts';
import { type CopyState, type Note, takeNote } from './note.ts';
import { CopyRefusal } from './refusal.ts';
import { holdsNote, openStream, prepareTarget, readSource, type Source } from './tables.ts';
import { createWriter } from './writing.ts';

/** How a running system gives its business up. A table on AWS has none: whoever copies it sees to it. */
export type Door = {
  /**
   * What happens from now on is kept to be followed, behind the change `after`. By the name of an earlier hold the same
   * goes on; null then: it lapsed, and what happened since may be gone.
   */
  hold(name: string | null): Promise<{ name: string; after: string | null } | null>;
  /** Is told every few seconds that the copy goes on, and how far: without that it opens again. */
  renew(after: string | null): Promise<void>;
  /** Takes no more orders, and comes to an end with what it has begun. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Given up, for good. Refused when it has opened again meanwhile. */
  moved(to: string): Promise<void>;
  /** Where the business is by now, if it was given up. */
  movedTo(): Promise<string | null>;
};

export type CopyOptions = {
  from: End;
  to: End;
  /** What the target is called where the source is given up. */
  toName?: string;
  door: Door | null;
  /** Give the source up, when all is there. */
  switching: boolean;
  nowMs?: () => number;
  log?: (line: string) => void;
  onProgress?: (copied: number) => void;
  segments?: number;
  batchesAtOnce?: number;
  /** So long somebody who is at work on the copy may be silent. */
  holdMs?: number;
  /** So long nothing may have changed before a log that comes late counts as followed to its end. */
  quietMs?: number;
};

export type CopyReport = {
  /** False: all is there up to a moment ago, and the source goes on. */
  switched: boolean;
  /** Items that the first pass wrote, and changes that were followed. */
  copied: number;
  followed: number;
  firstPassMs: number;
  /** The source took no orders for so long. */
  closedMs: number;
  items: number;
  digest: string;
  mended: number;
  streamArn: string | null;
};

const longestLogMs = 22 * 60 * 60_000;
const renewEveryMs = 5_000;
const mendRounds = 3;
/** Less than a page of the log: what a busy source does while one is read. */
const changesOfAMoment = 500;

export async function copyTable(options: CopyOptions): Promise<CopyReport> {
  const { from, to, switching, nowMs = Date.now, log = () => {}, holdMs = 60_000 } = options;
  const source = await readSource(from);
  if (!source.streamArn && !switching)
    throw new CopyRefusal(
      `${from.table} keeps no log of its changes: they cannot be followed. When nobody writes to it any more: --switch`,
    );
  await prepareTarget(to, source);
  const fresh: CopyState = { source: source.id, ...beginning(options, nowMs()) };
  const note = await takeNote(to, fresh, { holdMs, nowMs, log });
  try {
    return await goOn(options, source, note);
  } finally {
    await note.stop();
  }
}

const beginning = ({ segments = 8 }: CopyOptions, nowMs: number) => ({
  begunAtMs: nowMs,
  segments: Array.from({ length: segments }, () => ({ at: null })),
  shards: {},
  begun: false as const,
  following: false,
  switching: false,
  copied: 0,
  followed: 0,
});

async function goOn(options: CopyOptions, source: Source, note: Note): Promise<CopyReport> {
  const { from, to, door, switching, nowMs = Date.now, log = () => {}, onProgress = () => {} } = options;
  const { quietMs = door ? 0 : 5_000 } = options;
  const { state } = note;
  // The last time it was not given up: whoever was has nothing to go on with here.
  state.switching = false;
  const write = createWriter(to, atMost(options.batchesAtOnce ?? 32));
  const told = {
    switched: false,
    copied: 0,
    followed: 0,
    firstPassMs: 0,
    closedMs: 0,
    items: 0,
    digest: '',
    mended: 0,
    streamArn: null,
  };

  let following = source.streamArn ? createFollower(from, source.streamArn, write, note) : null;

  /** The log is kept from here on, or still is. Before anything is read. */
  async function begin(): Promise<void> {
    const held = await door?.hold(state.begun ? state.begun.hold : null);
    if (held === null) throw new LogCut('the source has not kept its changes');
    if (state.begun) return;
    if (held?.after) await following?.beginBehind(held.after);
    state.begun = { hold: held?.name ?? null };
    await note.save();
  }
  const followed = () => Object.values(state.shards)[0]?.after ?? null;

  /** Until nothing comes any more; of a source that goes on, until no more comes than happens meanwhile. */
  async function follow(until: 'level' | 'end'): Promise<void> {
    if (!following) return;
    const still = until === 'end' ? 0 : changesOfAMoment;
    let quietSinceMs = Date.now();
    if (!state.following && nowMs() - state.begunAtMs > longestLogMs)
      throw new LogCut('the first pass took longer than the log is kept');
    for (;;) {
      const count = await following.round();
      state.following = true;
      if (count > still) quietSinceMs = Date.now();
      else if (Date.now() - quietSinceMs >= quietMs) return;
      else await new Promise((resolve) => setTimeout(resolve, 500));
      await door?.renew(followed());
    }
  }

  const startedAtMs = Date.now();
  for (;;) {
    try {
      await begin();
      await whileRenewing(() => firstPass(from, write, note, onProgress));
      told.firstPassMs = Date.now() - startedAtMs;
      await follow('level');
      break;
    } catch (error) {
      if (!(error instanceof LogCut)) throw error;
      log(`${error.message}: the source is read once more.`);
      Object.assign(state, beginning(options, nowMs()));
      following = source.streamArn ? createFollower(from, source.streamArn, write, note) : null;
    }
  }
  log(
    `All there is was copied (${state.copied} items), and what changed since was followed (${state.followed} changes).`,
  );
  if (!switching) {
    await note.save();
    return { ...told, copied: state.copied, followed: state.followed };
  }

  const closedAtMs = Date.now();
  await door?.freeze();
  log('The source takes no more orders. What it did last follows.');
  try {
    await follow('end');
    const same = await whileRenewing(sameOrMended);
    state.switching = true;
    await note.save();
    await door?.moved(options.toName ?? to.table);
    const closedMs = Date.now() - closedAtMs;
    const streamArn = await finishTarget(to, note);
    const { copied, followed: changes } = state;
    return { ...told, ...same, copied, followed: changes, switched: true, closedMs, streamArn };
  } catch (error) {
    if (!(await door?.movedTo().catch(() => 'perhaps'))) {
      await door?.thaw().catch(() => {});
      log('The source takes orders again: nothing has happened to it.');
    }
    throw error;
  }

  async function sameOrMended() {
    let mended = 0;
    for (let round = 0; ; round += 1) {
      const found = await compare(from, to, nowMs(), source.expiry);
      if (found.different.size === 0) return { items: found.count, digest: found.digest, mended };
      if (round === mendRounds)
        throw new CopyRefusal(
          `${found.different.size} of the segments are still not the same. Does somebody write to one of the tables?`,
        );
      const count = await mend(from, to, write, found, source.expiry);
      mended += count;
      log(`${count} items were not the same, and are written anew.`);
    }
  }

  /** Long work, told to the source every few seconds. */
  async function whileRenewing<T>(act: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => void door?.renew(followed()).catch(() => {}), renewEveryMs);
    try {
      return await act();
    } finally {
      clearInterval(timer);
    }
  }
}

async function finishTarget(to: End, note: Note): Promise<string> {
  await note.stop();
  const streamArn = await openStream(to);
  await note.remove();
  return streamArn;
}

/** What is left to do when the source was given up to this target already, and somebody died before saying so. */
export async function finishCopy(
  options: Pick<CopyOptions, 'to' | 'nowMs' | 'log' | 'holdMs'>,
): Promise<string> {
  const { to, nowMs = Date.now, log = () => {}, holdMs = 60_000 } = options;
  if (await holdsNote(to)) {
    const note = await takeNote(to, null, { holdMs, nowMs, log });
    if (!note.state.switching) throw new CopyRefusal(`${to.table} is no copy that was finished.`);
    return finishTarget(to, note);
  }
  return openStream(to);
}
