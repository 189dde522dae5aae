import { createCourierEarnings } from '../serving/couriers/earnings.ts';
import { createCouriers } from '../serving/couriers/service.ts';
import { createCourierStore } from '../serving/couriers/store.ts';
import type { Foundation } from './foundation.ts';

type CourierDeps = Parameters<typeof createCouriers>[0];

/** Couriers, what they carry and what they earn by it. */
export function createCouriering(
  deps: Pick<Foundation, 'outbox' | 'dueItems' | 'limits' | 'idempotency' | 'settings'> &
    Pick<CourierDeps, 'table' | 'clock' | 'orders' | 'location' | 'nameOf' | 'codeSecret'> &
    Pick<Parameters<typeof createCourierEarnings>[0], 'ledger' | 'ensurePayee'>,
) {
  const { table, clock, outbox, dueItems, limits, idempotency, settings, ledger } = deps;
  const store = createCourierStore(table, dueItems);
  const couriers = createCouriers({
    table,
    clock,
    store,
    outbox,
    limits,
    idempotency,
    orders: deps.orders,
    location: deps.location,
    nameOf: deps.nameOf,
    codeSecret: deps.codeSecret,
    settings: settings.serving,
  });
  return {
    couriers,
    courierEarnings: createCourierEarnings({ clock, store, ledger, ensurePayee: deps.ensurePayee }),
  };
}
