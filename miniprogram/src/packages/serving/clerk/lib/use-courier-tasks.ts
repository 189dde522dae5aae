import type { BranchCourierTask } from '@jindian/shared/contract/serving/couriers';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { courierCallTexts } from '../../../../i18n/serving/courier-call.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { useModule } from '../../../../state/brand.ts';
import { notice } from '../../../../state/questions.ts';

const lookEveryMs = 5_000;

export type CourierTasks = {
  /** Tasks that are not done, by fulfilment. */
  of: ReadonlyMap<string, BranchCourierTask>;
  busyId: string | null;
  call: (item: Parcel) => Promise<void>;
  callOff: (item: Parcel) => Promise<void>;
};
type Parcel = { id: string; orderId: string; orderNumber: string };

/** Who carries what of a branch, asked for again while its desk is on screen. */
export function useCourierTasks(locationId: string): CourierTasks {
  const [of, setOf] = useState<ReadonlyMap<string, BranchCourierTask>>(new Map());
  const [busyId, setBusyId] = useState<string | null>(null);
  const turn = useRef(0);
  const known = useRef('');
  const inUse = useModule('couriers');
  const reload = useCallback(async () => {
    if (!inUse) return;
    turn.current += 1;
    const mine = turn.current;
    try {
      const { items } = await call(endpoints.listBranchCourierTasks, { params: { locationId } });
      const text = JSON.stringify(items);
      if (turn.current !== mine || text === known.current) return;
      known.current = text;
      setOf(new Map(items.map((task) => [task.fulfilmentId, task])));
    } catch {
      // The desk says by itself when the network is gone; what is shown still holds.
    }
  }, [locationId, inUse]);
  useEffect(() => {
    void reload();
    return () => {
      turn.current += 1;
    };
  }, [reload]);
  useEvery(lookEveryMs, reload);

  // One object for as long as nothing changes, so that cards are not drawn anew each second.
  return useMemo(() => {
    const act = async (
      item: Parcel,
      question: string,
      said: string,
      what: 'callCourier' | 'cancelCourier',
    ) => {
      const t = courierCallTexts.now();
      if (!(await ask(question, t('yes'), t('no')))) return;
      setBusyId(item.id);
      try {
        await call(endpoints[what], { params: { orderId: item.orderId, fulfilmentId: item.id } });
        notice(said);
      } catch (error) {
        noticeProblem(error);
      } finally {
        await reload();
        setBusyId(null);
      }
    };
    return {
      of,
      busyId,
      call: (item: Parcel) => {
        const t = courierCallTexts.now();
        return act(item, t('callAsk', { number: item.orderNumber }), t('called'), 'callCourier');
      },
      callOff: (item: Parcel) => {
        const t = courierCallTexts.now();
        return act(item, t('callOffAsk'), t('calledOff'), 'cancelCourier');
      },
    };
  }, [of, busyId, reload]);
}
