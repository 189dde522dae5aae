import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { Ids } from '../../platform/ids.ts';
import { ok } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Bindings } from './bindings.ts';
import { liveBinding, type Touch } from './deciding.ts';
import type { Touches } from './touches.ts';

export type NextSeller = NonNullable<Touch['seller']>;

/** One customer of somebody becomes another's, or nobody's. */
export type Inherits = {
  memberId: string;
  /** Only if they are this seller's when it is written, and count for this branch; null: for any. */
  from: { sellerId: string; locationId: string | null };
  to: NextSeller | null;
  /** What the fact says instead of a code. */
  code: string;
  /** Written with it, so that each is counted once. */
  counted: Write;
};

/**
 * Customers who change hands without meeting anybody: their days and their protection stay as they were, and a fact like
 * that of a touch says why. Done again, or by two at once, it finds nothing to do.
 */
export function createInheriting(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  bindings: Bindings;
  touches: Pick<Touches, 'add'>;
}) {
  const { clock, ids, bindings, touches } = deps;

  return async function inherit({ memberId, from, to, code, counted }: Inherits): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const atMs = clock.nowMs();
        const stored = await bindings.findNow(memberId);
        if (!stored || !liveBinding(stored, atMs) || stored.sellerId !== from.sellerId) return ok(null);
        if (from.locationId !== null && stored.locationId !== from.locationId) return ok(null);
        // Nobody becomes their own customer by it.
        const next = to && to.sellerId !== memberId ? to : null;
        if (next?.sellerId === stored.sellerId && next.locationId === stored.locationId) return ok(null);
        const touchId = ids.next();
        const fact = touches.add({
          memberId,
          touchId,
          code,
          atMs,
          way: 'handover',
          seller: next ? { sellerId: next.sellerId, sellerKind: next.sellerKind } : null,
          sceneId: null,
          shareId: null,
          reason: next ? 'inherited' : 'set_free',
          beforeId: stored.sellerId,
          afterId: next?.sellerId ?? null,
          policyVersion: 0,
        });
        const isAnother = next !== null && next.sellerId !== stored.sellerId;
        return {
          writes: [
            next
              ? bindings.put(memberId, { ...stored, ...next }, stored, { touchId, atMs })
              : bindings.drop(stored),
            fact,
            ...(isAnother ? await bindings.customerWrites(next.sellerId, memberId, atMs) : []),
            counted,
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, 'a customer who changes hands');
  };
}
