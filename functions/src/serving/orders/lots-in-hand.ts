import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { handOverLots, type LotPieces } from '../../goods/inventory/hand-over-lots.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { createChanges } from './changes.ts';
import type { OrderContext } from './context.ts';
import type { Found } from './fulfil.ts';
import { isPractice } from './practice.ts';
import type { OrderViews } from './views.ts';

/** Goods are in the branch's hands, and not in the shopper's yet. */
const inHand = ['to_pack', 'ready'];

/** Which lots a branch gives out, where they are not those that were held for the order. */
export function createLotsInHand(context: OrderContext, { workItem }: Pick<OrderViews, 'workItem'>) {
  const { clock, store, inventory } = context;
  const changes = createChanges(store);

  async function again({ record, fulfilment }: Found): Promise<Found> {
    const now = await store.read(record.head.orderId);
    const same = now?.fulfilments.find(({ fulfilmentId }) => fulfilmentId === fulfilment.fulfilmentId);
    return now && same ? { record: now, fulfilment: same } : { record, fulfilment };
  }

  /** The order holds these lots from now on, as many pieces of each SKU as before. Repeatable by its command. */
  return async function take(
    first: Found,
    lots: readonly LotPieces[],
    command: CommandClaim,
  ): Promise<Result<WorkItem>> {
    let found = first;
    const shown = async () => ok(await workItem(found.record, found.fulfilment));
    const done = await runCommand(context, {
      command,
      replay: () => ok(null),
      async attempt(tries) {
        if (tries > 1) found = await again(found);
        const { fulfilment } = found;
        const { orderId, locationId, allocations, state } = fulfilment;
        if (!inHand.includes(state)) return fail('transition_refused', { state });
        if (isPractice(orderId)) return fail('practice_stays');
        const taken = await handOverLots(
          inventory.store,
          { locationId, orderId, allocations },
          lots,
          clock.nowMs(),
        );
        if (!taken.ok) return taken;
        const moved = inventory.combinedWrites(locationId, taken.value.movements);
        if (moved.length === 0) return ok(null);
        return {
          writes: [...moved, changes.holding(fulfilment, taken.value.allocations)],
          value: null,
          refused: { fulfilment: 'again', 'level *': 'again' },
        };
      },
    });
    if (!done.ok) return done;
    found = await again(found);
    return shown();
  };
}
