import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from './entity.ts';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';

export type LimitKind = 'courier_tasks' | 'account_monitors';

/** So many, and so much in a second measure where there is one: orders and the pieces in them. */
export type Amount = { count: number; weight?: number };

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
    schema: item({ kind: string().key(), subject: string().key(), count: number(), weight: number() }),
    computeKey: ({ kind, subject }: { kind: string; subject: string }) => ({
      pk: `LIMIT#${kind}#${subject}`,
      sk: 'COUNT',
    }),
  });

  /** Where nobody has counted yet there is nothing to compare with, only what is asked for now. */
  function room<A extends 'count' | 'weight'>(attr: A, taken: number, limit: number | undefined) {
    if (limit === undefined) return [];
    const left = { attr, lte: limit - taken } as const;
    return [taken <= limit ? { or: [{ attr, exists: false } as const, left] } : left];
  }

  return {
    /** Refused, as `limitLabel(kind)`, where it would be more than `limit` in either measure. */
    take(kind: LimitKind, subject: string, taken: Amount, limit: Amount): Write {
      const { count, weight = 0 } = taken;
      const update = entity
        .build(UpdateTransaction)
        .item({ kind, subject, count: $add(count), weight: $add(weight) });
      const condition = {
        and: [...room('count', count, limit.count), ...room('weight', weight, limit.weight)],
      };
      return write(limitLabel(kind), update.options({ condition }));
    },
    giveBack(kind: LimitKind, subject: string, { count, weight = 0 }: Amount): Write {
      const update = entity
        .build(UpdateTransaction)
        .item({ kind, subject, count: $add(-count), weight: $add(-weight) });
      return write(`${limitLabel(kind)} given back`, update);
    },
    async used(kind: LimitKind, subject: string): Promise<{ count: number; weight: number }> {
      const { Item } = await entity
        .build(GetItemCommand)
        .key({ kind, subject })
        .options({ consistent: true })
        .send();
      return { count: Item?.count ?? 0, weight: Item?.weight ?? 0 };
    },
  };
}
export type LimitCounters = ReturnType<typeof createLimitCounters>;
