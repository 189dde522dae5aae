import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { modules } from '@jindian/shared/contract/modules/index';
import { moduleNames } from '@jindian/shared/contract/modules/names';
import type { Stop, StopInput } from '@jindian/shared/contract/stops';
import { hourMs } from '@jindian/shared/time';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { commandClaim } from '../platform/idempotency.ts';
import { OnHold } from '../platform/queues/lanes.ts';
import { stopsHeldMs } from '../platform/stops/service.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  paymentNumber,
  startOrdersFixture,
} from '../serving/orders/testing/orders-fixture.ts';
import { holdingPayouts, payoutDue, payoutHandlers } from './payouts.ts';

let fixture: OrdersFixture;
let administrator: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture();
  administrator = fixture.staff.hq;
});
afterAll(() => fixture.close());

const why = { reason: '仓库停电', untilMs: null };
const orders = (more: object = {}): StopInput =>
  ({ kind: 'orders', province: null, city: null, channel: null, ...why, ...more }) as StopInput;
/** As other processes see it: what they hold is two seconds old at most. */
const pass = () => fixture.clock.advance(stopsHeldMs + 1);

/** Also of an area that the small network of the bed does not have. */
async function setAnywhere(stop: StopInput): Promise<Stop> {
  const { memberId } = administrator;
  const command = commandClaim(memberId, 'hqSetStop', fixture.newKey(), stop);
  const done = await fixture.system.stops.set(stop, memberId, command);
  if (!done.ok) throw new Error(done.code);
  pass();
  return done.value;
}
async function set(stop: StopInput): Promise<Stop> {
  const { status, code, body } = await fixture.invoke<Stop>(administrator, 'hqSetStop', { body: stop });
  if (status !== 200) throw new Error(`${status} ${code}`);
  pass();
  return body;
}
async function lift({ id }: Stop): Promise<void> {
  expect((await fixture.invoke(administrator, 'hqLiftStop', { params: { stopId: id } })).status).toBe(200);
  pass();
}
afterEach(async () => {
  for (const stop of await fixture.system.stops.active()) await lift(stop);
});

/** What is said to whoever asks for a price, and to whoever orders. */
async function answers(shopper: Person, method: 'pickup' | 'delivery', channel?: 'mini_program' | 'h5') {
  const body = {
    ...(await fixture.orderBody(method, [['P004-01', 1]])),
    ...(channel ? { channel } : {}),
  };
  const quoted = await fixture.invoke(shopper, 'quoteOrder', { body });
  // What may be ordered is not: there are few pieces.
  if (quoted.status === 200) return 'goes on';
  const placed = await fixture.invoke(shopper, 'placeOrder', { body });
  return [quoted.code, placed.code];
}

