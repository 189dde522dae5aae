import type { LocalizedText } from '@jindian/shared/contract/common';
import type { OrderRequest, PlacedOrder, Quote } from '@jindian/shared/contract/order';
import { brandDay } from '@jindian/shared/time';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { freezeAttribution } from '../commission/rules.ts';
import { sumBySku } from '../inventory/rules.ts';
import type { CommandClaim } from '../platform/idempotency.ts';
import { orderNumber } from '../platform/ids.ts';
import { fail, ok, type Result } from '../platform/result.ts';
import { transact, type Write, write } from '../platform/transact.ts';
import type { Sourced } from '../sourcing/service.ts';
import type { OrderContext } from './context.ts';
import { fulfilmentMachine, orderMachine, tenderMachine } from './machines.ts';
import { type PricedOrder, priceOrder } from './pricing.ts';
import type { OrderDetail, OrderHead, OrderRecord } from './store.ts';
import { dueKinds, payWithinMs } from './timing.ts';
import { orderView } from './views.ts';

/** Places whose stock went away between looking and reserving, before an order is given up. */
const maxPlacesTried = 5;

export function createPlacement(context: OrderContext) {
  const { table, clock, ids, store, catalog, rates, sourcing, network, inventory, payments, shoppers } =
    context;

  /** Price and place, as of now. */
  async function prepare(request: OrderRequest, triedIds: ReadonlySet<string>) {
    const storefront = await network.location(request.locationId);
    if (storefront?.kind !== 'branch') return fail('not_found');
    if (storefront.status === 'suspended') return fail('branch_unavailable');
    const priced = priceOrder(await catalog.current(), request);
    if (!priced.ok) return priced;
    const sourced = await sourcing.choose({
      method: request.method,
      storefrontId: request.locationId,
      point: request.method === 'delivery' ? (request.address ?? null) : null,
      lines: request.lines,
      triedIds,
    });
    return sourced.ok ? ok({ storefront, priced: priced.value, sourced: sourced.value }) : sourced;
  }

  async function quote(request: OrderRequest): Promise<Result<Quote>> {
    const prepared = await prepare(request, new Set());
    if (!prepared.ok) return prepared;
    const { priced, sourced } = prepared.value;
    if (request.method === 'pickup') {
      const wanted = sumBySku(priced.lines);
      const stock = await inventory.picture(
        [sourced.place],
        wanted.map(({ skuId }) => skuId),
      );
      const short = wanted.find(
        ({ skuId, quantity }) => stock.availableAt(sourced.place.id, skuId) < quantity,
      );
      if (short) return outOfStock(priced, short.skuId);
    }
    return ok({
      goodsFen: priced.goodsFen,
      deliveryFeeFen: priced.deliveryFeeFen,
      totalFen: priced.totalFen,
      serving: {
        locationId: sourced.place.id,
        name: sourced.place.name,
        distanceMeters: sourced.distanceMeters,
      },
    });
  }

  /**
   * Places an order: order, reservation, tender, hold timer and idempotency record are one transaction, so that no
   * payment is ever asked for goods that are not held. Then the payment is asked for; should that fail, the order
   * stands and payment can be asked for again.
   */
  async function place(
    memberId: string,
    request: OrderRequest,
    command: CommandClaim,
  ): Promise<Result<PlacedOrder>> {
    const triedIds = new Set<string>();
    const [payer, binding] = await Promise.all([shoppers.payer(memberId), shoppers.binding(memberId)]);
    for (let attempt = 1; ; attempt += 1) {
      const prepared = await prepare(request, triedIds);
      if (!prepared.ok) {
        // A repeat of a placed order is answered even when the stock it took was the last.
        return (await answerRepeat(command)) ?? prepared;
      }
      const { storefront, priced, sourced } = prepared.value;
      const nowMs = clock.nowMs();
      const currentRates = await rates.current();
      const attribution = freezeAttribution({ binding, lines: priced.lines, rates: currentRates, nowMs });
      const record = draft({
        memberId,
        request,
        priced,
        sourced,
        nowMs,
        nickname: payer.nickname,
        storefrontName: storefront.name,
        attribution,
      });
      const outcome = await transact(table, placementWrites(record, command));
      if (outcome.kind === 'done')
        return ok({ order: orderView(record), payment: await collect(record, payer.openid) });
      if (outcome.kind === 'busy') return fail('busy');
      const repeat = await answerRepeat(command);
      if (repeat) return repeat;
      const short = outcome.failed.find(({ label }) => label.startsWith('level '));
      if (!short)
        throw new Error(`placing was refused by ${outcome.failed.map(({ label }) => label).join(', ')}`);
      const skuId = short.label.slice('level '.length);
      if (request.method === 'pickup' || attempt >= maxPlacesTried) return outOfStock(priced, skuId);
      triedIds.add(sourced.place.id);
    }
  }

  function outOfStock(priced: PricedOrder, skuId: string) {
    const line = priced.lines.find((candidate) => candidate.skuId === skuId);
    return fail('out_of_stock', { sku: line?.title.zh ?? skuId, skuId });
  }

  /** A command that was done before: the same answer again, or a clear error when it asks for something else. */
  async function answerRepeat(command: CommandClaim): Promise<Result<PlacedOrder> | null> {
    const before = await context.idempotency.find(command);
    if (!before) return null;
    if (before.kind === 'other_input') return fail('idempotency_key_reused');
    const record = await store.read(String(before.result.orderId));
    if (!record) throw new Error(`the order of command ${command.key} is gone`);
    const payment =
      record.head.state === 'awaiting_payment' ? await askPayment(record, record.head.memberId) : null;
    return ok({ order: orderView(record), payment });
  }

  async function askPayment(record: OrderRecord, memberId: string) {
    return collect(record, await shoppers.openid(memberId));
  }

  async function collect(record: OrderRecord, payerOpenid: string) {
    const asked = await payments.collect({
      tenderId: record.head.tenderId,
      amountFen: record.head.totalFen,
      payerOpenid,
      description: record.detail.lines
        .map(({ title }) => title.zh)
        .join('、')
        .slice(0, 120),
      expiresAtMs: record.head.payByMs,
    });
    if (!asked.ok)
      context.logger.warn({ orderId: record.head.orderId, code: asked.code }, 'payment not asked for');
    return asked.ok ? asked.value : null;
  }

  function draft(from: {
    memberId: string;
    request: OrderRequest;
    priced: PricedOrder;
    sourced: Sourced;
    nowMs: number;
    nickname: string;
    storefrontName: LocalizedText;
    attribution: OrderDetail['attribution'];
  }): OrderRecord {
    const { memberId, request, priced, sourced, nowMs } = from;
    const orderId = ids.next();
    const fulfilmentId = ids.next();
    const tenderId = `${orderId}T1`;
    const { place } = sourced;
    const started = (state: string) => [{ atMs: nowMs, state, by: 'shopper' }];
    const head: OrderHead = {
      orderId,
      number: orderNumber(orderId, brandDay(nowMs)),
      memberId,
      state: orderMachine.initial,
      method: request.method,
      storefrontId: request.locationId,
      servingLocationId: place.id,
      fulfilmentId,
      tenderId,
      totalFen: priced.totalFen,
      createdAtMs: nowMs,
      payByMs: nowMs + payWithinMs,
      history: started(orderMachine.initial),
    };
    const detail: OrderDetail = {
      lines: priced.lines,
      goodsFen: priced.goodsFen,
      deliveryFeeFen: priced.deliveryFeeFen,
      storefrontName: place.id === request.locationId ? undefined : from.storefrontName,
      place: {
        locationId: place.id,
        ownerId: place.ownerId,
        name: place.name,
        address: place.address,
        latGcj02: place.latGcj02,
        lngGcj02: place.lngGcj02,
      },
      shopperName: from.nickname,
      address: request.method === 'delivery' ? (request.address ?? null) : null,
      note: request.note || null,
      attribution: from.attribution,
      gridId: sourced.gridId,
      trail: sourced.trail,
    };
    return {
      head,
      detail,
      fulfilments: [
        {
          orderId,
          fulfilmentId,
          locationId: place.id,
          state: fulfilmentMachine.initial,
          history: started(fulfilmentMachine.initial),
        },
      ],
      tenders: [{ orderId, tenderId, state: tenderMachine.initial, amountFen: priced.totalFen }],
    };
  }

  function placementWrites(record: OrderRecord, command: CommandClaim): Write[] {
    const { head, detail, fulfilments, tenders } = record;
    return [
      write(
        'order',
        store.heads
          .build(PutTransaction)
          .item({ ...head, ...store.headKeys(head) })
          .options({ condition: { attr: 'orderId', exists: false } }),
      ),
      write('detail', store.details.build(PutTransaction).item({ orderId: head.orderId, detail })),
      ...fulfilments.map((fulfilment) =>
        write('fulfilment', store.fulfilments.build(PutTransaction).item(fulfilment)),
      ),
      ...tenders.map((tender) => write('tender', store.tenders.build(PutTransaction).item(tender))),
      ...inventory.orderWrites(
        'reserve',
        { id: detail.place.locationId, ownerId: detail.place.ownerId },
        head.orderId,
        detail.lines,
      ),
      context.dueItems.plan(dueKinds.unpaid, head.orderId, head.payByMs),
      context.idempotency.claim(command, { orderId: head.orderId }),
    ];
  }

  return { quote, place, askPayment };
}
