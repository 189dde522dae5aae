import type { CourierTask } from '@jindian/shared/contract/serving/couriers';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { branchStore } from '../../../../state/branch.ts';

const lookEveryMs = 4_000;

export type Tasks = {
  /** Null until the first answer. */
  grabPool: CourierTask[] | null;
  mine: CourierTask[] | null;
  done: CourierTask[] | null;
  error: unknown;
  readAtMs: number;
  reload: () => Promise<void>;
};

/** The grab pool and what this courier carries, asked for again every few seconds while the page is on screen. */
export function useTasks(): Tasks {
  const [state, setState] = useState<Omit<Tasks, 'reload'>>({
    grabPool: null,
    mine: null,
    done: null,
    error: null,
    readAtMs: 0,
  });
  const turn = useRef(0);
  const reload = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    // Where the courier was found when they opened the shop; the grab pool says how far each branch is.
    const { point } = branchStore.get();
    try {
      const [grabPool, mine, done] = await Promise.all([
        call(endpoints.listOpenCourierTasks, {
          query: point ? { latGcj02: point.latGcj02, lngGcj02: point.lngGcj02 } : {},
        }),
        call(endpoints.listMyCourierTasks, { query: { which: 'in_hand' } }),
        call(endpoints.listMyCourierTasks, { query: { which: 'done' } }),
      ]);
      if (turn.current !== own) return;
      setState({
        grabPool: grabPool.items,
        mine: mine.items,
        done: done.items,
        error: null,
        readAtMs: platform.nowMs(),
      });
    } catch (error) {
      if (turn.current === own) setState((last) => ({ ...last, error }));
    }
  }, []);
  useEffect(() => {
    void reload();
    return () => {
      turn.current += 1;
    };
  }, [reload]);
  useEvery(lookEveryMs, reload);
  return { ...state, reload };
}