describe('orders', () => {
  test.each([
    ['everywhere', {}, true],
    ['in the province', { province: '某省' }, true],
    ['in the city', { province: '某省', city: '某市' }, true],
    ['in another province', { province: '山东省' }, false],
    ['in another city', { province: '某省', city: '烟台市' }, false],
    ['by this channel', { channel: 'h5' }, true],
    ['by another channel', { channel: 'mini_program' }, false],
    ['by the API alone', { channel: 'api' }, false],
    ['there by another channel', { province: '某省', channel: 'api' }, false],
  ])('stopped %s: priced and placed or not, pickup and delivery alike', async (_, more, isStopped) => {
    const shopper = await fixture.enrol();
    const { province, city } = (await fixture.system.network.location(branchId))!;
    const where = { ...(more as Record<string, string>) };
    if (where.province === '某省') where.province = province;
    if (where.city === '某市') where.city = city;
    const stop = await setAnywhere(orders(where));
    expect(await answers(shopper, 'pickup', 'h5')).toEqual(
      isStopped ? ['orders_stopped', 'orders_stopped'] : 'goes on',
    );
    await lift(stop);
    expect(await answers(shopper, 'pickup', 'h5')).toEqual('goes on');
  });

  test('a city is stopped however an address or the API writes it', async () => {
    const place = (await fixture.system.network.location(branchId))!;
    const other = place.city.replace(/市$/, '地区');
    expect(other).not.toBe(place.city);
    const { province } = place;
    await set(orders({ province, city: other }));
    const shopper = await fixture.enrol();
    expect(await answers(shopper, 'pickup')).toEqual(['orders_stopped', 'orders_stopped']);
    for (const stop of await fixture.system.stops.active()) await lift(stop);
    await set(orders({ province, city: place.city }));
    const body = await fixture.orderBody('delivery', [['P004-01', 1]]);
    const typed = { ...body, address: { ...body.address, province, city: other } };
    expect(await fixture.invoke(shopper, 'placeOrder', { body: typed })).toMatchObject({
      code: 'orders_stopped',
    });
  });

  test('whoever says no channel calls the API', async () => {
    await set(orders({ channel: 'api' }));
    expect(await answers(await fixture.enrol(), 'pickup')).toEqual(['orders_stopped', 'orders_stopped']);
  });

  test('what was placed before is paid and goes on; a process that is running already follows', async () => {
    const shopper = await fixture.enrol();
    const placed = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
    const running = fixture.system;
    fixture.restart();
    await set(orders());
    expect(await running.stops.active()).toHaveLength(1);
    expect(await fixture.payInWallet(paymentNumber(placed))).toBe(true);
    await fixture.pay.control.tick();
    await fixture.settle();
    expect((await fixture.look(shopper, placed.id)).state).toBe('paid');
    expect(await answers(shopper, 'pickup')).toEqual(['orders_stopped', 'orders_stopped']);
  });

  test('a stop lifts itself at its time', async () => {
    const untilMs = fixture.clock.nowMs() + hourMs;
    await set(orders({ untilMs }));
    expect(await answers(await fixture.enrol(), 'pickup')).toEqual(['orders_stopped', 'orders_stopped']);
    fixture.clock.advance(hourMs);
    expect(await fixture.system.stops.active()).toEqual([]);
    expect(await answers(await fixture.enrol(), 'pickup')).toEqual('goes on');
  });

  test('are told of at the branch, in its lists and on its products: by which channels nothing is taken', async () => {
    const shopper = await fixture.enrol();
    const { province, city } = (await fixture.system.network.location(branchId))!;
    type Told = { stopped?: string[] };
    const told = async () => {
      const params = { locationId: branchId };
      const branch = await fixture.invoke<Told>(shopper, 'getBranch', { params });
      const listed = await fixture.invoke<{ branch: Told; items: { productId: string }[] }>(
        shopper,
        'getStorefront',
        { params, query: { limit: '1' } },
      );
      const { productId } = listed.body.items[0]!;
      const product = await fixture.invoke<{ branch: Told }>(shopper, 'getProductAtBranch', {
        params: { ...params, productId },
      });
      return [branch, listed, product].map(({ body }) => ('branch' in body ? body.branch : body).stopped);
    };
    await setAnywhere(orders({ province: '西藏自治区' }));
    await set({ kind: 'payouts', ...why });
    expect(await told()).toEqual([undefined, undefined, undefined]);
    await set(orders({ province, city, channel: 'h5' }));
    expect(await told()).toEqual([['h5'], ['h5'], ['h5']]);
    const everywhere = await set(orders());
    const all = ['mini_program', 'h5', 'api'];
    expect(await told()).toEqual([all, all, all]);
    await lift(everywhere);
    expect(await told()).toEqual([['h5'], ['h5'], ['h5']]);
  });
});

describe('modules', () => {
  test('each endpoint of a module that is stopped says so, and works again when it is lifted', async () => {
    for (const name of moduleNames) {
      const ids = modules[name].endpoints.filter((id) => {
        const row = endpoints[id as keyof typeof endpoints];
        return (
          row.access !== 'public' &&
          !('params' in row && row.params) &&
          !('body' in row && row.body) &&
          !('query' in row && row.query)
        );
      });
      const stop = await set({ kind: 'module', module: name, ...why });
      for (const id of ids) {
        const { code, status } = await fixture.invoke(administrator, id as never, {});
        expect([name, id, status === 403 ? 'module_stopped' : code]).toEqual([name, id, 'module_stopped']);
      }
      expect(await fixture.system.stops.modules()).toEqual([name]);
      await lift(stop);
      for (const id of ids)
        expect([id, (await fixture.invoke(administrator, id as never, {})).code]).not.toEqual([
          id,
          'module_stopped',
        ]);
    }
  });
});

