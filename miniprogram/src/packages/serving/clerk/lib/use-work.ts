import type { BranchQueue, WorkItem } from '@jindian/shared/contract/serving/order';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { type Fresh, freshOf } from './news.ts';

const pageSize = 50;
/** A queue longer than this is worked from its top. */
const maxPages = 4;
const pollEveryMs = 5_000;

type Read = { items: WorkItem[]; more: boolean };

async function readQueue(locationId: string, queue: BranchQueue, pages: number): Promise<Read> {
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
export type Work = {
  /** Null until the first answer. */
  items: WorkItem[] | null;
  hasMore: boolean;
  /** How many wait to be packed, whatever queue is shown. */
  toPack: Count | null;
  /** How many wait for this branch to say yes or no. */
  offered: Count | null;
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
 * A queue of a branch, read again every few seconds while its page is on screen. What is offered and what is to be
 * packed is always read too, and `onNew` is told of what came.
 */
export function useWork(locationId: string, queue: BranchQueue, onNew: (fresh: Fresh) => void): Work {
  type State = Pick<Work, 'items' | 'hasMore' | 'toPack' | 'offered' | 'error' | 'readAtMs'> & {
    key: string;
  };
  const key = `${locationId} ${queue}`;
  const blank: State = {
    key,
    items: null,
    hasMore: false,
    toPack: null,
    offered: null,
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
      const [offered, waiting, other] = await Promise.all([
        read('offered'),
        read('to_pack'),
        queue === 'to_pack' || queue === 'offered' ? null : read(queue),
      ]);
      if (turn.current !== mine) return;
      const shown = other ?? (queue === 'offered' ? offered : waiting);
      const now = {
        offered: offered.items.map(({ id }) => id),
        toPack: waiting.items.map(({ id }) => id),
      };
      const before = known.current;
      known.current = { locationId, ids: new Set([...now.offered, ...now.toPack]) };
      setState({
        key,
        items: shown.items,
        hasMore: shown.more,
        toPack: { count: waiting.items.length, more: waiting.more },
        offered: { count: offered.items.length, more: offered.more },
        error: null,
        readAtMs: platform.nowMs(),
      });
      if (before?.locationId !== locationId) return;
      const fresh = freshOf(before.ids, now, ownTakings);
      if (fresh.offered + fresh.toPack > 0) onNewRef.current(fresh);
    } catch (error) {
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
    toPack: state.key.startsWith(`${locationId} `) ? state.toPack : null,
    offered: state.key.startsWith(`${locationId} `) ? state.offered : null,
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
