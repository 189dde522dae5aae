import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { OrderView, PickupCode } from '@jindian/shared/contract/serving/order';
import type { CounterOrder, DeskReturn, ReturnView } from '@jindian/shared/contract/serving/returns';
import type { ReturnsPolicy } from '@jindian/shared/contract/serving/returns-policy';
import { minuteMs } from '@jindian/shared/time';
import {
  type Answer,
  branchId,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from '../../orders/testing/orders-fixture.ts';
import { standardReturnsPolicy } from '../policy.ts';

export const shoes: ShopSku = 'P004-01';
export const sandals: ShopSku = 'P013-01';

export type Line = { lineId: string; quantity: number; disposition?: string; serials?: string[] };

/** Branches of dealers, a shopper whom a guide of the first brought, and what people do with goods that come back. */
export async function startReturnsFixture() {
  const fixture = await startOrdersFixture({
    dealers: true,
    stock: { [shoes]: 200, [sandals]: 200 },
    elsewhere: 50,
  });
  const shopper = await fixture.enrol();
  const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body;
  await fixture.invoke(shopper, 'recordTouch', { body: { code } });

  const well = <T>(answer: Answer<T>, status = 200): T => {
    if (answer.status !== status) throw new Error(`${answer.status} ${answer.code}`);
    return answer.body;
  };

  /** The gateway works, tells, and everything behind it follows. */
  async function arrive(): Promise<void> {
    await fixture.settle();
    fixture.clock.advance(minuteMs + 1_000);
    await fixture.pay.control.tick();
    await fixture.settle();
  }

  /** Paid, and fetched at the branch of the first dealer. */
  async function fetched(lines: readonly (readonly [ShopSku, number])[], who = shopper): Promise<OrderView> {
    const order = await fixture.paid(who, 'pickup', lines);
    const params = { orderId: order.id };
    const shown = well(await fixture.invoke<PickupCode>(who, 'getPickupCode', { params }));
    const at = { params: { locationId: branchId }, body: { code: shown.code } };
    well(await fixture.invoke(fixture.staff.clerk, 'confirmHandOver', at));
    await fixture.settle();
    return fixture.look(who, order.id);
  }

  const ask = (
    order: OrderView,
    lines: Line[],
    more: { reason?: string; way?: string; who?: Person } = {},
    key = fixture.newKey(),
  ): Promise<Answer<ReturnView>> =>
    fixture.invoke<ReturnView>(
      more.who ?? shopper,
      'askReturn',
      {
        params: { orderId: order.id },
        body: {
          lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
          reason: more.reason ?? 'changed_mind',
          way: more.way ?? 'counter',
        },
      },
      key,
    );

  const came = (lines: Line[]) => lines.map((line) => ({ disposition: 'sellable', ...line }));

  const takeBack = (
    locationId: string,
    order: OrderView,
    lines: Line[],
    more: { reason?: string; who?: Person } = {},
    key = fixture.newKey(),
  ): Promise<Answer<DeskReturn>> =>
    fixture.invoke<DeskReturn>(
      more.who ?? fixture.managerOf(locationId),
      'takeBack',
      {
        params: { locationId },
        body: { orderId: order.id, reason: more.reason ?? 'changed_mind', lines: came(lines) },
      },
      key,
    );

  const onReturn = <T = DeskReturn>(
    who: Person,
    id: EndpointId,
    made: { orderId: string; id: string },
    more: { locationId?: string; body?: unknown } = {},
    key = fixture.newKey(),
  ): Promise<Answer<T>> =>
    fixture.invoke<T>(
      who,
      id,
      {
        params: {
          orderId: made.orderId,
          returnId: made.id,
          ...(more.locationId ? { locationId: more.locationId } : {}),
        },
        ...(more.body === undefined ? {} : { body: more.body }),
      },
      key,
    );

  const receive = (
    locationId: string,
    made: { orderId: string; id: string },
    lines: Line[],
    key = fixture.newKey(),
  ) =>
    onReturn(
      fixture.managerOf(locationId),
      'receiveReturn',
      made,
      { locationId, body: { lines: came(lines) } },
      key,
    );

  const listed = async (order: OrderView, who = shopper) =>
    well(
      await fixture.invoke<{ lines: CounterOrder['lines']; items: ReturnView[] }>(who, 'listOrderReturns', {
        params: { orderId: order.id },
      }),
    );

  async function publish(change: Partial<ReturnsPolicy>): Promise<void> {
    const document = fixture.system.returnsPolicy;
    const { revision } = await document.view();
    const done = await document.publishContent(
      { ...standardReturnsPolicy, ...change },
      { revision, by: 'hq', note: 'test', command: null },
    );
    if (!done.ok) throw new Error(done.code);
  }

  const levelAt = async (locationId: string, skuId: string) => {
    const levels = await fixture.system.inventory.store.partsAt(locationId, true);
    return levels
      .filter((level) => level.skuId === skuId)
      .map(({ ownerId, condition, onHand }) => `${ownerId} ${condition ?? 'sellable'} ${onHand}`)
      .sort();
  };
  const balance = async (account: string) => (await fixture.system.ledger.balanceOf(account)).postedFen;

  return {
    fixture,
    shopper,
    well,
    arrive,
    fetched,
    ask,
    takeBack,
    onReturn,
    receive,
    listed,
    publish,
    levelAt,
    balance,
  };
}
export type ReturnsFixture = Awaited<ReturnType<typeof startReturnsFixture>>;
