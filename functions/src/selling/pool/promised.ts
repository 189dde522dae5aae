import { dayMs } from '@jindian/shared/time';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { weekOf } from './forecast.ts';

/** Orders that are handed over at once write into all of them. */
const shards = 4;
const keptMs = 30 * dayMs;

type Due = { orderId: string; dueAtMs: number };

/** What each order that is handed over will take from the pool, by the week in which its return window is over. */
export function createPromised(table: JindianTable) {
  const entity = new Entity({
    name: 'PromisedPayment',
    table,
    timestamps: false,
    schema: item({
      week: string().key(),
      orderId: string().key(),
      amountFen: number(),
      // Absent: of an order from before this was kept, of which something came back.
      dueAtMs: number().optional(),
      expiresAtS: number().optional(),
    }),
    computeKey: ({ week, orderId }: { week: string; orderId: string }) => ({
      pk: partitionOf(week, shardOf(orderId, shards)),
      sk: orderId,
    }),
  });
  const partitionOf = (week: string, shard: number) => `PROMISED#${week}#${shard}`;

  /** To go with the posting by which the order is handed over. */
  function promisedWrite({ orderId, dueAtMs }: Due, amountFen: number): Write {
    const expiresAtS = Math.ceil((dueAtMs + keptMs) / 1000);
    const put = { week: weekOf(dueAtMs), orderId, amountFen, dueAtMs, expiresAtS };
    return write('promised', entity.build(PutTransaction).item(put));
  }

  /** To go with the posting by which a refund takes some of it back. */
  function lessWrite({ orderId, dueAtMs }: Due, amountFen: number): Write {
    const change = { week: weekOf(dueAtMs), orderId, amountFen: $add(0 - amountFen) };
    return write('promised less', entity.build(UpdateTransaction).item(change));
  }

  /** What becomes due in each of these weeks, from now on. */
  async function dueIn(weeks: readonly string[], nowMs: number): Promise<Map<string, number>> {
    const sums = await Promise.all(
      weeks.map(async (week) => {
        const parts = await Promise.all(
          Array.from({ length: shards }, async (_, shard) => {
            const { Items = [] } = await table
              .build(QueryCommand)
              .query({ partition: partitionOf(week, shard) })
              .entities(entity)
              .options(everyPage)
              .send();
            return Items.reduce(
              (sum, { amountFen, dueAtMs }) =>
                sum + (dueAtMs !== undefined && dueAtMs > nowMs ? amountFen : 0),
              0,
            );
          }),
        );
        return [week, parts.reduce((sum, fen) => sum + fen, 0)] as const;
      }),
    );
    return new Map(sums);
  }

  return { promisedWrite, lessWrite, dueIn };
}
export type Promised = ReturnType<typeof createPromised>;
