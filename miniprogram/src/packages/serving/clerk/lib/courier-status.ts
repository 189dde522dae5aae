import type { BranchCourierTask, CourierTaskState } from '@jindian/shared/contract/serving/couriers';
import { formatYuan } from '@jindian/shared/money';
import type { courierCallTexts } from '../../../../i18n/serving/courier-call.ts';

type T = ReturnType<typeof courierCallTexts.now>;

/** Null: what is over is listed no more. */
const wordOf = {
  open: 'courierOpen',
  grabbed: 'courierGrabbed',
  picked_up: 'courierPickedUp',
  returning: 'courierReturning',
  delivered: null,
  cancelled: null,
} as const satisfies Record<CourierTaskState, string | null>;

/** How far the courier of a delivery is, for the branch. */
export function courierStatus(
  task: Pick<BranchCourierTask, 'state' | 'courierName' | 'feeFen' | 'codeAttemptsLeft'>,
  t: T,
): string {
  const { state, courierName, feeFen, codeAttemptsLeft } = task;
  if (state === 'picked_up' && codeAttemptsLeft === 0)
    return t('courierBlocked', { name: courierName ?? '' });
  const word = wordOf[state];
  if (word === null) return '';
  const text = t(word, { name: courierName ?? '' });
  return state === 'open' ? `${text} · ${formatYuan(feeFen)}` : text;
}
