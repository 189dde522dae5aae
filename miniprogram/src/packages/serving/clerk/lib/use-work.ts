import type { BranchQueue, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { cameBack } from './came-back.ts';
import { type Fresh, freshOf } from './news.ts';
import { loadStaffBranches } from './staff-branch.ts';

const pageSize = 50;
/** A queue longer than this is worked from its top. */
const maxPages = 4;
const pollEveryMs = 5_000;

type Read = { items: WorkItem[]; more: boolean };

/** A queue from its top. */
export async function readQueue(locationId: string, queue: BranchQueue, pages: number): Promise<Read> {
  const items: WorkItem[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const answer: { items: WorkItem[]; nextCursor: string | null } = await call(endpoints.listWork, {
      params: { locationId },
      query: { queue, limit: pageSize, ...(cursor ? { cursor } : {}) },
    });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) return { items, more: false };
  }
  return { items, more: true };
}

/** `more`: there are more than one page. */
export type Count = { count: number; more: boolean };
/** What is news when it comes: always read, whichever queue is shown. */
const watched = ['offered', 'to_pack'] as const satisfies readonly BranchQueue[];
export type Counts = Partial<Record<BranchQueue, Count>>;

export type Work = {
  /** Null until the first answer. */
  items: WorkItem[] | null;
  hasMore: boolean;
  /** How many lie in each queue that is not over, whatever queue is shown; null until the first answer. */
  counts: Counts | null;
  error: unknown;
  /** When what is shown was read. */
  readAtMs: number;
  reload: () => Promise<void>;
  more: () => Promise<void>;
};

/** Taken by this phone itself: nobody need be called to it when it turns up in a queue. */
const ownTakings = new Set<string>();
export function expectWork(fulfilmentId: string): void {
  ownTakings.add(fulfilmentId);
}

/**
 * A queue of a branch, read again every few seconds while its page is on screen. What somebody must act on is always
 * read too; `onNew` is told of offers and orders that came, not of a parcel that came back.
 */
export function useWork(locationId: string, queue: BranchQueue, onNew: (fresh: Fresh) => void): Work {
  type State = Pick<Work, 'items' | 'hasMore' | 'counts' | 'error' | 'readAtMs'> & {
    key: string;
  };
  const key = `${locationId} ${queue}`;
  const blank: State = {
    key,
    items: null,
    hasMore: false,
    counts: null,
    error: null,
    readAtMs: 0,
  };
  const [state, setState] = useState<State>(blank);
  const pages = useRef(1);
  const known = useRef<{ locationId: string; ids: Set<string> } | null>(null);
  const turn = useRef(0);
  const onNewRef = useRef(onNew);
  onNewRef.current = onNew;

  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const read = (one: BranchQueue) => readQueue(locationId, one, queue === one ? pages.current : 1);
    try {
      const queues: BranchQueue[] = [...new Set<BranchQueue>([...watched, queue])];
      const [counts, ...each] = await Promise.all([
        call(endpoints.countWork, { params: { locationId } }),
        ...queues.map(async (one) => [one, await read(one)] as const),
      ]);
      const reads = new Map(each);
      if (turn.current !== mine) return;
      const of = (one: BranchQueue): Read => reads.get(one) as Read;
      const idsOf = (items: readonly WorkItem[]) => items.map(({ id }) => id);
      const now = {
        offered: idsOf(of('offered').items),
        toPack: idsOf(of('to_pack').items.filter((item) => !cameBack(item))),
      };
      const before = known.current;
      known.current = {
        locationId,
        ids: new Set([...now.offered, ...idsOf(of('to_pack').items)]),
      };
      setState({
        key,
        items: of(queue).items,
        hasMore: of(queue).more,
        counts: Object.fromEntries(
          counts.queues.map(({ queue: one, count, more }): [BranchQueue, Count] => [one, { count, more }]),
        ),
        error: null,
        readAtMs: platform.nowMs(),
      });
      if (before?.locationId !== locationId) return;
      const fresh = freshOf(before.ids, now, ownTakings);
      if (fresh.offered + fresh.toPack > 0) onNewRef.current(fresh);
    } catch (error) {
      // Suspended, or at another place by now: the desk closes, or goes on where they work.
      if (error instanceof ApiProblem && error.code === 'forbidden')
        await loadStaffBranches().catch(() => undefined);
      if (turn.current === mine)
        setState((last) => ({ ...(last.key === key ? last : { ...last, key, items: null }), error }));
    }
  }, [locationId, queue, key]);

  useEffect(() => {
    pages.current = 1;
    void reload();
    return () => {
      turn.current += 1;
    };
  }, [reload]);
  useEvery(pollEveryMs, reload);

  const isCurrent = state.key === key;
  return {
    items: isCurrent ? state.items : null,
    hasMore: isCurrent && state.hasMore && pages.current < maxPages,
    counts: state.key.startsWith(`${locationId} `) ? state.counts : null,
    error: isCurrent ? state.error : null,
    readAtMs: state.readAtMs,
    reload,
    more: async () => {
      if (!state.hasMore || pages.current >= maxPages) return;
      pages.current += 1;
      await reload();
    },
  };
}
