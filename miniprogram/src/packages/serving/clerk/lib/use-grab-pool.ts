import type { GrabPoolItem } from '@jindian/shared/contract/serving/branch-work';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { takenSince } from './news.ts';

export type GrabPool = {
  /** Null until the first answer. */
  items: GrabPoolItem[] | null;
  /** Gone since the last look, taken by others: shown once more, as taken. */
  taken: GrabPoolItem[];
  error: unknown;
  readAtMs: number;
  reload: () => Promise<void>;
  /** Takes it off the list, to be shown as taken once more when somebody else has it. */
  remove: (fulfilmentId: string, takenByOther: boolean) => void;
};

type State = { locationId: string } & Pick<GrabPool, 'items' | 'taken' | 'error' | 'readAtMs'>;

/** What a branch may grab, asked for again every `everyMs` while its page is on screen. */
export function useGrabPool(locationId: string, everyMs: number, onNew?: (count: number) => void): GrabPool {
  const blank: State = { locationId, items: null, taken: [], error: null, readAtMs: 0 };
  const [state, setState] = useState<State>(blank);
  const turn = useRef(0);
  const known = useRef<Set<string> | null>(null);
  const onNewRef = useRef(onNew);
  onNewRef.current = onNew;

  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    try {
      const { items } = await call(endpoints.listGrabPool, { params: { locationId } });
      if (turn.current !== mine) return;
      const nowMs = platform.nowMs();
      setState((last) => ({
        locationId,
        items,
        taken: last.locationId === locationId ? takenSince(last.items ?? [], items, nowMs) : [],
        error: null,
        readAtMs: nowMs,
      }));
      const before = known.current;
      known.current = new Set(items.map(({ fulfilmentId }) => fulfilmentId));
      const fresh = before ? items.filter(({ fulfilmentId }) => !before.has(fulfilmentId)).length : 0;
      if (fresh > 0) onNewRef.current?.(fresh);
    } catch (error) {
      if (turn.current === mine)
        setState((last) => ({
          ...(last.locationId === locationId ? last : { ...last, locationId, items: null, taken: [] }),
          error,
        }));
    }
  }, [locationId]);

  useEffect(() => {
    known.current = null;
    void reload();
    return () => {
      turn.current += 1;
    };
  }, [reload]);
  useEvery(everyMs, reload);

  const isCurrent = state.locationId === locationId;
  return {
    items: isCurrent ? state.items : null,
    taken: isCurrent ? state.taken : [],
    error: isCurrent ? state.error : null,
    readAtMs: state.readAtMs,
    reload,
    remove: (fulfilmentId, takenByOther) =>
      setState((last) => {
        const gone = (last.items ?? []).filter((item) => item.fulfilmentId === fulfilmentId);
        return {
          ...last,
          items: (last.items ?? []).filter((item) => item.fulfilmentId !== fulfilmentId),
          taken: takenByOther ? [...last.taken, ...gone] : last.taken,
        };
      }),
  };
}
