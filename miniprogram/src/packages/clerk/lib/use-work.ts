import type { BranchQueue, WorkItem } from '@jindian/shared/contract/order';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { useEvery } from '../../../lib/use-ticker.ts';
import { platform } from '../../../platform/index';

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

export type Work = {
  /** Null until the first answer. */
  items: WorkItem[] | null;
  hasMore: boolean;
  /** How many wait to be packed, whatever queue is shown; `more` when they are beyond one page. */
  toPack: { count: number; more: boolean } | null;
  error: unknown;
  /** When what is shown was read. */
  readAtMs: number;
  reload: () => Promise<void>;
  more: () => Promise<void>;
};

/**
 * A queue of a branch, read again every few seconds while its page is on screen. The queue of what is to be packed
 * is always read too, and `onNew` is told of orders that came into it.
 */
export function useWork(locationId: string, queue: BranchQueue, onNew: (count: number) => void): Work {
  type State = Pick<Work, 'items' | 'hasMore' | 'toPack' | 'error' | 'readAtMs'> & { key: string };
  const key = `${locationId} ${queue}`;
  const blank: State = { key, items: null, hasMore: false, toPack: null, error: null, readAtMs: 0 };
  const [state, setState] = useState<State>(blank);
  const pages = useRef(1);
  const known = useRef<{ locationId: string; ids: Set<string> } | null>(null);
  const turn = useRef(0);
  const onNewRef = useRef(onNew);
  onNewRef.current = onNew;

  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const [waiting, other] = await Promise.all([
        readQueue(locationId, 'to_pack', queue === 'to_pack' ? pages.current : 1),
        queue === 'to_pack' ? null : readQueue(locationId, queue, pages.current),
      ]);
      if (turn.current !== mine) return;
      const shown = other ?? waiting;
      const ids = new Set(waiting.items.map(({ id }) => id));
      const before = known.current;
      known.current = { locationId, ids };
      setState({
        key,
        items: shown.items,
        hasMore: shown.more,
        toPack: { count: waiting.items.length, more: waiting.more },
        error: null,
        readAtMs: platform.nowMs(),
      });
      if (before?.locationId !== locationId) return;
      const fresh = [...ids].filter((id) => !before.ids.has(id)).length;
      if (fresh > 0) onNewRef.current(fresh);
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
