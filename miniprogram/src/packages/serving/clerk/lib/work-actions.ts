import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import {
  broughtBackConditions,
  type DeliveryFailure,
  deliveryFailures,
} from '@jindian/shared/contract/serving/order';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { choose, notice } from '../../../../state/questions.ts';

type OutcomeBody = {
  act: 'failed' | 'again' | 'back';
  reason?: DeliveryFailure;
  condition?: (typeof broughtBackConditions)[number];
};

/** What became of a delivery, chosen from a list; null: it was closed. */
async function outcomeOf(action: 'fail' | 'again' | 'back'): Promise<OutcomeBody | null> {
  const t = clerkTexts.now();
  if (action === 'again') return { act: 'again' };
  const words =
    action === 'fail'
      ? deliveryFailures.map((reason) => t(`failure_${reason}`))
      : broughtBackConditions.map((condition) => t(`back_${condition}`));
  const index = await choose(words, t(action === 'fail' ? 'failDelivery' : 'goodsBack'));
  if (index === null) return null;
  const reason = deliveryFailures[index];
  const condition = broughtBackConditions[index];
  if (action === 'fail') return reason ? { act: 'failed', reason } : null;
  return condition ? { act: 'back', condition } : null;
}

/** Moves a fulfilment on, asking first where a slip of the finger would matter. True: the queues have changed. */
export async function performWork(
  item: WorkItem,
  action: 'pack' | 'dispatch' | 'deliver' | 'fail' | 'again' | 'back',
): Promise<boolean> {
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
    } else if (action !== 'deliver') {
      const body = await outcomeOf(action);
      if (!body) return false;
      await call(endpoints.settleDelivery, { params, body });
      notice(t('settledDone'));
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
