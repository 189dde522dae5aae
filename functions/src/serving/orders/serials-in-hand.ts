import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import {
  maxSerialsAtOnce,
  maxSerialsOfPart,
  type PieceSerial,
} from '@jindian/shared/contract/serving/serials';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { createChanges } from './changes.ts';
import type { OrderContext } from './context.ts';
import type { Found } from './fulfil.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { createGivenSerials, type Holder } from './given-serials.ts';
import { isPractice } from './practice.ts';
import { isBack, serialsWanted } from './serials.ts';
import type { OrderRecord } from './store.ts';
import type { OrderViews } from './views.ts';

/** Goods are in the branch's hands, and not in the shopper's yet. */
const inHand: readonly FulfilmentRecord['state'][] = ['to_pack', 'ready'];

/** Which pieces, by their makers' numbers, a branch gives out. */
export function createSerialsInHand(context: OrderContext, { workItem }: Pick<OrderViews, 'workItem'>) {
  const { clock, store, table } = context;
  const changes = createChanges(store);
  const given = createGivenSerials(table);

  async function again({ record, fulfilment }: Found): Promise<Found> {
    const now = await store.read(record.head.orderId);
    const same = now?.fulfilments.find(({ fulfilmentId }) => fulfilmentId === fulfilment.fulfilmentId);
    return now && same ? { record: now, fulfilment: same } : { record, fulfilment };
  }

  /** Whether the piece is still with whom it was told for: not called off, not brought back, not refunded. */
  async function isOut(skuId: string, serial: string, { orderId, fulfilmentId }: Holder): Promise<boolean> {
    const record = await store.read(orderId);
    const part = record?.fulfilments.find((one) => one.fulfilmentId === fulfilmentId);
    if (!record || !part || part.state === 'cancelled') return false;
    if (!(part.serials ?? []).some((one) => one.skuId === skuId && one.serial === serial)) return false;
    return part.state !== 'fulfilled' || !isBack(record, skuId);
  }

  /** All of them in place of those that were told before. Repeatable by its command. */
  async function take(
    first: Found,
    serials: readonly PieceSerial[],
    command: CommandClaim,
  ): Promise<Result<WorkItem>> {
    let found = first;
    const done = await runCommand<
      null,
      'transition_refused' | 'practice_stays' | 'serials_unfit' | 'serial_given'
    >(context, {
      command,
      replay: () => ok(null),
      async attempt(tries) {
        if (tries > 1) found = await again(found);
        const { record, fulfilment } = found;
        const { orderId, fulfilmentId, state } = fulfilment;
        if (!inHand.includes(state)) return fail('transition_refused', { state });
        if (isPractice(orderId)) return fail('practice_stays');
        const wanted = serialsWanted(record.detail, { lines: fulfilment.lines, serials: [...serials] });
        const isMore = wanted.some((one) => one.serials.length > one.quantity);
        const named = new Set(serials.map(({ skuId, serial }) => `${skuId} ${serial}`));
        const known = wanted.reduce((sum, one) => sum + one.serials.length, 0);
        if (isMore || named.size !== serials.length || known !== serials.length || known > maxSerialsOfPart)
          return fail('serials_unfit');
        const before = fulfilment.serials ?? [];
        const isIn = (list: readonly PieceSerial[], one: PieceSerial) =>
          list.some(({ skuId, serial }) => skuId === one.skuId && serial === one.serial);
        const added = serials.filter((one) => !isIn(before, one));
        const dropped = before.filter((one) => !isIn(serials, one));
        if (added.length + dropped.length === 0) return ok(null);
        if (added.length + dropped.length > maxSerialsAtOnce) return fail('serials_unfit');
        const holder = { orderId, fulfilmentId, takenAtMs: clock.nowMs() };
        const holders = await given.holdersOf([...added, ...dropped]);
        const writes = [];
        for (const [index, { skuId, serial }] of added.entries()) {
          const held = holders[index] ?? null;
          if (held && held.fulfilmentId !== fulfilmentId && (await isOut(skuId, serial, held)))
            return fail('serial_given', { serial });
          writes.push(given.takeWrite(skuId, serial, holder, held));
        }
        for (const [index, { skuId, serial }] of dropped.entries()) {
          const held = holders[added.length + index];
          if (held?.fulfilmentId === fulfilmentId) writes.push(given.releaseWrite(skuId, serial, held));
        }
        return {
          writes: [...writes, changes.serials(fulfilment, [...serials])],
          value: null,
          refused: { fulfilment: 'again', serial: 'again' },
        };
      },
    });
    if (!done.ok) return done;
    found = await again(found);
    return ok(await workItem(found.record, found.fulfilment));
  }

  /** Pieces of an order that are here again: they may be given out anew. Whoever holds one since then keeps it. */
  async function broughtBackWrites(record: OrderRecord, pieces: readonly PieceSerial[]): Promise<Write[]> {
    const holders = await given.holdersOf(pieces);
    return pieces.flatMap(({ skuId, serial }, index) => {
      const held = holders[index];
      return held?.orderId === record.head.orderId ? [given.releaseWrite(skuId, serial, held)] : [];
    });
  }

  return { take, broughtBackWrites, ordersOf: given.ordersOf };
}
