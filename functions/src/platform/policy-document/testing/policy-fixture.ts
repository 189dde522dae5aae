import { createDueItems } from '../../due-items.ts';
import { createIdempotency } from '../../idempotency.ts';
import { createIds } from '../../ids.ts';
import { createOutbox } from '../../outbox.ts';
import { createSnapshotStore } from '../../snapshot-store.ts';
import { doDue, eventsOf } from '../../testing/deliver.ts';
import { openTable, type TestTable } from '../../testing/table.ts';
import { createPolicyDocuments } from '../documents.ts';

/** Policies of one process: several of them on one table are several processes. */
export function policyProcess({ engine, name, table, clock }: TestTable) {
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

  return {
    policies,
    doWhatIsDue: () => doDue(dueItems, policies.dueHandlers, clock.nowMs()),
    tellEvents: eventsOf({ engine, name }, policies.eventHandlers),
  };
}

export async function openPolicies() {
  const bench = await openTable();
  return { ...bench, ...policyProcess(bench), another: () => policyProcess(bench) };
}
