import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { JindianTable } from '../../../platform/table.ts';
import type { Write } from '../../../platform/transact.ts';
import { pieceKey, type StockAllocation } from '../rules.ts';
import type { LoseHook } from '../till-sales.ts';

export type BookedOrder = {
  orderId: string;
  locationId: string;
  version: number;
  allocations: StockAllocation[];
};

/** Orders as far as stock is concerned: what each holds, changed on condition of what was read, as real ones are. */
export function createOrderBook(table: JindianTable) {
  const TableName = table.getName();
  const client = table.getDocumentClient();
  const key = (orderId: string) => ({ pk: `TESTORDER#${orderId}`, sk: 'ORDER' });

  async function read(orderId: string): Promise<BookedOrder | null> {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: key(orderId), ConsistentRead: true }),
    );
    return (Item?.order as BookedOrder | undefined) ?? null;
  }

  function save(order: Omit<BookedOrder, 'version'>, before: BookedOrder | null): Write {
    const version = (before?.version ?? 0) + 1;
    return {
      label: 'fulfilment',
      item: {
        Put: {
          TableName,
          Item: { ...key(order.orderId), version, order: { ...order, version } },
          ...(before
            ? {
                ConditionExpression: '#v = :v',
                ExpressionAttributeNames: { '#v': 'version' },
                ExpressionAttributeValues: { ':v': before.version },
              }
            : { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      },
    };
  }

  /** Whoever is named first gives up first. */
  const lose: LoseHook = async (_place, lost, orderIds) => {
    const open = new Map(lost.map((piece) => [pieceKey(piece), piece.quantity]));
    const losers: { orderId: string; allocation: StockAllocation }[] = [];
    const writes: Write[] = [];
    for (const orderId of orderIds) {
      const order = await read(orderId);
      if (!order) continue;
      const given: StockAllocation[] = [];
      const kept = order.allocations.flatMap((allocation) => {
        const wanted = open.get(pieceKey(allocation)) ?? 0;
        const quantity = Math.min(wanted, allocation.quantity);
        if (quantity === 0) return [allocation];
        open.set(pieceKey(allocation), wanted - quantity);
        given.push({ ...allocation, quantity });
        return quantity === allocation.quantity
          ? []
          : [{ ...allocation, quantity: allocation.quantity - quantity }];
      });
      if (given.length === 0) continue;
      losers.push(...given.map((allocation) => ({ orderId, allocation })));
      writes.push(save({ ...order, allocations: kept }, order));
    }
    return { losers, writes };
  };

  return { read, save, lose };
}
export type OrderBook = ReturnType<typeof createOrderBook>;
