import { marshall } from '@aws-sdk/util-dynamodb';
import { type OwnerContract, standardContract } from '@jindian/shared/contract/goods/contracts';
import type { FulfilmentMethod, PlacedOrder, WechatPayParams } from '@jindian/shared/contract/serving/order';
import { branchId, type Person, type ShopSku, startOrdersFixture } from './orders-fixture.ts';

export const dealerMchid = '1900000201';
export const dealerId = `dealer-${branchId}`;

/** He sells his own goods to his own customers; what is HQ's in his shop, HQ sells. */
const contract: OwnerContract = {
  ...standardContract,
  legalName: '某某商贸有限公司',
  merchant: dealerMchid,
  own_goods_own_customer: { seller: 'owner', ownerBasisPoints: 9_000 },
  hq_goods_own_shop: { seller: 'hq', ownerBasisPoints: 1_000 },
};

/** A dealer's shop: shoes and three pairs of sandals of his own; HQ's sandals and baby care beside them. */
export async function startCheckoutFixture(each = 5, agreed: Partial<OwnerContract> = {}) {
  const own = { ...contract, ...agreed };
  const fixture = await startOrdersFixture({
    dealers: true,
    mchids: [dealerMchid],
    stock: { 'P004-01': each, 'P013-01': 3, 'P036-01': 0 },
  });
  const place = await fixture.system.network.location(branchId);
  const hqGoods = [
    { skuId: 'P013-01', onHand: each },
    { skuId: 'P036-01', onHand: each },
  ];
  await fixture.engine.bulkLoad(
    fixture.tableName,
    fixture.system.inventory
      .openingItems({ ...place!, ownerId: 'hq' }, hqGoods)
      .map((item) => marshall(item)),
  );
  const publication = { revision: 0, by: fixture.staff.hq.memberId, note: 'signed', command: null };
  const published = await fixture.system.contracts.of(dealerId).publishContent(own, publication);
  if (!published.ok) throw new Error(published.code);
  await fixture.settle();

  async function placeAt(
    person: Person,
    lines: readonly (readonly [ShopSku, number])[],
    { method = 'pickup' as FulfilmentMethod, key = fixture.newKey() } = {},
  ) {
    const body = fixture.orderBody(method, lines);
    return fixture.invoke<PlacedOrder>(person, 'placeOrder', { body }, key);
  }

  /** One piece of the dealer's and one of HQ's. */
  async function placedTogether(person: Person): Promise<PlacedOrder> {
    const answer = await placeAt(person, [
      ['P004-01', 1],
      ['P036-01', 1],
    ]);
    if (answer.status !== 201) throw new Error(`placing: ${answer.status} ${answer.code}`);
    return answer.body;
  }

  const look = (person: Person, { checkout }: PlacedOrder) =>
    Promise.all((checkout?.orders ?? []).map(({ id }) => fixture.look(person, id)));

  /** Asks for the payment of one of the orders, which is that of all, and confirms it. */
  async function payFor(person: Person, orderId: string): Promise<boolean> {
    const asked = await fixture.invoke<WechatPayParams>(person, 'startPayment', { params: { orderId } });
    return asked.status === 200 && fixture.confirmInWallet(asked.body, person.openid);
  }

  return { fixture, contract: own, placeAt, placedTogether, look, payFor };
}
export type CheckoutFixture = Awaited<ReturnType<typeof startCheckoutFixture>>;
