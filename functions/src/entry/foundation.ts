import { createAuditLog } from '../platform/audit.ts';
import { createCheckpoints } from '../platform/checkpoints.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { createDueItems, dueShards } from '../platform/due-items.ts';
import { createIdempotency } from '../platform/idempotency.ts';
import { createIds } from '../platform/ids.ts';
import { createLimitCounters } from '../platform/limit-counters.ts';
import type { Logger } from '../platform/logger.ts';
import { createNonces } from '../platform/nonces.ts';
import { createOutbox } from '../platform/outbox.ts';
import { createPolicyDocuments } from '../platform/policy-document/documents.ts';
import { createLegal } from '../platform/policy-document/legal.ts';
import { createSettings, type OpenWork } from '../platform/policy-document/settings.ts';
import { createSnapshotStore } from '../platform/snapshot-store.ts';
import { createStops } from '../platform/stops/service.ts';
import type { JindianTable } from '../platform/table.ts';
import { createThrottle } from '../platform/throttle.ts';

/** What every module stands on, wired once. */
export function createFoundation(deps: {
  config: Config;
  secrets: Secrets;
  table: JindianTable;
  clock: Clock;
  logger: Logger;
  nameOf(memberId: string): Promise<string>;
  /** What of a module is still open: the modules stand above this. */
  openWork: OpenWork;
  /** Throw for what no module declares. */
  assertAnnounced(type: string): void;
  assertPlanned(kind: string): void;
}) {
  const { config, secrets, table, clock, logger, nameOf, assertAnnounced, assertPlanned } = deps;
  const isLocal = config.stage === 'local';
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids, assertAnnounced, checked: isLocal });
  const shardCount = isLocal ? dueShards.local : dueShards.deployed;
  const dueItems = createDueItems({ table, shardCount, assertPlanned });
  const idempotency = createIdempotency({ table, clock });
  const snapshots = createSnapshotStore({ table, logger });
  const policies = createPolicyDocuments({ table, clock, outbox, dueItems, idempotency, snapshots, nameOf });
  const settings = createSettings(policies, deps.openWork);
  return {
    ids,
    outbox,
    dueItems,
    idempotency,
    audit: createAuditLog({ table, clock, ids }),
    limits: createLimitCounters({ table }),
    nonces: createNonces({ table, clock }),
    checkpoints: createCheckpoints({ table }),
    snapshots,
    stops: createStops({ table, clock, ids, idempotency }),
    throttle: createThrottle({ table, clock, secret: () => secrets.codeSecret }),
    policies,
    settings,
    legal: createLegal(policies, settings),
  };
}
export type Foundation = ReturnType<typeof createFoundation>;
