import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';

export type LimitKind = 'courier_tasks' | 'unpaid_orders' | 'unpaid_pieces';

/** The name by which a refused `take` is known in the transaction. */
export function limitLabel(kind: LimitKind): string {
  return `limit ${kind}`;
}

/**
 * How many of a kind somebody has at once. What is counted first and written then is passed by whoever comes at the
 * same time; here the limit is a condition of the very transaction that uses it up, and what is given back is given
 * back in the transaction that ends it.
 */
export function createLimitCounters(deps: { table: JindianTable }) {
  const entity = new Entity({
    name: 'LimitCounter',
    table: deps.table,
    timestamps: false,
    schema: item({ kind: string().key(), subject: string().key(), used: number() }),
    computeKey: ({ kind, subject }: { kind: string; subject: string }) => ({
      pk: `LIMIT#${kind}#${subject}`,
      sk: 'COUNT',
    }),
  });

  return {
    /** Refused, as `limitLabel(kind)`, where it would be more than `limit`. */
    take(kind: LimitKind, subject: string, limit: number, count = 1): Write {
      const update = entity.build(UpdateTransaction).item({ kind, subject, used: $add(count) });
      const room = { attr: 'used', lte: limit - count } as const;
      return write(
        limitLabel(kind),
        // Where nobody has counted yet there is nothing to compare with, only what is asked for now.
        update.options({
          condition: count <= limit ? { or: [{ attr: 'used', exists: false }, room] } : room,
        }),
      );
    },
    giveBack(kind: LimitKind, subject: string, count = 1): Write {
      const update = entity.build(UpdateTransaction).item({ kind, subject, used: $add(-count) });
      return write(`${limitLabel(kind)} given back`, update);
    },
    async used(kind: LimitKind, subject: string): Promise<number> {
      const { Item } = await entity
        .build(GetItemCommand)
        .key({ kind, subject })
        .options({ consistent: true })
        .send();
      return Item?.used ?? 0;
    },
  };
}
export type LimitCounters = ReturnType<typeof createLimitCounters>;
