import { branchGrant } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import { createLedger } from '../../../money/ledger/service.ts';
import { createDueItems } from '../../../platform/due-items.ts';
import { createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { createLimitCounters } from '../../../platform/limit-counters.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import type { Principal } from '../../../platform/sessions.ts';
import { doDue, eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import type { Write } from '../../../platform/transact.ts';
import type { CourierContext, DeliveryJob } from '../context.ts';
import { createCourierEarnings } from '../earnings.ts';
import { courierDueHandlers, courierEventHandlers } from '../events.ts';
import { createCouriers } from '../service.ts';
import { createCourierStore, type TaskKey } from '../store.ts';

export const here = 'B001';
export const codeSecret = 'code-secret-of-the-courier-desk';

export const place: Location = {
  id: here,
  kind: 'branch',
  name: { zh: '黄浦店', en: 'Huangpu' },
  ownership: 'hq',
  ownerId: 'hq',
  adcode: null,
  province: '上海市',
  city: '上海市',
  county: '黄浦区',
  address: { zh: '某路', en: 'Some road' },
  latGcj02: 31.2354,
  lngGcj02: 121.4787,
  opensAtMinute: 540,
  closesAtMinute: 1260,
  serviceRadiusMeters: null,
  status: 'open',
  trades: [],
  gridId: 'G1',
};
const address = {
  recipientName: '林女士',
  phone: '13800010001',
  province: '上海市',
  city: '上海市',
  county: '静安区',
  detail: '某路 1 号',
  latGcj02: 31.2444,
  lngGcj02: 121.4787,
};

/**
 * The couriers module alone, on a table in memory, beside deliveries that the test moves by hand. That task and order
 * change together is tried with the real orders in `couriers.integration.test.ts`.
 */
export async function startCouriersFixture() {
  const opened = await openTable();
  const { table, clock } = opened;
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const dueItems = createDueItems({ table });
  const store = createCourierStore(table, dueItems);
  const deliveries = new Map<string, DeliveryJob>();
  const told: string[] = [];

  function step(key: TaskKey, from: DeliveryJob['stage'], to: DeliveryJob['stage']): Result<Write[]> {
    const deliveryJob = deliveries.get(key.fulfilmentId);
    if (!deliveryJob) return fail('not_found');
    if (deliveryJob.stage === to) return ok([]);
    if (deliveryJob.stage !== from) return fail('transition_refused', { state: deliveryJob.stage });
    deliveryJob.stage = to;
    told.push(`${key.fulfilmentId} ${to}`);
    return ok([]);
  }

  const context: CourierContext = {
    table,
    clock,
    store,
    outbox,
    limits: createLimitCounters({ table }),
    idempotency: createIdempotency({ table, clock }),
    location: async (id) => (id === here ? place : null),
    nameOf: async (memberId) => `name of ${memberId}`,
    codeSecret: () => codeSecret,
    settings: fixedSettings('serving'),
    orders: {
      deliveryJob: async ({ fulfilmentId }) => deliveries.get(fulfilmentId) ?? null,
      onPickedUp: async (key) => step(key, 'at_branch', 'on_its_way'),
      onDelivered: async (key) => step(key, 'on_its_way', 'arrived'),
      onFailed: async (key, reason) => {
        const done = step(key, 'on_its_way', 'failed');
        const deliveryJob = deliveries.get(key.fulfilmentId);
        if (done.ok && deliveryJob) deliveryJob.failure = reason;
        return done;
      },
      onTriedAgain: async (key) => step(key, 'failed', 'on_its_way'),
    },
  };
  const ledger = createLedger({ table, clock });
  await ledger.post({
    id: 'fund-pool.deposit:fixture',
    kind: 'fund-pool.deposit',
    orderId: null,
    reason: 'opening',
    atMs: clock.nowMs(),
    legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: 1_000_000 }],
  });
  const couriers = createCouriers(context);
  const earnings = createCourierEarnings({ clock, store, ledger, ensurePayee: async () => {} });
  const handlers = courierEventHandlers(couriers, earnings);
  const dueHandlers = courierDueHandlers(couriers);

  const person = (
    memberId: string,
    role: Principal['roles'][number]['role'],
    locationId = here,
  ): Principal => ({
    kind: 'member',
    memberId,
    roles: [branchGrant(role, locationId)],
  });

  function delivery(): TaskKey {
    const key = { orderId: ids.next(), fulfilmentId: ids.next() };
    deliveries.set(key.fulfilmentId, {
      ...key,
      locationId: here,
      orderNumber: '0520-TEST1',
      stage: 'at_branch',
      failure: null,
      cameBackAtMs: null,
      address,
      note: '轻放',
      goodsCount: 3,
      slotId: null,
    });
    return key;
  }

  const deliver = eventsOf(opened, handlers);
  /** Every event announced since the last look, handled; twice, as it may come twice. And what follows from those. */
  async function events(times = 2): Promise<void> {
    while ((await deliver(times)).length > 0) await ledger.payInTurn();
  }

  /** Everything that is due by now. */
  async function timers(): Promise<void> {
    await doDue(dueItems, dueHandlers, clock.nowMs());
  }

  let keys = 0;
  const command = () => {
    keys += 1;
    return { scope: 'desk', key: `fixture-key-${keys}`, inputHash: 'x' };
  };

  return {
    ...opened,
    limits: context.limits,
    couriers,
    earnings,
    ledger,
    store,
    deliveries,
    told,
    person,
    delivery,
    events,
    timers,
    command,
    clerk: person('clerk', 'clerk'),
  };
}
export type CouriersFixture = Awaited<ReturnType<typeof startCouriersFixture>>;
