import type { CourierEarnings } from '@jindian/shared/contract/serving/couriers';
import type { EventData } from '@jindian/shared/events/catalogue';
import { brandDayStartMs } from '@jindian/shared/slots';
import { brandDay } from '@jindian/shared/time';
import { courierAccount } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { feesByDay } from './rules.ts';
import type { CourierStore } from './store.ts';

/** The fee's transfer: made from its cause, so that a delivery is paid for once however often it is told. */
function courierFeeTransferId({ orderId, fulfilmentId }: { orderId: string; fulfilmentId: string }): string {
  return `courier.fee:${orderId}:${fulfilmentId}`;
}

export function createCourierEarnings(deps: {
  clock: Clock;
  store: CourierStore;
  ledger: Pick<Ledger, 'post' | 'balanceOf'>;
  /** Before they are owed anything: whoever settles finds them by it. */
  ensurePayee(courierId: string): Promise<void>;
}) {
  const { clock, store, ledger } = deps;

  /** The fee goes from the fund pool to the courier, together with its line in the courier's statement. */
  async function delivered(told: EventData<'courier.delivered'>): Promise<void> {
    const { orderId, fulfilmentId, courierId, feeFen, atMs } = told;
    await deps.ensurePayee(courierId);
    const outcome = await ledger.post(
      {
        id: courierFeeTransferId(told),
        kind: 'courier.fee',
        orderId,
        reason: null,
        atMs,
        legs: [{ debit: 'fund-pool', credit: courierAccount(courierId), amountFen: feeFen }],
      },
      [store.addFee({ courierId, atMs, orderId, fulfilmentId, feeFen })],
    );
    if (outcome === 'busy') throw new Error(`the fee of ${fulfilmentId} could not be posted`);
  }

  /** A month in the brand's time zone; this one unless told. */
  async function ofMonth(courierId: string, wanted?: string): Promise<CourierEarnings> {
    const today = brandDay(clock.nowMs());
    const month = wanted ?? today.slice(0, 7);
    const [year, index] = month.split('-').map(Number) as [number, number];
    const following = index === 12 ? `${year + 1}-01` : `${year}-${String(index + 1).padStart(2, '0')}`;
    const [fees, balance] = await Promise.all([
      store.feesBetween(courierId, brandDayStartMs(`${month}-01`), brandDayStartMs(`${following}-01`)),
      ledger.balanceOf(courierAccount(courierId)),
    ]);
    const days = feesByDay(fees);
    const ofToday = days.find(({ day }) => day === today);
    return {
      month,
      totalFen: fees.reduce((sum, { feeFen }) => sum + feeFen, 0),
      deliveries: fees.length,
      balanceFen: balance.postedFen,
      todayFen: ofToday?.totalFen ?? 0,
      todayDeliveries: ofToday?.deliveries ?? 0,
      days,
    };
  }

  return { delivered, ofMonth };
}
export type CourierEarningsService = ReturnType<typeof createCourierEarnings>;
