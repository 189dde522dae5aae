import type { WorkItem } from '@jindian/shared/contract/serving/order';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { ask, notice, noticeProblem } from '../../../../lib/scan.ts';

/** Moves a fulfilment on, asking first where a slip of the finger would matter. True: the queues have changed. */
export async function performWork(item: WorkItem, action: 'pack' | 'dispatch' | 'deliver'): Promise<boolean> {
  const t = clerkTexts.now();
  const params = { orderId: item.orderId, fulfilmentId: item.id };
  const sure = (question: string) => ask(question, t('yes'), t('no'));
  try {
    if (action === 'pack') {
      await call(endpoints.packFulfilment, { params });
      notice(t(item.method === 'pickup' ? 'packedPickup' : 'packedDelivery'));
    } else if (action === 'dispatch') {
      if (!(await sure(t('dispatchAsk', { number: item.orderNumber })))) return false;
      await call(endpoints.dispatchFulfilment, { params });
      notice(t('dispatched'));
    } else {
      if (!(await sure(t('deliveredAsk', { number: item.orderNumber })))) return false;
      await call(endpoints.deliverFulfilment, { params });
      notice(t('deliveredDone'));
    }
    return true;
  } catch (error) {
    const movedOn = error instanceof ApiProblem && error.code === 'transition_refused';
    if (movedOn) notice(t('movedOn'));
    else noticeProblem(error);
    return movedOn;
  }
}
