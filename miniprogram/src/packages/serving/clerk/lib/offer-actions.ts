import type {
  GrabPoolItem,
  Refusal,
  RefusedTo,
  WorkItem,
} from '@jindian/shared/contract/serving/branch-work';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { languageStore } from '../../../../state/language.ts';
import { notice } from '../../../../state/questions.ts';
import { expectWork } from './use-work.ts';

const moved = ['offer_gone', 'transition_refused', 'grabbed_by_other'];
/** The order went on without this branch: lists on the phone are out of date. */
const wentOn = (error: unknown) => error instanceof ApiProblem && moved.includes(error.code);

/** True: the queues have changed. */
export async function acceptOffer(item: WorkItem): Promise<boolean> {
  const t = offersTexts.now();
  try {
    await call(endpoints.acceptOffer, { params: { orderId: item.orderId, fulfilmentId: item.id } });
    notice(t('accepted'));
    return true;
  } catch (error) {
    if (wentOn(error)) notice(t('gone'));
    else noticeProblem(error);
    return wentOn(error);
  }
}

/** Who has it now, or that it goes on. */
function refusedWords(to: RefusedTo | undefined): string {
  const t = offersTexts.now();
  if (to?.kind === 'shopper') return t('refusedPickup');
  if (to?.kind === 'several') return t('refusedToSeveral');
  if (to?.kind === 'hq') return t('refusedToHq');
  return to?.name ? t('refusedTo', { name: to.name[languageStore.get()] }) : t('refused');
}

/** True: it is refused, or no longer this branch's to refuse. */
export async function refuse(item: WorkItem, refusal: Refusal): Promise<boolean> {
  const t = offersTexts.now();
  const params = { orderId: item.orderId, fulfilmentId: item.id };
  try {
    const { to } = await call(endpoints.refuseFulfilment, { params, body: refusal });
    notice(refusedWords(to));
    return true;
  } catch (error) {
    if (wentOn(error)) notice(t('gone'));
    else noticeProblem(error);
    return wentOn(error);
  }
}

export type GrabOutcome = 'won' | 'lost' | 'failed';

/** `failed`: nobody knows; it may still be there. */
export async function grab(locationId: string, item: GrabPoolItem): Promise<GrabOutcome> {
  const t = offersTexts.now();
  const { orderId, fulfilmentId } = item;
  expectWork(fulfilmentId);
  try {
    await call(endpoints.grabFulfilment, { params: { locationId, orderId, fulfilmentId } });
    notice(t('won'));
    return 'won';
  } catch (error) {
    if (wentOn(error)) {
      notice(t('lost'));
      return 'lost';
    }
    noticeProblem(error);
    return 'failed';
  }
}
