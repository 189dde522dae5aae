import type { CourierTask } from '@jindian/shared/contract/serving/couriers';
import { deliveryFailures } from '@jindian/shared/contract/serving/order';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { courierTexts } from '../../../../i18n/serving/courier.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { choose, notice } from '../../../../state/questions.ts';

const paramsOf = ({ orderId, fulfilmentId }: CourierTask) => ({ orderId, fulfilmentId });

/** `lost`: somebody else has it, or it was called off. */
export async function grabTask(task: CourierTask): Promise<'won' | 'lost' | 'failed'> {
  const t = courierTexts.now();
  try {
    await call(endpoints.grabCourierTask, { params: paramsOf(task) });
    notice(t('grabbed'));
    return 'won';
  } catch (error) {
    const gone =
      error instanceof ApiProblem && (error.code === 'courier_task_gone' || error.code === 'not_found');
    if (gone) notice(t('lost'));
    else noticeProblem(error);
    return gone ? 'lost' : 'failed';
  }
}

/** True: the lists have changed. */
export async function pickUpTask(task: CourierTask, branch: string): Promise<boolean> {
  const t = courierTexts.now();
  const question = t('pickUpAsk', { branch, number: task.orderNumber, count: task.goodsCount });
  if (!(await ask(question, t('yes'), t('no')))) return false;
  return done(() => call(endpoints.pickUpCourierTask, { params: paramsOf(task) }), t('pickedUp'));
}

export async function giveBackTask(task: CourierTask): Promise<boolean> {
  const t = courierTexts.now();
  if (!(await ask(t('giveBackAsk'), t('yes'), t('no')))) return false;
  return done(() => call(endpoints.giveBackCourierTask, { params: paramsOf(task) }), t('givenBack'));
}

/** At the door, and it does not go on: why, of four reasons. Closing the list does nothing. */
export async function failTask(task: CourierTask): Promise<boolean> {
  const t = courierTexts.now();
  const index = await choose(
    deliveryFailures.map((reason) => t(`failure_${reason}`)),
    t('notDelivered'),
  );
  const reason = index === null ? undefined : deliveryFailures[index];
  if (!reason) return false;
  return done(
    () => call(endpoints.failCourierTask, { params: paramsOf(task), body: { reason } }),
    t(reason === 'lost' ? 'lostDone' : reason === 'damaged' ? 'damagedDone' : 'notDeliveredDone'),
  );
}

export function retryTask(task: CourierTask): Promise<boolean> {
  const t = courierTexts.now();
  return done(() => call(endpoints.retryCourierTask, { params: paramsOf(task) }), t('tryAgainDone'));
}

/** Says what came of it. A refusal means that something changed meanwhile: the lists are read anew as well. */
async function done(act: () => Promise<unknown>, said: string): Promise<boolean> {
  try {
    await act();
    notice(said);
    return true;
  } catch (error) {
    noticeProblem(error);
    return error instanceof ApiProblem && !error.isUnsettled;
  }
}
