import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type { MadeInvitation } from '@jindian/shared/contract/people/invitations';
import {
  type CardCode,
  type GreetedMember,
  sharingVersion,
} from '@jindian/shared/contract/selling/member-card';
import type { MemberCard } from '@jindian/shared/contract/selling/moving';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import {
  tourShanghaiJinganBranchId as neighbour,
  tourYantaiZhifuBranchId as withoutStock,
} from '../../local/demo/network/tour.ts';
import { differenceId } from '../../money/reconciliation/rules.ts';
import { standardPromotions } from '../../selling/promotions/policy.ts';
import { made } from '../../selling/promotions/testing/made.ts';
import { auditedSettlement } from './audited-settlement.ts';
import type { Sample, SystemFixture, samplesOf } from './system-fixture.ts';

/** Samples of audited acts that can be done: those of the walks are refused by the state of things. */
export function auditedSamples(
  fixture: SystemFixture,
  given: Awaited<ReturnType<typeof samplesOf>>,
  hqToken: string,
) {
  const hq = async <T>(id: EndpointId, sample: Sample): Promise<T> => {
    const answer = await fixture.invoke<T>(id, sample, { token: hqToken });
    if (answer.status >= 300) throw new Error(`${id}: ${answer.status} ${answer.code}`);
    return answer.body;
  };

  let held: Promise<Map<string, number>> | undefined;
  /** How many branches have each of the goods. */
  async function holders(): Promise<Map<string, number>> {
    const { inventory, network } = fixture.local.system;
    const counts = new Map<string, number>();
    const branches = (await network.current()).locations.filter(
      ({ kind, province }) => kind === 'branch' && province.startsWith('上海'),
    );
    for (const levels of await Promise.all(branches.map(({ id }) => inventory.levelsAt(id))))
      for (const { skuId } of levels) counts.set(skuId, (counts.get(skuId) ?? 0) + 1);
    return counts;
  }

  /** Of goods that its neighbour has too and few others, who would be asked together and go on asking for half an hour. */
  async function delivery(which = 0): Promise<OrderView> {
    const { levelsAt } = fixture.local.system.inventory;
    const catalog = await fixture.local.system.catalog.current();
    const there = new Map((await levelsAt(neighbour)).map(({ skuId, available }) => [skuId, available]));
    const levels = (await levelsAt(fixture.here)).filter(
      ({ skuId, available }) =>
        available > 3 && (there.get(skuId) ?? 0) > 3 && catalog.sku(skuId)?.product.deliverable,
    );
    held ??= holders();
    const counts = await held;
    levels.sort((a, b) => (counts.get(a.skuId) ?? 0) - (counts.get(b.skuId) ?? 0));
    const skuId = levels[which]?.skuId ?? '';
    // What is asked there by now: samples before have changed prices.
    const place = await fixture.local.system.network.location(fixture.here);
    const found = catalog.sku(skuId);
    if (!place || !found) throw new Error(`${skuId} at ${fixture.here}`);
    const priceHere = await fixture.local.system.branchPrices.inForce(place);
    const priceFen = priceHere(found.product, found.sku);
    const body = {
      locationId: fixture.here,
      method: 'delivery',
      address: given.address,
      lines: [{ skuId, quantity: 1, seenPriceFen: priceFen }],
    };
    const placed = await fixture.invoke<PlacedOrder>('placeOrder', { body }, { token: given.owner });
    if (placed.status !== 201) throw new Error(`placing: ${placed.status} ${placed.code}`);
    return fixture.pay(given.owner, placed.body);
  }

  const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' });

  async function delivered(): Promise<OrderView> {
    const order = await delivery();
    for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const)
      await hq(id, { params: partOf(order) });
    await fixture.local.processes.settle();
    return order;
  }

  /** A return that its shopper asks for. */
  async function askedBack(how: { reason: string; way: string }) {
    const order = await delivered();
    const asked = await fixture.invoke<{ id: string }>(
      'askReturn',
      { params: { orderId: order.id }, body: { lines: [{ lineId: '1', quantity: 1 }], ...how } },
      { token: given.owner },
    );
    if (asked.status !== 201) throw new Error(`askReturn: ${asked.status} ${asked.code}`);
    return { orderId: order.id, returnId: asked.body.id };
  }

  /** Refused wherever it is offered, until it lies with HQ. */
  async function nobodyServes(): Promise<OrderView> {
    const order = await delivery();
    for (let times = 0; times < 12; times += 1) {
      const now = await hq<HqOrder>('hqGetOrder', { params: { orderId: order.id } });
      if (now.order.fulfilments[0]?.state === 'with_hq') return order;
      await hq('refuseFulfilment', { params: partOf(order), body: { reason: 'too_far' } });
      await fixture.local.processes.settle();
    }
    throw new Error('somebody serves it after all');
  }

  async function failedRefund() {
    const order = await delivery();
    const { control } = fixture.local.pay;
    const arrive = async () => {
      await fixture.local.processes.settle();
      fixture.local.clock.advance(60_000);
      await control.tick();
      await fixture.local.processes.settle();
    };
    // Refunds of other orders end first.
    await arrive();
    control.nextRefundsEnd('ABNORMAL');
    const lines = [{ lineId: '1', quantity: 1 }];
    await hq('hqRefundOrder', { params: { orderId: order.id }, body: { lines, reason: '破损' } });
    for (let look = 0; look < 5; look += 1) {
      await arrive();
      const now = await hq<HqOrder>('hqGetOrder', { params: { orderId: order.id } });
      const failed = now.refunds.find(({ state }) => state === 'failed');
      if (failed) return { orderId: order.id, refundId: failed.id };
    }
    throw new Error('the refund did not fail');
  }

  /** Money of nobody, as a notification would tell of it. */
  let payments = 0;
  async function moneyOfNobody() {
    payments += 1;
    const { mchid: merchantId } = fixture.local.secrets.wechatPay;
    const number = `N${payments}`.padEnd(20, '0');
    const finding = {
      kind: 'unknown_payment',
      merchantId,
      outTradeNo: number,
      transactionId: `42${number}`,
      theirAmount: 100,
      currency: 'CNY',
      source: 'notification',
    } as const;
    await fixture.local.system.differences.report(finding);
    return { differenceId: differenceId(finding) };
  }

  async function draftOf(name: string, content: object): Promise<number> {
    const { revision } = await hq<{ revision: number }>('hqGetPolicy', { params: { name } });
    const saved = await hq<{ revision: number }>('hqSavePolicyDraft', {
      params: { name },
      body: { revision, content },
    });
    return saved.revision;
  }

  async function heldCommission(locationId: string | null): Promise<string> {
    const orderId = fixture.local.system.ids.next();
    const about = { orderId, orderNumber: '0520-1', sellerId: 'SELLER', own: ['SELLER'], amountFen: 5 };
    await fixture.local.system.holds.stateOf({ ...about, locationId, reasons: ['staff'], evidence: {} });
    return orderId;
  }

  async function worker(name: string, role: 'clerk' | 'guide' = 'clerk'): Promise<string> {
    const scope = { kind: 'branch' as const, locationId: fixture.here };
    return (await fixture.enrol(`worker ${name}`, [{ role, scope }])).memberId;
  }
  const guide = (name: string) => worker(name, 'guide');
  /** By whom it is lifted: what headquarters suspended no place takes up again. */
  async function suspended(name: string, by: 'hqSuspendMember' | 'suspendStaff'): Promise<string> {
    const memberId = await worker(name);
    const params = by === 'suspendStaff' ? { memberId, locationId: fixture.here } : { memberId };
    await hq(by, { params, body: { reason: '停职' } });
    return memberId;
  }

  /** For whoever has the code. */
  function invitation(): Promise<MadeInvitation> {
    return hq('invite', { params: { locationId: fixture.here }, body: { name: '小周', role: 'guide' } });
  }

  let moves = 0;
  /** A file that somebody else stated, with one member. */
  async function stated(phone?: string): Promise<{ importId: string; memberNumber: string }> {
    const { moving, ids } = fixture.local.system;
    moves += 1;
    const importId = ids.next();
    const memberNumber = `AUDIT${moves}`;
    const rows = [{ row: 2, memberNumber, points: 5, ...(phone ? { phone } : {}) }];
    await moving.keep({ importId, portion: 0, kind: 'members', count: 1, rows, bad: [] });
    const totals = { members: 1, points: 5, sellers: 0, bindings: 0 };
    await moving.propose({ importId, kind: 'members', portions: 1, totals }, ids.next());
    return { importId, memberNumber };
  }
  async function movedIn(phone?: string): Promise<string> {
    const { importId, memberNumber } = await stated(phone);
    await fixture.local.system.moving.sign(importId, fixture.local.system.ids.next());
    await fixture.local.processes.settle();
    return memberNumber;
  }
  /** Whoever claims or refuses, with a proved number and something waiting under it. */
  const claimants = new Map<EndpointId, { token: string; memberId: string }>();
  async function claimOf(id: EndpointId): Promise<string> {
    const phone = id === 'claimMoved' ? '13812340011' : '13812340012';
    await movedIn(phone);
    const claimant = await fixture.enrol(`claimant ${id}`);
    claimants.set(id, claimant);
    const code = fixture.local.wechat.control.phoneCode(phone);
    await fixture.invoke('bindPhone', { body: { code } }, { token: claimant.token });
    const card = await fixture.invoke<MemberCard>('getMyCard', {}, { token: claimant.token });
    return card.body.claims[0]?.claimId ?? '';
  }

  /** A card that somebody who shares shows at the counter. */
  async function shownCard(name: string): Promise<string> {
    const { token } = await fixture.enrol(name);
    await fixture.invoke('shareInStores', { body: { version: sharingVersion } }, { token });
    return (await fixture.invoke<CardCode>('getMyCardCode', {}, { token })).body.code;
  }

  /** What an act needs to be done: the samples of the walks are refused by the state of things. */
  const prepared: Partial<Record<EndpointId, (sample: Sample) => Promise<Sample>>> = {
    async saveMyProfile({ body }) {
      const { revision } = await hq<{ revision: number }>('getMyProfile', {});
      return { body: { ...(body as object), revision } };
    },
    async greetMember({ params = {} }) {
      return { params, body: { text: await shownCard('greeted') } };
    },
    async noteOfMember({ params = {}, body }) {
      const { locationId = '' } = params;
      const text = await shownCard('noted');
      const greeted = await hq<GreetedMember>('greetMember', { params: { locationId }, body: { text } });
      return { params: { locationId, greetingId: greeted.greetingId }, body };
    },
    async setSharing({ params = {}, body }) {
      const { revision } = await hq<{ revision: number }>('getSharing', { params });
      return { params, body: { ...(body as object), revision } };
    },
    takeBack: async ({ params, body }) => ({
      params: params ?? {},
      body: { ...(body as object), orderId: (await delivered()).id },
    }),
    async takeExchange({ params }) {
      const { id, lines } = await delivered();
      const [line] = lines;
      const exchanged = { lineId: '1', quantity: 1, forSkuId: line?.skuId ?? '', disposition: 'quarantine' };
      return { params: params ?? {}, body: { orderId: id, reason: 'faulty', lines: [exchanged] } };
    },
    async completeExchange({ params, body }) {
      const { id, lines } = await delivered();
      const exchanged = {
        lineId: '1',
        quantity: 1,
        forSkuId: lines[0]?.skuId ?? '',
        disposition: 'sellable',
      };
      const asked = { orderId: id, reason: 'faulty', later: true, lines: [exchanged] };
      const at = { params: { locationId: fixture.here }, body: asked };
      const made = await hq<{ id: string }>('takeExchange', at);
      return { params: { ...params, orderId: id, exchangeId: made.id }, body };
    },
    async hqListSegmentMembers({ body }) {
      const params = { segmentId: fixture.local.system.ids.next() };
      const segment = {
        name: { zh: '未购', en: 'Never' },
        conditions: [{ kind: 'never_bought' }],
        revision: 0,
      };
      await hq('hqSaveSegment', { params, body: segment });
      return { params, body };
    },
    async hqGiveCoupons({ params = {}, body }) {
      const { promotionsPolicy } = fixture.local.system;
      const { revision } = await promotionsPolicy.view();
      const terms = { code: null, singleCodes: 0, inApp: true, perMember: 1, inAll: null, validDays: null };
      const promotion = made(
        String(params.promotionId),
        {
          kind: 'full_reduction',
          measure: 'fen',
          steps: [{ from: 1, offFen: 700, offBasisPoints: null }],
          repeats: false,
        },
        { laneId: 'coupon', coupon: { ...terms, backOnReturn: false } },
      );
      await promotionsPolicy.publishContent(
        { ...standardPromotions, promotions: [promotion] },
        { revision, by: 'hq', note: 'sample', command: null },
      );
      await promotionsPolicy.refresh();
      return { params, body };
    },
    receiveReturn: async ({ params, body }) => ({
      params: { ...params, ...(await askedBack({ reason: 'changed_mind', way: 'counter' })) },
      body,
    }),
    decideReturn: async ({ body }) => ({
      params: await askedBack({ reason: 'faulty', way: 'counter' }),
      body,
    }),
    async loseReturnParcel({ body }) {
      const params = await askedBack({ reason: 'changed_mind', way: 'parcel' });
      const parcel = { params, body: { carrier: '顺丰', number: 'SF1234567890' } };
      await fixture.invoke('sendReturn', parcel, { token: given.owner });
      return { params, body };
    },
    hqRefundOrder: async (sample) => ({ ...sample, params: { orderId: (await delivery()).id } }),
    hqCancelOrder: async () => ({ params: { orderId: (await delivery()).id } }),
    hqCancelFulfilment: async (sample) => ({ ...sample, params: partOf(await delivery()) }),
    hqResolveRefund: async (sample) => ({ ...sample, params: await failedRefund() }),
    async hqAssignFulfilment() {
      return { params: partOf(await nobodyServes()), body: { locationId: neighbour } };
    },
    async hqRemoveOrderNote({ params = {} }) {
      const body = { kind: 'note', text: '先打电话' };
      const orderId = params.orderId as string;
      const { items } = await hq<{ items: { id: string }[] }>('hqAddOrderNote', {
        params: { orderId },
        body,
      });
      return { params: { orderId, noteId: items.at(-1)?.id ?? '' } };
    },
    async hqChangeWave({ params, body }) {
      const { items } = await hq<{ items: { id: string; revision: number }[] }>('hqListWaves', {});
      const revision = items.find(({ id }) => id === params?.waveId)?.revision;
      return { params: params ?? {}, body: { ...(body as object), revision } };
    },
    async hqRemoveWave() {
      const wave = await hq<{ id: string; revision: number }>('hqAddWave', {
        body: { name: '作废批次', plannedDay: '2099-06-09' },
      });
      return { params: { waveId: wave.id }, body: { revision: wave.revision } };
    },
    async hqMovePlaces() {
      const { body } = given.samples.hqAddLocation;
      await hq('hqAddLocation', { body: { ...(body as object), id: 'B99998' } });
      return { body: { locationIds: ['B99998'], to: 'rehearsing' } };
    },
    hqAskAgain: async () => ({ params: partOf(await nobodyServes()) }),
    async hqCallGoods() {
      const order = await nobodyServes();
      return { params: partOf(order), body: { fromLocationId: neighbour, toLocationId: withoutStock } };
    },
    async hqSettleDelivery({ body }) {
      // The pieces of the others stay as they are: who is asked for them depends on where they lie.
      const params = partOf(await delivery(1));
      await hq('packFulfilment', { params });
      await hq('dispatchFulfilment', { params });
      await hq('settleDelivery', { params, body: { act: 'failed', reason: 'nobody_there' } });
      return { params, body };
    },
    async hqPublishPolicy({ params = {} }) {
      const revision = await draftOf('settings-selling', { bindingDays: 31, returnWindowDays: 7 });
      return { params, body: { revision, note: '测试' } };
    },
    async hqCancelPlannedPolicy() {
      const params = { name: 'settings-selling' };
      const revision = await draftOf(params.name, { bindingDays: 32, returnWindowDays: 7 });
      const atMs = fixture.local.clock.nowMs() + 86_400_000;
      const planned = await hq<{ revision: number }>('hqPublishPolicy', {
        params,
        body: { revision, note: '测试', atMs },
      });
      return { params, body: { revision: planned.revision } };
    },
    hqNoteMoneyDifference: async (sample) => ({ ...sample, params: await moneyOfNobody() }),
    hqSendMoneyBack: async (sample) => ({ ...sample, params: await moneyOfNobody() }),
    async hqSettleMoneyDifference() {
      const body = { revision: 1, settlement: 'kept', why: '测试' };
      return { params: await moneyOfNobody(), body };
    },
    async suspendStaff({ params = {}, body }) {
      return { params: { ...params, memberId: await worker('suspendStaff') }, body };
    },
    async resumeStaff({ params = {} }) {
      return { params: { ...params, memberId: await suspended('resumeStaff', 'suspendStaff') } };
    },
    async removeStaff({ params = {}, body }) {
      return { params: { ...params, memberId: await worker('removeStaff') }, body };
    },
    hqSuspendMember: async ({ body }) => ({ params: { memberId: await worker('hqSuspend') }, body }),
    hqResumeMember: async () => ({ params: { memberId: await suspended('hqResume', 'hqSuspendMember') } }),
    hqRemoveMember: async ({ body }) => ({ params: { memberId: await worker('hqRemove') }, body }),
    hqMoveStaff: async ({ body }) => ({ params: { memberId: await worker('hqMove') }, body }),
    hqRevokeInvitation: async () => ({ params: { invitationId: (await invitation()).invitation.id } }),
    async revokeInvitation({ params = {} }) {
      return { params: { ...params, invitationId: (await invitation()).invitation.id } };
    },
    acceptInvitation: async () => ({ body: { code: (await invitation()).code } }),
    async hqRevokeCode({ body }) {
      const made = await fixture.local.system.codes.make({ locationId: fixture.here, table: 'A-13' });
      if (!made.ok) throw new Error(made.code);
      return { params: { code: made.value.code }, body };
    },
    hqDecideCommissionHold: async ({ body }) => ({ params: { orderId: await heldCommission(null) }, body }),
    async releaseBranchHold({ params = {}, body }) {
      const name = 'settings-selling';
      const content = { bindingDays: 30, returnWindowDays: 7, holdsReleasedBy: 'branch' };
      const revision = await draftOf(name, content);
      await hq('hqPublishPolicy', { params: { name }, body: { revision, note: '测试' } });
      return { params: { ...params, orderId: await heldCommission(fixture.here) }, body };
    },
    async moveBranchCustomers({ params = {}, body }) {
      return { params: { ...params, sellerId: await guide('moveBranchCustomers') }, body };
    },
    async hqRemakeContactCode() {
      const name = 'settings-modules';
      const revision = await draftOf(name, { wecom: 'on' });
      await hq('hqPublishPolicy', { params: { name }, body: { revision, note: '测试' } });
      await fixture.local.system.settings.modules.refresh();
      const sellerId = await guide('hqRemakeContactCode');
      const made = await fixture.local.system.contacts.make(sellerId, 'ChenXiao');
      if (!made.ok) throw new Error(made.code);
      return { params: { sellerId } };
    },
    async hqActOnSeller({ body }) {
      const params = { sellerId: await guide('hqActOnSeller') };
      return { params, body: { ...(body as object), kind: 'guide', locationId: fixture.here } };
    },
    ...auditedSettlement(fixture),
    hqSignMove: async () => ({ params: { importId: (await stated()).importId } }),
    hqRefuseMove: async ({ body }) => ({ params: { importId: (await stated()).importId }, body }),
    hqGiveMoved: async ({ body }) => ({ params: { memberNumber: await movedIn() }, body }),
    claimMoved: async () => ({ params: { claimId: await claimOf('claimMoved') } }),
    refuseMoved: async () => ({ params: { claimId: await claimOf('refuseMoved') } }),
    // Of HQ's own: there is none yet.
    saveAddress: async ({ body, ...sample }) => ({
      ...sample,
      body: { ...(body as object), revision: 0 },
    }),
    bindPhone: async () => ({ body: { code: fixture.local.wechat.control.phoneCode('13812340001') } }),
  };

  async function sampleOf(id: EndpointId): Promise<Sample> {
    const sample = given.samples[id];
    return prepared[id]?.(sample) ?? sample;
  }

  /** Who does it, where whoever runs headquarters cannot: nobody with a role is forgotten. */
  async function callerOf(id: EndpointId): Promise<{ token: string; memberId: string } | null> {
    const claimant = claimants.get(id);
    if (claimant) return claimant;
    if (id !== 'requestDeletion' && id !== 'cancelDeletion') return null;
    const shopper = await fixture.enrol(`shopper ${id}`);
    if (id === 'cancelDeletion') await fixture.invoke('requestDeletion', {}, { token: shopper.token });
    return shopper;
  }

  return { hq, sampleOf, callerOf };
}
