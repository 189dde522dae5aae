import { dayMs, hourMs } from '@jindian/shared/time';
import { createDueItems, dueShards } from '../../due-items.ts';
import { createIdempotency } from '../../idempotency.ts';
import { createIds } from '../../ids.ts';
import { createOutbox, dispatch, type EventBatch } from '../../outbox.ts';
import { createSnapshotStore } from '../../snapshot-store.ts';
import { openTable, type TestTable } from '../../testing/table.ts';
import { createPolicyDocuments } from '../documents.ts';

/** Policies of one process: several of them on one table are several processes. */
export function policyProcess({ table, clock }: Pick<TestTable, 'table' | 'clock'>) {
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const dueItems = createDueItems({ table });
  const policies = createPolicyDocuments({
    table,
    clock,
    outbox,
    dueItems,
    idempotency: createIdempotency({ table, clock }),
    snapshots: createSnapshotStore({ table }),
    nameOf: async (memberId) => `name of ${memberId}`,
  });

  /** What the timers function does with what is due. */
  async function doWhatIsDue(): Promise<void> {
    const nowMs = clock.nowMs();
    for (const day of dueItems.daysBetween(nowMs - dayMs, nowMs)) {
      for (let shard = 0; shard < dueShards; shard += 1) {
        for (const due of await dueItems.dueOf(day, shard, nowMs, 100)) {
          for (const handler of policies.dueHandlers)
            if (handler.kind === due.kind) await handler.handle(due);
          await dueItems.done(due);
        }
      }
    }
  }

  /** What the events function does with what was announced. */
  async function tellEvents(): Promise<void> {
    const batches: EventBatch[] = [];
    for (let hours = 0; hours <= 1; hours += 1) {
      batches.push(...(await outbox.leftOver(clock.nowMs() - hours * hourMs, Number.POSITIVE_INFINITY)));
    }
    for (const batch of batches) {
      await dispatch(batch, policies.eventHandlers);
      await outbox.settle(batch);
    }
  }

  return { policies, doWhatIsDue, tellEvents };
}

export async function openPolicies() {
  const bench = await openTable();
  return { ...bench, ...policyProcess(bench), another: () => policyProcess(bench) };
}
