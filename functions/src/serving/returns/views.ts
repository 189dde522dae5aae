import type { LocalizedText } from '@jindian/shared/contract/common';
import type {
  CounterOrder,
  DeskReturn,
  ExchangeView,
  OrderReturns,
  ReturnableLine,
  ReturnView,
} from '@jindian/shared/contract/serving/returns';
import { refundState } from '../../money/payments/documents.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { OrderRecord } from '../orders/store.ts';
import type { ReturnContext } from './context.ts';
import type { ExchangeRecord, ReturnRecord, ReturnsOfOrder } from './records.ts';
import { returnMachine } from './return-machine.ts';
import type { LineNow } from './rules.ts';

/** What the one who reads may do with it. */
export type Powers = { decide: boolean; lose: boolean };

/** Returns as people see them; of the shopper nothing but what they wrote themselves. */
export function createReturnViews({ network, catalog }: Pick<ReturnContext, 'network' | 'catalog'>) {
  async function placeName(locationId: string): Promise<{ locationId: string; name: LocalizedText }> {
    const place = await network.location(locationId);
    return { locationId, name: place?.name ?? { zh: locationId, en: locationId } };
  }

  async function shopper(record: OrderRecord, made: ReturnRecord): Promise<ReturnView> {
    const { detail } = record;
    const refund = record.refunds.find(({ refundId }) => refundId === made.refundId);
    const came = made.received?.lines ?? null;
    return {
      id: made.returnId,
      orderId: made.orderId,
      orderNumber: made.orderNumber,
      state: made.state,
      way: made.way,
      reason: made.reason,
      note: made.note,
      imagePaths: made.imagePaths ?? [],
      lines: made.lines.flatMap(({ lineId, quantity }) => {
        const line = detail.lines.find(({ id }) => id === lineId);
        if (!line) return [];
        const { skuId, title, skuName, imagePath } = line;
        const receivedQuantity = came
          ? came
              .filter((one) => one.lineId === lineId && one.disposition !== 'other_goods')
              .reduce((sum, one) => sum + one.quantity, 0)
          : null;
        return [{ lineId, skuId, title, skuName, imagePath, quantity, receivedQuantity }];
      }),
      amountFen: made.amountFen,
      feeFen: made.feeFen,
      freightBearer: made.freightBearer,
      declined: made.declined ?? null,
      parcel: made.parcel ?? null,
      broughtByMs: made.state === 'approved' ? (made.broughtByMs ?? null) : null,
      refundByMs: made.refundByMs ?? null,
      refundState: refund ? refundState(refund) : null,
      receivedAt: made.received ? await placeName(made.received.locationId) : null,
      history: made.history.map(({ atMs, state }) => ({ atMs, state })),
      can: {
        cancel: nextState(returnMachine, made.state, 'cancel') !== null,
        send: made.way === 'parcel' && nextState(returnMachine, made.state, 'send') !== null,
      },
    };
  }

  async function exchange({ detail }: OrderRecord, made: ExchangeRecord): Promise<ExchangeView> {
    const { sku } = await catalog.current();
    return {
      id: made.exchangeId,
      orderId: made.orderId,
      orderNumber: made.orderNumber,
      state: made.state,
      lines: made.lines.flatMap(({ lineId, quantity, forSkuId }) => {
        const line = detail.lines.find(({ id }) => id === lineId);
        const forName = sku(forSkuId)?.sku.name ?? { zh: forSkuId, en: forSkuId };
        return line
          ? [{ lineId, quantity, title: line.title, fromName: line.skuName, forSkuId, forName }]
          : [];
      }),
      differenceFen: made.differenceFen,
      atMs: made.history.at(-1)?.atMs ?? 0,
    };
  }

  async function desk(record: OrderRecord, made: ReturnRecord, powers: Powers): Promise<DeskReturn> {
    return {
      ...(await shopper(record, made)),
      desk: await placeName(made.deskLocationId),
      suspicions: made.suspicions,
      may: {
        decide: powers.decide && made.state === 'asked',
        lose: powers.lose && nextState(returnMachine, made.state, 'lose') !== null,
      },
    };
  }

  function line({ line: of, quantity, untilMs, because, why }: LineNow): ReturnableLine {
    const { id, skuId, title, skuName, imagePath, hasSerials } = of;
    return {
      lineId: id,
      skuId,
      title,
      skuName,
      imagePath,
      quantity,
      untilMs,
      because,
      why,
      hasSerials: hasSerials === true,
    };
  }

  async function ofOrder(
    record: OrderRecord,
    lines: readonly LineNow[],
    returns: Pick<ReturnsOfOrder, 'items' | 'exchanges'>,
  ): Promise<OrderReturns> {
    return {
      lines: lines.map(line),
      items: await Promise.all([...returns.items].reverse().map((made) => shopper(record, made))),
      exchanges: await Promise.all([...returns.exchanges].reverse().map((made) => exchange(record, made))),
    };
  }

  async function counter(
    record: OrderRecord,
    lines: readonly LineNow[],
    returns: Pick<ReturnsOfOrder, 'items' | 'exchanges'>,
    others: CounterOrder['others'],
  ): Promise<CounterOrder> {
    const { head } = record;
    const { items, ...rest } = await ofOrder(record, lines, returns);
    return {
      ...rest,
      // What shoppers write is for who decides.
      items: items.map((item) => ({ ...item, note: '', imagePaths: [] })),
      orderId: head.orderId,
      orderNumber: head.number,
      placedAtMs: head.createdAtMs,
      placedAt: (await placeName(head.storefrontId)).name,
      others,
    };
  }

  return { shopper, exchange, desk, ofOrder, counter };
}
export type ReturnViews = ReturnType<typeof createReturnViews>;
