import type { BadRow, ImportedPortion, ImportRow } from '@jindian/shared/import-report';
import { rowsPerPortion } from '@jindian/shared/import-table';

/** How far an import is; small enough to be kept in the browser, so that it can go on tomorrow. */
export type ImportProgress = {
  importId: string;
  /** Portions that were answered. */
  done: number;
  rows: number;
  changed: number;
  unchanged: number;
  bad: BadRow[];
  /** Of rows that are taken; as many as are kept of the others. */
  notes?: BadRow[];
  /** Bad rows beyond those that are kept. */
  moreBad: number;
  finished: boolean;
  /** When the figures were so; chosen once, for every portion. */
  asOfMs?: number;
};

/** `stop`: the server says no, and will say no again; `isFinal`: whoever asks. */
export type Sent<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'retry' }
  | { kind: 'stop'; message: string; isFinal: boolean };

export type Ended =
  | { kind: 'finished'; result: unknown }
  | { kind: 'broken' }
  | { kind: 'stopped'; message: string };

const maxTries = 5;
/** While the server works at one portion the next is read, packed and on its way. */
const maxOnTheWay = 2;
/** So often are rows that met a busy system sent again, in a portion of their own. */
const maxAgain = 3;
/** The report names so many bad rows; a file with more is another file than was meant. */
const maxBadKept = 5_000;

export function newProgress(importId: string, asOfMs: number | null = null): ImportProgress {
  return {
    importId,
    done: 0,
    rows: 0,
    changed: 0,
    unchanged: 0,
    bad: [],
    moreBad: 0,
    finished: false,
    ...(asOfMs === null ? {} : { asOfMs }),
  };
}

function withPortion(progress: ImportProgress, answer: ImportedPortion): ImportProgress {
  const bad = [...progress.bad, ...answer.bad];
  const notes = [...(progress.notes ?? []), ...(answer.notes ?? [])].slice(0, maxBadKept);
  return {
    ...progress,
    done: progress.done + 1,
    rows: progress.rows + answer.rows,
    changed: progress.changed + answer.changed,
    unchanged: progress.unchanged + answer.unchanged,
    bad: bad.slice(0, maxBadKept),
    moreBad: progress.moreBad + Math.max(0, bad.length - maxBadKept),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** The first of the rows that were not written only because others wrote there; what is kept of them is what is sent. */
function metBusy(portions: readonly (readonly ImportRow[])[], { bad }: ImportProgress): ImportRow[] {
  const numbers = new Set(bad.filter(({ code }) => code === 'busy').map(({ row }) => row));
  if (numbers.size === 0) return [];
  return portions
    .flat()
    .filter(({ row }) => numbers.has(row))
    .slice(0, rowsPerPortion);
}

function without(progress: ImportProgress, rows: readonly ImportRow[]): ImportProgress {
  const numbers = new Set(rows.map(({ row }) => row));
  return {
    ...progress,
    rows: progress.rows - rows.length,
    bad: progress.bad.filter(({ row }) => !numbers.has(row)),
  };
}

/**
 * Sends the portions from where the progress stands, the next while one is on its way; what became of them is told in
 * their order. The first of a run goes alone: a server that says no is asked once. What was not answered is sent again:
 * the server takes a portion once, however often it comes. Ends, with nothing on its way any more, as `broken` when the
 * connection stays away, to go on later.
 */
export async function runImport(deps: {
  portions: readonly (readonly ImportRow[])[];
  progress: ImportProgress;
  send(portion: number, rows: readonly ImportRow[]): Promise<Sent<ImportedPortion>>;
  finish(): Promise<Sent<unknown>>;
  onProgress(progress: ImportProgress): void;
  wait(ms: number): Promise<void>;
}): Promise<Ended> {
  const { portions, send, onProgress } = deps;
  let { progress } = deps;

  async function patiently<T>(work: () => Promise<Sent<T>>): Promise<Sent<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const sent = await work();
      if (sent.kind !== 'retry' || attempt === maxTries) return sent;
      await deps.wait(500 * 2 ** (attempt - 1));
    }
  }

  const onTheWay: Promise<Sent<ImportedPortion>>[] = [];
  /** The answer to the first portion that has none yet, once those behind it are on their way too. */
  async function nextAnswer(): Promise<Sent<ImportedPortion>> {
    const { done } = progress;
    const until = Math.min(done + (done === deps.progress.done ? 1 : maxOnTheWay), portions.length);
    for (let portion = done + onTheWay.length; portion < until; portion += 1)
      onTheWay.push(patiently(() => send(portion, portions[portion] ?? [])));
    const sent = await (onTheWay.shift() as Promise<Sent<ImportedPortion>>);
    // Those behind it are sent again when the import goes on.
    if (sent.kind !== 'ok') await Promise.allSettled(onTheWay);
    return sent;
  }

  for (;;) {
    const portion = progress.done;
    const again = portion < portions.length ? null : metBusy(portions, progress);
    if (again && (again.length === 0 || portion >= portions.length + maxAgain)) break;
    if (again) await deps.wait(2_000);
    const sent = await (again ? patiently(() => send(portion, again)) : nextAnswer());
    if (sent.kind === 'retry') return { kind: 'broken' };
    if (sent.kind === 'stop') return { kind: 'stopped', message: sent.message };
    progress = withPortion(again ? without(progress, again) : progress, sent.value);
    onProgress(progress);
  }
  const ended = await patiently(deps.finish);
  if (ended.kind === 'retry') return { kind: 'broken' };
  // A whole import that is refused is over: the same file is another one.
  if (ended.kind === 'ok' || ended.isFinal) onProgress({ ...progress, finished: true });
  if (ended.kind === 'stop') return { kind: 'stopped', message: ended.message };
  return { kind: 'finished', result: ended.value };
}
