import { type Reach, wholeReach } from '@jindian/shared/access';
import type { PlaceBulk } from '@jindian/shared/contract/places/place-bulk';
import { maxWavePlaces } from '@jindian/shared/contract/places/rollout';
import { maxExceptions } from '@jindian/shared/hours';
import { brandDay, dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../platform/audit.ts';
import { audited } from '../../platform/audit-context.ts';
import { createBulkEdits } from '../../platform/bulk/service.ts';
import type { BulkTarget } from '../../platform/bulk/target.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { eventsOf } from '../../platform/testing/deliver.ts';
import { embeddedTable, openTable, type TestTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import { createNetwork } from '../network/service.ts';
import { place, smallNetwork } from '../network/snapshot-fixture.ts';
import { createRollout } from '../rollout/service.ts';
import { createRolloutStore } from '../rollout/store.ts';
import { placeTarget } from './target.ts';

const facts = async () => ({ staff: false, stock: false, practice: false });

/** The modules as a process has them, on a table of its own or one that fails. */
function process({ table, clock }: { table: JindianTable; clock: TestTable['clock'] }) {
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const idempotency = createIdempotency({ table, clock });
  const audit = createAuditLog({ table, clock, ids });
  /** Whose names were asked for. */
  const named: string[] = [];
  const nameOf = async (id: string) => {
    named.push(id);
    return id;
  };
  const network = createNetwork({
    table,
    clock,
    outbox,
    snapshots: createSnapshotStore({ table }),
    nameOf,
  });
  const rollout = createRollout({ table, clock, ids, idempotency, network, nameOf, facts });
  const target = placeTarget({ network, rollout, clock, ownerNames: async () => new Map() }) as BulkTarget;
  const bulk = createBulkEdits({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    audit,
    nameOf,
    targets: { places: target, products: target },
  });
  return { ids, audit, network, rollout, bulk, named };
}

let opened: TestTable;
let system: ReturnType<typeof process>;
let tell: ReturnType<typeof eventsOf>;
beforeEach(async () => {
  opened = await openTable();
  system = process(opened);
  await system.network.load(smallNetwork());
  tell = eventsOf(opened, [...system.network.eventHandlers, ...system.bulk.eventHandlers]);
});
afterEach(() => opened.close());

let keys = 0;
async function draft(wanted: PlaceBulk, { by = 'lin', reach = wholeReach as Reach } = {}) {
  keys += 1;
  const command = commandClaim(by, 'hqPreviewBulkPlaces', `key-${keys}`, wanted);
  const made = await system.bulk.make('places', wanted, { by, reach, command });
  if (!made.ok) throw new Error(made.code);
  return made.value;
}
async function start(id: string, by = 'lin', reach: Reach = wholeReach) {
  const act = { act: 'bulk.start' as const, targets: [{ kind: 'bulkEdit', id }] };
  const caller = { kind: 'member' as const, memberId: by, roles: [] };
  const pending = system.audit.pending({ caller, origin: { requestId: 'r' } as never }, act);
  return audited(pending, () => system.bulk.start('places', id, { by, reach }));
}
/** Until nothing more is announced; what was. */
async function finish(times = 1): Promise<string[]> {
  const all: string[] = [];
  for (let told = await tell(times); told.length > 0; told = await tell(times)) all.push(...told);
  return all;
}
const view = async (id: string) => {
  const found = await system.bulk.get('places', id, { by: 'lin', reach: wholeReach });
  if (!found.ok) throw new Error(found.code);
  return found.value;
};
const rowsOf = async (id: string) => {
  const page = await system.bulk.rows('places', id, { limit: 50 }, { by: 'lin', reach: wholeReach });
  if (!page.ok) throw new Error(page.code);
  return page.value.items;
};
async function addWave(key: string) {
  const command = commandClaim('lin', 'hqAddWave', key, {});
  const wave = await system.rollout.addWave({ name: '首批', plannedDay: '2026-06-01' }, 'lin', command);
  if (!wave.ok) throw new Error(wave.code);
  return wave.value;
}
const changedOnes = async (ids: readonly string[]) => {
  const found = await Promise.all(ids.map((id) => system.network.edited(id)));
  return ids.filter((_, nth) => found[nth]?.ok && found[nth].value.revision > 0);
};
const everywhere = { choice: { filter: {} } };

describe('a bulk edit of places', () => {
  test('is looked at first: what each would become, what stays and what is refused with its reason', async () => {
    await system.network.changeLocation('B2', { status: 'closed' }, { revision: 0, by: 'a' });
    await system.network.changeLocation('B3', { status: 'suspended' }, { revision: 0, by: 'a' });
    await tell();
    const edit = await draft({ ...everywhere, change: { status: 'suspended', maxOrdersPerDay: 50 } });
    expect(edit).toMatchObject({
      state: 'draft',
      count: 7,
      changed: 6,
      same: 0,
      refused: [{ code: 'transition_refused', count: 1 }],
    });
    const rows = new Map((await rowsOf(edit.id)).map((row) => [row.id, row]));
    expect(rows.get('B1')?.fields).toEqual([
      { name: 'status', before: 'open', after: 'suspended' },
      { name: 'maxOrdersPerDay', before: null, after: 50 },
    ]);
    expect(rows.get('B3')?.fields.map(({ name }) => name)).toEqual(['maxOrdersPerDay']);
    expect(rows.get('B2')).toMatchObject({ outcome: 'refused', code: 'transition_refused', fields: [] });
    // Nothing is done yet.
    expect((await system.network.current()).location('B1')?.status).toBe('open');
  });

  test('is carried out behind the request, in force with one publication, and told of in each place’s history', async () => {
    const fee = { feeFen: 600, freeFromFen: null };
    const edit = await draft({
      choice: { filter: { kind: 'branch' } },
      change: { deliveryFee: fee, addDays: [{ day: '2026-10-01', hours: null }], phone: '0535-6234567' },
    });
    expect(await start(edit.id)).toMatchObject({ ok: true, value: { state: 'running' } });
    const told = await finish();
    // Its days are others now: whoever has slots looks at what is booked.
    expect(told.filter((type) => type === 'network.many_changed')).toHaveLength(1);
    expect(await view(edit.id)).toMatchObject({ state: 'done', changed: 5, done: 5, startedBy: 'lin' });
    const after = (await system.network.current()).location('B4');
    expect(after).toMatchObject({ deliveryFee: fee, phone: '0535-6234567' });
    expect(after?.exceptions).toEqual([{ day: '2026-10-01', hours: null }]);
    const edited = await system.network.edited('B4');
    expect(edited).toMatchObject({ value: { revision: 1 } });
    const history = await system.audit.search({ target: { kind: 'location', id: 'B4' } }, 10, undefined);
    expect(history.items).toHaveLength(1);
    expect(history.items[0]).toMatchObject({
      act: 'bulk.start',
      actor: 'member:lin',
      targets: [{ kind: 'bulkEdit', id: edit.id }],
      after: { subject: 'places', count: 5, filter: { kind: 'branch' } },
    });
    expect((await system.audit.verify()).faults).toEqual([]);
  });

  test('adds days to places that have as many as there may be, where those are over', async () => {
    const nowMs = opened.clock.nowMs();
    const daysFrom = (first: number) =>
      Array.from({ length: maxExceptions }, (_, nth) => ({
        day: brandDay(nowMs + (first + nth) * dayMs),
        hours: null,
      }));
    const [past, ahead] = [daysFrom(-maxExceptions - 1), daysFrom(0)];
    await system.network.changeLocation('B1', { exceptions: past }, { revision: 0, by: 'a' });
    await system.network.changeLocation('B2', { exceptions: ahead }, { revision: 0, by: 'a' });
    await tell();
    const added = { day: brandDay(nowMs + 200 * dayMs), hours: null };
    const edit = await draft({ ...everywhere, change: { addDays: [added] } });
    expect(edit).toMatchObject({ changed: 6, refused: [{ code: 'too_many_days', count: 1 }] });
    await start(edit.id);
    await finish();
    expect((await system.network.current()).location('B1')?.exceptions).toEqual([added]);
    expect((await system.network.current()).location('B2')?.exceptions).toHaveLength(maxExceptions);
  });

  test('is on record with all that it said, however much that is', async () => {
    const addDays = Array.from({ length: 50 }, (_, day) => ({
      day: brandDay(opened.clock.nowMs() + day * dayMs),
      hours: { opensAtMinute: 600, closesAtMinute: 1_200 },
    }));
    expect(JSON.stringify(addDays).length).toBeGreaterThan(2_000);
    const edit = await draft({ ...everywhere, change: { addDays } });
    await start(edit.id);
    const { items } = await system.audit.search({ act: 'bulk.start' }, 10, undefined);
    expect(items[0]?.after).toMatchObject({ count: edit.count, change: { addDays } });
  });

  test('overrules no table that changed a place meanwhile, which counts no revision of it', async () => {
    const edit = await draft({ ...everywhere, change: { maxOrdersPerDay: 30 } });
    const before = (await system.network.written()).location('B1')!;
    const after = { ...before, maxOrdersPerDay: 7 };
    await system.network.importPlaces([{ before, after }], { by: 'a', name: 'table' });
    await tell();
    // Before it is started the preview says so.
    expect(await view(edit.id)).toMatchObject({
      changed: 6,
      refused: [{ code: 'stale_revision', count: 1 }],
    });
    await start(edit.id);
    await finish();
    expect(await view(edit.id)).toMatchObject({
      state: 'done',
      changed: 6,
      refused: [{ code: 'stale_revision', count: 1 }],
    });
    const { location } = await system.network.current();
    expect([location('B1')?.maxOrdersPerDay, location('B2')?.maxOrdersPerDay]).toEqual([7, 30]);
  });

  test('overrules nobody who changed a place meanwhile, before it is started or while it runs', async () => {
    const edit = await draft({ ...everywhere, change: { maxOrdersPerDay: 30 } });
    await system.network.changeLocation('B1', { maxOrdersPerDay: 7 }, { revision: 0, by: 'a' });
    await tell();
    expect(await view(edit.id)).toMatchObject({
      changed: 6,
      refused: [{ code: 'stale_revision', count: 1 }],
    });
    await start(edit.id);
    await system.network.changeLocation('B2', { maxOrdersPerDay: 8 }, { revision: 0, by: 'a' });
    await finish();
    const now = await system.network.current();
    expect(['B1', 'B2', 'B3'].map((id) => now.location(id)?.maxOrdersPerDay)).toEqual([7, 8, 30]);
    expect(await view(edit.id)).toMatchObject({
      state: 'done',
      changed: 5,
      refused: [{ code: 'stale_revision', count: 2 }],
    });
  });

  test('delivered twice changes nothing twice, and says the same', async () => {
    const wave = await addWave('wave-key-1');
    const edit = await draft({
      choice: { ids: ['B1', 'B2', 'W1'] },
      change: { serviceRadiusMeters: 5_000, waveId: wave.id },
    });
    await start(edit.id);
    await start(edit.id);
    await finish(3);
    expect(await view(edit.id)).toMatchObject({
      state: 'done',
      changed: 2,
      refused: [{ code: 'wave_only_branches', count: 1 }],
    });
    for (const id of ['B1', 'B2'])
      expect(await system.network.edited(id)).toMatchObject({ value: { revision: 1 } });
    expect((await system.rollout.waves())[0]?.locationIds.sort()).toEqual(['B1', 'B2']);
    // What is as wanted already stays as it is, and warehouses open in no wave.
    const again = await draft({ choice: { ids: ['B1'] }, change: { waveId: wave.id } });
    expect(again).toMatchObject({ changed: 0, same: 1 });
    const other = await draft({ choice: { ids: ['B1'] }, change: { waveId: null } });
    expect((await rowsOf(other.id))[0]?.fields).toEqual([{ name: 'wave', before: '首批', after: null }]);
  });

  test('changes nothing of a place that finds no room in its wave, or no wave, and puts in those that do', async () => {
    const wave = await addWave('wave-key-2');
    const others = Array.from({ length: maxWavePlaces - 2 }, (_, nth) => `OTHER${nth}`);
    const store = createRolloutStore(opened.table);
    const [stored] = await store.waves();
    await transact(opened.table, [store.saveWave({ ...stored!, locationIds: others })]);
    const change = { serviceRadiusMeters: 5_000, waveId: wave.id };
    const edit = await draft({ choice: { ids: ['B1', 'B2', 'B3'] }, change });
    const looked = { changed: 2, refused: [{ code: 'too_many_in_wave', count: 1 }] };
    expect(edit).toMatchObject(looked);
    await start(edit.id);
    await finish(2);
    expect(await view(edit.id)).toMatchObject({ state: 'done', ...looked });
    expect(await changedOnes(['B1', 'B2', 'B3'])).toEqual(['B1', 'B2']);

    const gone = await addWave('wave-key-3');
    const late = await draft({ choice: { ids: ['B3', 'B4'] }, change: { ...change, waveId: gone.id } });
    expect(late).toMatchObject({ changed: 2 });
    await system.rollout.removeWave(gone.id, { revision: gone.revision, withPlaces: false });
    await start(late.id);
    await finish();
    expect(await view(late.id)).toMatchObject({ changed: 0, refused: [{ code: 'not_found', count: 2 }] });
    expect(await changedOnes(['B3', 'B4'])).toEqual([]);
  });

  test('is seen and started by its maker and by whoever may change all, within reach only', async () => {
    const only: Reach = { whole: false, at: (at) => at.kind === 'place' && at.locationId === 'B1' };
    const edit = await draft({ ...everywhere, change: { phone: null } }, { by: 'mo', reach: only });
    expect(edit.count).toBe(1);
    expect(await system.bulk.get('places', edit.id, { by: 'other', reach: only })).toMatchObject({
      code: 'not_found',
    });
    expect(await start(edit.id, 'other', only)).toMatchObject({ code: 'not_found' });
    expect(await start(edit.id, 'mo', { whole: false, at: () => false })).toMatchObject({
      code: 'forbidden',
    });
    // Waves are the whole brand's, here as of one place alone.
    const toWave = { choice: { filter: {} }, change: { waveId: null } };
    await expect(draft(toWave, { by: 'mo', reach: only })).rejects.toThrow('forbidden');
    expect(await system.bulk.latest('places', { by: 'other', reach: only })).toEqual([]);
    expect(await system.bulk.latest('places', { by: 'lin', reach: wholeReach })).toHaveLength(1);
    expect(await system.bulk.discard('places', edit.id, { by: 'mo', reach: only })).toMatchObject({
      ok: true,
    });
    expect(await start(edit.id, 'mo', only)).toMatchObject({ code: 'transition_refused' });
  });

  test('is found again by its maker however many others made since, and each name is asked for once', async () => {
    const only: Reach = { whole: false, at: (at) => at.kind === 'place' && at.locationId === 'B1' };
    const own = await draft({ ...everywhere, change: { phone: null } }, { by: 'mo', reach: only });
    for (let nth = 0; nth < 51; nth += 1) await draft({ choice: { ids: ['B1'] }, change: { phone: null } });
    const listed = await system.bulk.latest('places', { by: 'mo', reach: only });
    expect(listed.map(({ id }) => id)).toEqual([own.id]);
    system.named.length = 0;
    expect(await system.bulk.latest('places', { by: 'lin', reach: wholeReach })).toHaveLength(50);
    expect(system.named).toEqual(['lin']);
  });

  test('of nothing, or of a repeat of the same request, is refused or the same draft', async () => {
    await expect(
      draft({ choice: { filter: { text: '没有这样的店' } }, change: { phone: null } }),
    ).rejects.toThrow('bulk_none');
    const wanted = { ...everywhere, change: { phone: null } };
    const command = commandClaim('lin', 'hqPreviewBulkPlaces', 'same-key', wanted);
    const [one, two] = await Promise.all(
      [1, 2].map(() => system.bulk.make('places', wanted, { by: 'lin', reach: wholeReach, command })),
    );
    expect(one).toEqual(two);
  });
});

test('a process that dies at any write of a bulk edit leaves it to be ended by the next: nothing twice, nothing lost', async () => {
  const many = Array.from({ length: 110 }, (_, n) =>
    place(`M${n}`, 119.2 + (n % 20) / 100, 29.2 + Math.floor(n / 20) / 100, { kind: 'branch', gridId: 'G1' }),
  );
  const network = smallNetwork();
  let survived = 0;
  for (let point = 2; survived < 2 && point < 60; point += 4) {
    const bed = await openTable();
    let calls = Number.POSITIVE_INFINITY;
    const table = embeddedTable(bed.engine, bed.name, () => {
      calls -= 1;
      if (calls < 0) throw new Error('died');
    });
    const first = process({ table, clock: bed.clock });
    await first.network.load({ ...network, locations: [...network.locations, ...many] });
    const wanted = { choice: { filter: {} }, change: { maxOrdersPerDay: 30 } };
    const command = commandClaim('lin', 'hqPreviewBulkPlaces', 'key-00001', wanted);
    const made = await first.bulk.make('places', wanted, { by: 'lin', reach: wholeReach, command });
    if (!made.ok) throw new Error(made.code);
    await first.bulk.start('places', made.value.id, { by: 'lin', reach: wholeReach });
    calls = point;
    const dying = eventsOf(bed, first.bulk.eventHandlers);
    let died = false;
    try {
      while ((await dying()).length > 0);
    } catch {
      died = true;
    }
    if (!died) survived += 1;
    // The next is told of everything from the beginning.
    const next = process({ table: bed.table, clock: bed.clock });
    const deliver = eventsOf(bed, next.bulk.eventHandlers);
    while ((await deliver(2)).length > 0);
    expect([
      point,
      await next.bulk.get('places', made.value.id, { by: 'lin', reach: wholeReach }),
    ]).toMatchObject([point, { value: { state: 'done', changed: 117, same: 0, refused: [] } }]);
    const now = await next.network.current();
    expect(now.locations.every(({ maxOrdersPerDay }) => maxOrdersPerDay === 30)).toBe(true);
    const { revisionOf } = await next.network.manyWritten();
    expect(now.locations.every(({ id }) => revisionOf(id) === 1)).toBe(true);
    await bed.close();
  }
  expect(survived).toBeGreaterThan(0);
});

test('a process that dies with a wave half filled leaves the next as much room as there was', async () => {
  let survived = 0;
  for (let point = 1; survived < 2 && point < 40; point += 1) {
    const bed = await openTable();
    let calls = Number.POSITIVE_INFINITY;
    const table = embeddedTable(bed.engine, bed.name, () => {
      calls -= 1;
      if (calls < 0) throw new Error('died');
    });
    const first = process({ table, clock: bed.clock });
    await first.network.load(smallNetwork());
    const command = (key: string) => commandClaim('lin', 'test', key, {});
    const wave = await first.rollout.addWave(
      { name: '首批', plannedDay: '2026-06-01' },
      'lin',
      command('wave'),
    );
    if (!wave.ok) throw new Error(wave.code);
    const store = createRolloutStore(bed.table);
    const [stored] = await store.waves();
    const others = Array.from({ length: maxWavePlaces - 2 }, (_, nth) => `OTHER${nth}`);
    await transact(bed.table, [store.saveWave({ ...stored!, locationIds: others })]);
    const wanted = { choice: { ids: ['B1', 'B2', 'B3'] }, change: { waveId: wave.value.id } };
    const lin = { by: 'lin', reach: wholeReach };
    const made = await first.bulk.make('places', wanted, { ...lin, command: command('bulk') });
    if (!made.ok) throw new Error(made.code);
    await first.bulk.start('places', made.value.id, lin);
    calls = point;
    let died = false;
    const dying = eventsOf(bed, first.bulk.eventHandlers);
    try {
      while ((await dying()).length > 0);
    } catch {
      died = true;
    }
    if (!died) survived += 1;
    const next = process({ table: bed.table, clock: bed.clock });
    const deliver = eventsOf(bed, next.bulk.eventHandlers);
    while ((await deliver()).length > 0);
    const refused = [{ code: 'too_many_in_wave', count: 1 }];
    expect([point, await next.bulk.get('places', made.value.id, lin)]).toMatchObject([
      point,
      { value: { state: 'done', changed: 2, refused } },
    ]);
    expect((await next.rollout.waves())[0]?.locationIds.slice(-2)).toEqual(['B1', 'B2']);
    await bed.close();
  }
  expect(survived).toBeGreaterThan(0);
});
