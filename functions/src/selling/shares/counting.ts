import type { BroughtByShare } from '@jindian/shared/contract/selling/shares';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { readBatch } from '../../platform/batch-read.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { openShards, type ShareItems } from './items.ts';

const nothing: BroughtByShare = { opens: 0, visitors: 0, orders: 0, salesFen: 0, commissionFen: 0 };

type Money = { salesFen: number; commissionFen: number };
/** What is told of an order that a share brought. */
export type Heard =
  | ({ kind: 'paid' } & Money)
  | ({ kind: 'refund'; refundId: string } & Money)
  | { kind: 'over' };
type OrderState = {
  paid?: Money | undefined;
  refunds: ({ refundId: string } & Money)[];
  isOver: boolean;
  revision: number;
};

/** The same state where it was heard before. */
export function hearing(state: OrderState, heard: Heard): OrderState {
  if (heard.kind === 'over') return state.isOver ? state : { ...state, isOver: true };
  const { salesFen, commissionFen } = heard;
  if (heard.kind === 'paid') return state.paid ? state : { ...state, paid: { salesFen, commissionFen } };
  const { refundId } = heard;
  return state.refunds.some((refund) => refund.refundId === refundId)
    ? state
    : { ...state, refunds: [...state.refunds, { refundId, salesFen, commissionFen }] };
}

/** What is left of it; nothing yet where a refund is heard of before its payment. */
export function netOf({ paid, refunds, isOver }: OrderState): Money & { orders: number } {
  if (!paid) return { orders: 0, salesFen: 0, commissionFen: 0 };
  if (isOver) return { orders: 1, salesFen: 0, commissionFen: 0 };
  const sum = (of: keyof Money) => refunds.reduce((total, refund) => total - refund[of], paid[of]);
  return { orders: 1, salesFen: sum('salesFen'), commissionFen: sum('commissionFen') };
}

/** What shares brought, in parts by member or order: a crowd that opens one share writes into all of them. */
export function createShareCounting({ table, items }: { table: JindianTable; items: ShareItems }) {
  function countWrite(shareId: string, shard: number, more: Partial<BroughtByShare>): Write {
    const { opens, visitors, orders, salesFen, commissionFen } = { ...nothing, ...more };
    return write(
      'share count',
      items.counts.build(UpdateTransaction).item({
        shareId,
        shard,
        opens: $add(opens),
        visitors: $add(visitors),
        orders: $add(orders),
        salesFen: $add(salesFen),
        commissionFen: $add(commissionFen),
      }),
    );
  }

  /** Refused under the label `share visitor`: two opens of one member at once. Read it again. */
  async function openWrites(shareId: string, memberId: string, atMs: number): Promise<Write[]> {
    const { Item: known } = await items.visitors
      .build(GetItemCommand)
      .key({ shareId, memberId })
      .options({ consistent: true })
      .send();
    const visitor = items.visitors
      .build(PutTransaction)
      .item({ shareId, memberId, sinceMs: atMs })
      .options({ condition: { attr: 'memberId', exists: false } });
    return [
      ...(known ? [] : [write('share visitor', visitor)]),
      countWrite(shareId, shardOf(memberId, openShards), { opens: 1, visitors: known ? 0 : 1 }),
    ];
  }

  /** Refused under the label `share order`: two events of one order at once. Read it again. */
  async function orderWrites(shareId: string, orderId: string, heard: Heard): Promise<Write[]> {
    const { Item } = await items.orders
      .build(GetItemCommand)
      .key({ shareId, orderId })
      .options({ consistent: true })
      .send();
    const before = Item ?? { refunds: [], isOver: false, revision: 0 };
    const after = hearing(before, heard);
    if (after === before) return [];
    const [was, is] = [netOf(before), netOf(after)];
    const put = items.orders
      .build(PutTransaction)
      .item({ ...after, shareId, orderId, revision: before.revision + 1 })
      .options({
        condition: Item ? { attr: 'revision', eq: before.revision } : { attr: 'revision', exists: false },
      });
    return [
      write('share order', put),
      countWrite(shareId, shardOf(orderId, openShards), {
        orders: is.orders - was.orders,
        salesFen: is.salesFen - was.salesFen,
        commissionFen: is.commissionFen - was.commissionFen,
      }),
    ];
  }

  /** Of several shares, in their order. */
  async function broughtBy(shareIds: readonly string[]): Promise<BroughtByShare[]> {
    const requests = shareIds.flatMap((shareId) =>
      Array.from({ length: openShards }, (_, shard) =>
        items.counts.build(BatchGetRequest).key({ shareId, shard }),
      ),
    );
    const parts = await readBatch(table, requests);
    return shareIds.map((_, place) =>
      parts.slice(place * openShards, (place + 1) * openShards).reduce<BroughtByShare>(
        (sum, part) =>
          part
            ? {
                opens: sum.opens + part.opens,
                visitors: sum.visitors + part.visitors,
                orders: sum.orders + part.orders,
                salesFen: sum.salesFen + part.salesFen,
                commissionFen: sum.commissionFen + part.commissionFen,
              }
            : sum,
        nothing,
      ),
    );
  }

  return { openWrites, orderWrites, broughtBy };
}