describe('payouts', () => {
  test('whatever pays out waits while they are stopped, and is done once they are lifted; nothing else waits', async () => {
    const done: string[] = [];
    const names = [...payoutHandlers, 'commission: order refunded'];
    const handlers = names.map((name) => ({
      name,
      queue: 'books',
      handle: async () => {
        done.push(name);
      },
    }));
    const due = [...payoutDue, 'order.unpaid'].map((kind) => ({
      kind,
      queue: 'books',
      handle: async () => {
        done.push(kind);
      },
    }));
    const held = holdingPayouts(fixture.system.stops, handlers as never, due as never);
    const all = [...held.eventHandlers, ...held.dueHandlers];
    const run = () => Promise.allSettled(all.map((one) => (one.handle as () => Promise<void>)()));
    const stop = await set({ kind: 'payouts', ...why });
    const refused = (await run()).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(done).toEqual(['commission: order refunded', 'order.unpaid']);
    expect(refused).toHaveLength(payoutHandlers.length + payoutDue.length);
    for (const error of refused) expect(error).toBeInstanceOf(OnHold);
    await lift(stop);
    done.length = 0;
    await run();
    expect(done.sort()).toEqual([...names, ...payoutDue, 'order.unpaid'].sort());
    expect(() => holdingPayouts(fixture.system.stops, [], due as never)).toThrow('nobody pays out');
    const elsewhere = handlers.map((one) => ({ ...one, queue: 'messages' }));
    expect(() => holdingPayouts(fixture.system.stops, elsewhere as never, due as never)).toThrow('forgets');
  });
});

test('what would be over already is refused: it would stop nothing', async () => {
  const untilMs = fixture.clock.nowMs();
  const over = { body: orders({ untilMs }) };
  expect((await fixture.invoke(administrator, 'hqSetStop', over)).code).toBe('stop_over');
  await lift(await set(orders({ untilMs: untilMs + hourMs })));
});

test('what is nowhere is refused by name: it would stop nothing', async () => {
  const [{ province, city } = { province: '', city: '' }] = (await fixture.system.network.current())
    .locations;
  const nowhere = [
    { province: '某盛', city: null },
    { province, city: '某某市' },
    { province: '某盛', city },
  ];
  for (const where of nowhere) {
    const { status, code } = await fixture.invoke(administrator, 'hqSetStop', { body: orders(where) });
    expect([where, status, code]).toEqual([where, 409, 'stop_area_unknown']);
  }
  expect(await fixture.system.stops.active()).toEqual([]);
  for (const where of [{ province }, { province, city }]) await lift(await set(orders(where)));
});

test('only who may sets and lifts one, a repeat sets one, and there are never more than so many', async () => {
  const { clerk, manager } = fixture.staff;
  for (const person of [clerk, manager, await fixture.enrol()]) {
    expect((await fixture.invoke(person, 'hqSetStop', { body: orders() })).status).toBe(403);
    expect((await fixture.invoke(person, 'hqListStops', {})).status).toBe(403);
  }
  expect((await fixture.invoke(administrator, 'hqSetStop', { body: orders({ city: '某市' }) })).status).toBe(
    400,
  );
  const key = fixture.newKey();
  const twice = await Promise.all(
    [0, 1].map(() => fixture.invoke<Stop>(administrator, 'hqSetStop', { body: orders() }, key)),
  );
  pass();
  const known = new Set(twice.flatMap(({ status, body }) => (status === 200 ? [body.id] : [])));
  expect(known.size).toBe(1);
  expect(await fixture.system.stops.active()).toHaveLength(1);
  for (let more = 1; more < 20; more += 1) await set({ kind: 'payouts', ...why });
  expect((await fixture.invoke(administrator, 'hqSetStop', { body: orders() })).code).toBe('too_many_stops');
});
