/** Whether this version's code reads the items that were kept of the released one. */
import { EntityFormatter } from 'dynamodb-toolbox/entity/actions/format';
import { kindsOn } from '../../functions/src/platform/entity.ts';
import { byKind, readForward } from '../../functions/src/platform/migrations/define.ts';
import { toOrderItem } from '../../functions/src/serving/orders/order-item.ts';
import type { StoredNow } from './compare-items.ts';

type Item = Record<string, unknown>;
type ComputeKey = (item: Item) => { pk: string; sk: string };

/** Kinds that are written as they are, attribute by attribute, with readers of their own. */
const ownReaders: Readonly<Record<string, (item: Item) => unknown>> = { Order: toOrderItem };

export function readingProblems(
  examples: Readonly<Record<string, readonly Item[]>>,
  table: object,
  { migrations, retired }: Pick<StoredNow, 'migrations' | 'retired'>,
): string[] {
  const kinds = kindsOn(table);
  const forward = byKind(migrations);
  return Object.entries(examples).flatMap(([kind, items]) => {
    const entity = kinds.get(kind);
    const own = ownReaders[kind];
    if (retired[kind]) return [];
    if (!entity && !own) return [`${kind}: nobody reads it`];
    const problems = items.flatMap((stored): string[] => {
      const item = readForward(forward, stored) as Item;
      try {
        if (!entity) own?.(item);
        else {
          const read = entity.build(EntityFormatter).format(item) as Item;
          const key = (entity.computeKey as ComputeKey | undefined)?.(read);
          if (key && (key.pk !== item.pk || key.sk !== item.sk))
            return [`${kind}: ${item.pk} ${item.sk} would be looked for at ${key.pk} ${key.sk}`];
        }
        return [];
      } catch (error) {
        return [`${kind}: ${item.pk} ${item.sk} cannot be read: ${(error as Error).message}`];
      }
    });
    return [...new Set(problems)];
  });
}
