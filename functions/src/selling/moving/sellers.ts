import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { readBatch } from '../../platform/batch-read.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import { write } from '../../platform/transact.ts';
import type { MovingDeps } from './deps.ts';
import type { Holdings } from './holdings.ts';
import { type MovingItems, waitingForSeller } from './items.ts';

const boundAtOnce = 100;

/** Sellers of the system before, once they are somebody here. */
export function createMovedSellers(deps: MovingDeps & { items: MovingItems; holdings: Holdings }) {
  const { table, items, members, attribution } = deps;
  const { listed, recordOf } = deps.holdings;

  /** A seller is there: their customers who came before them are bound now. */
  async function bindWaiting(memberNumber: string): Promise<void> {
    const seller = await recordOf(memberNumber);
    const sellerId = seller?.claimedBy;
    if (!seller || !sellerId) return;
    for (let after: string | undefined; ; ) {
      const found = await listed(indexNames.byOwner, waitingForSeller(memberNumber), boundAtOnce, after);
      for (const { pk, gsi1sk } of found) {
        const memberId = String(pk).slice('MEMBER#'.length);
        const key = { memberId, memberNumber: String(gsi1sk) };
        const done = await runCommand<null, never>(deps, {
          command: null,
          async attempt() {
            const [kept] = await readBatch(table, [items.cards.build(BatchGetRequest).key(key)], {
              consistent: true,
            });
            // What an index still lists after it was bound is not bound again.
            if (kept?.boundTo !== memberNumber) return ok(null);
            return {
              writes: [
                write(
                  'card',
                  items.cards
                    .build(UpdateTransaction)
                    .item({ ...key, boundTo: $remove(), gsi1pk: $remove(), gsi1sk: $remove() })
                    .options({ condition: { attr: 'boundTo', eq: memberNumber } }),
                ),
                ...(await attribution.movedBindingWrites(memberId, {
                  sellerId,
                  locationId: seller.sellerAt ?? null,
                })),
              ],
              value: null,
              refused: { '*': 'again' },
            };
          },
        });
        unlessBusy(done, 'binding');
      }
      after = String(found.at(-1)?.gsi1sk);
      if (found.length < boundAtOnce) return;
    }
  }

  /** Who an old code of a seller leads to: whoever claimed that number. */
  async function sellerBehind(memberNumber: string) {
    const record = await recordOf(memberNumber);
    if (!record?.claimedBy || !record.sellerAt) return null;
    const known = await members.read(record.claimedBy);
    if (!known || known.profile.isDeleted) return null;
    return {
      sellerId: record.claimedBy,
      sellerName: known.profile.displayName,
      locationId: record.sellerAt,
    };
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'moving: customers of a seller',
      queue: 'heavy',
      types: ['moved_seller.claimed'],
      handle: ({ data: { number } }) => bindWaiting(number),
    }),
  ];

  return { sellerBehind, eventHandlers };
}
