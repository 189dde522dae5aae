import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { createMembers } from '../../../people/members/service.ts';
import { duckDb } from '../../../platform/analysis/duckdb.ts';
import { createFolderFiles } from '../../../platform/files/store.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import type { Bought } from '../facts/rows.ts';
import { segmentsModule } from '../module.ts';
import { createSegments } from '../service.ts';

/** Segments over a table of their own; orders, tiers and guides are told by the test. */
export async function startSegmentsFixture() {
  const opened = await openTable();
  const { table, clock, engine } = opened;
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const files = createFolderFiles({ folder: null, nowMs: clock.nowMs });
  const members = createMembers({
    table,
    clock,
    ids,
    settings: fixedSettings('people'),
    joinWrites: async () => [],
  });
  const told = {
    orders: new Map<string, Bought>(),
    tiers: new Map<string, string>(),
    guides: new Map<string, { sellerId: string; expiresAtMs: number }>(),
    /** Who was found to be whom. */
    joined: new Map<string, string>(),
    gone: new Set<string>(),
    off: [] as ModuleName[],
  };
  const segments = createSegments({
    table,
    clock,
    outbox,
    files,
    analysis: duckDb,
    members: {
      ...members,
      async knownNow(memberId) {
        const known = await members.knownNow(memberId);
        return (
          known && {
            ...known,
            joinedInto: told.joined.get(memberId) ?? null,
            joined: [...told.joined].flatMap(([from, to]) => (to === memberId ? [from] : [])),
            isDeleted: told.gone.has(memberId),
          }
        );
      },
    },
    tiers: { idOf: async (memberId) => told.tiers.get(memberId) ?? null },
    attribution: {
      standingOf: async (memberId) => (told.guides.get(memberId) ?? null) as never,
    },
    off: async () => told.off,
    boughtOf: async (orderId) => told.orders.get(orderId) ?? null,
    nameOf: async (memberId) => memberId,
  });
  const deliver = eventsOf({ engine, name: opened.name }, segmentsModule(segments).events ?? []);
  let phones = 13_900_000_000;
  return {
    ...opened,
    ids,
    files,
    members,
    segments,
    told,
    async settle(): Promise<void> {
      while ((await deliver()).length > 0);
    },
    async enrol(): Promise<string> {
      phones += 1;
      const found = await members.memberForPhone(String(phones), 'zh');
      if (!found.ok) throw new Error(found.code);
      return found.value;
    },
    order(memberId: string, of: Partial<Bought> = {}): string {
      const orderId = ids.next();
      const usual = {
        atMs: clock.nowMs(),
        amountFen: 10_000,
        units: 1,
        locationId: 'B00001',
        categoryIds: ['shoes'],
      };
      told.orders.set(orderId, { memberId, ...usual, revision: 1, ...of });
      return orderId;
    },
  };
}
export type SegmentsFixture = Awaited<ReturnType<typeof startSegmentsFixture>>;
