import type { DeliveryFailure } from '@jindian/shared/contract/serving/order';

/** Whether a delivery that failed so can go out again as it is: what is lost or damaged is not brought to the door once more. */
export function canGoOutAgain(reason: DeliveryFailure | null | undefined): boolean {
  return reason !== 'lost' && reason !== 'damaged';
}
