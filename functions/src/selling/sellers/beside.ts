import type { SellerStanding } from '@jindian/shared/contract/selling/sellers';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $append, $get, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import type { Beside, GrantBecomes } from '../../people/members/roles.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { createSellerItems, listKeyOf, noPlace, rowKeyOf, sellersAt, sellersOf } from './items.ts';
import { sellingBy } from './rules.ts';

const becomesStanding: Readonly<Record<GrantBecomes, SellerStanding>> = {
  active: 'active',
  suspended: 'suspended',
  gone: 'left',
};

/**
 * Whatever gives, suspends or takes away a role by which somebody sells changes them as a seller in the same transaction.
 * Without a condition: what may become of the role is decided by its own write.
 */
export function createBeside(deps: { table: JindianTable; clock: Clock; outbox: Outbox }): Beside {
  const items = createSellerItems(deps.table);
  return (memberId, grant, becomes) => {
    const sells = sellingBy(grant);
    if (!sells) return [];
    const atMs = deps.clock.nowMs();
    const key = rowKeyOf(memberId, sells);
    const standing = becomesStanding[becomes];
    const row = items.rows.build(UpdateTransaction).item({
      ...key,
      standing,
      standingAtMs: atMs,
      ...(becomes === 'active' ? { sinceMs: $get('sinceMs', atMs) } : {}),
      history: $append([{ standing, atMs }]),
      gsi1pk: sellersOf(key.kind),
      gsi1sk: listKeyOf(key),
      gsi3pk: $remove(),
      gsi3sk: $remove(),
      declinedBecause: $remove(),
      ...(key.place === noPlace ? {} : { gsi2pk: sellersAt(key.place), gsi2sk: `${key.kind}#${memberId}` }),
    });
    const left = { sellerId: memberId, kind: sells.kind, locationId: sells.locationId, atMs };
    return [
      write('seller', row),
      ...(becomes === 'gone' ? [deps.outbox.announce({ type: 'seller.left', data: left })] : []),
    ];
  };
}
