import type { Location } from '@jindian/shared/contract/places/network';
import { dayMs, hourMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTable, startMs, type TestTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import { createPlaceLoad, type PlaceLoads } from './load.ts';

const branch = { id: 'B1', kind: 'branch' } as const;
const warehouse = { id: 'W1', kind: 'branch_warehouse' } as const;

let opened: TestTable;
let load: PlaceLoads;
let picked = 0;
beforeAll(async () => {
  opened = await openTable('jindian-load');
  // One counter after another, so that the test says the same on every run.
  load = createPlaceLoad({
    ...opened,
    random: () => {
      picked += 1;
      return (picked % 16) / 16;
    },
  });
});
afterAll(() => opened.close());

const give = (place: Pick<Location, 'id' | 'kind'>, atMs: number) =>
  transact(opened.table, load.loadWrites(place, atMs));

test('counts what a place is given and what is taken away, and starts anew at midnight', async () => {
  opened.clock.ms = startMs;
  await give(branch, startMs);
  await give(branch, startMs + 1_000);
  await transact(opened.table, load.unloadWrites(branch, startMs));
  const read = async () => Object.fromEntries(await load.read([branch, warehouse]));
  expect(await read()).toEqual({
    B1: { orders: 1, lastServedAtMs: startMs + 1_000 },
    W1: { orders: 0, lastServedAtMs: null },
  });
  opened.clock.ms = startMs + dayMs + hourMs;
  expect((await read()).B1).toEqual({ orders: 0, lastServedAtMs: null });
  // Taken back the day after: it is yesterday's count that goes down.
  await transact(opened.table, load.unloadWrites(branch, startMs));
  expect((await read()).B1).toEqual({ orders: 0, lastServedAtMs: null });
});

test('lets many at once through at a warehouse, which one counter does not', async () => {
  opened.clock.ms = startMs;
  opened.engine.faults.setConflictMode('reject', 20);
  const oneCounter = createPlaceLoad({ ...opened, random: () => 0 });
  const atOnce = 60;
  const through = async (loads: PlaceLoads) => {
    const outcomes = await Promise.all(
      Array.from({ length: atOnce }, () => transact(opened.table, loads.loadWrites(warehouse, startMs))),
    );
    return outcomes.filter(({ kind }) => kind === 'done').length;
  };
  const crowded = await through(oneCounter);
  const spread = await through(load);
  opened.engine.faults.setConflictMode('queue');
  // How often one meets another hangs on the machine's pace: nearly all come through one, and the other stops most.
  expect(spread).toBeGreaterThanOrEqual(atOnce * 0.9);
  expect(crowded).toBeLessThan(atOnce / 2);
  expect((await load.read([warehouse])).get('W1')?.orders).toBe(crowded + spread);
});

test('a day has as many deliveries as the place takes, however many come at once', async () => {
  opened.clock.ms = startMs;
  for (const [place, limit] of [
    [{ id: 'B5', kind: 'branch', maxOrdersPerDay: 5 } as const, 5],
    [{ id: 'B0', kind: 'branch', maxOrdersPerDay: 0 } as const, 0],
    [{ id: 'W40', kind: 'branch_warehouse', maxOrdersPerDay: 40 } as const, 40],
  ] as const) {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, () => transact(opened.table, load.loadWrites(place, startMs))),
    );
    const through = outcomes.filter(({ kind }) => kind === 'done').length;
    expect(through).toBeLessThanOrEqual(limit);
    // A part of a warehouse's limit may be full while another has room; a branch counts in one.
    expect(through).toBeGreaterThanOrEqual(place.kind === 'branch' ? limit : limit - 16);
    expect((await load.read([place])).get(place.id)?.orders).toBe(through);
    if (limit > 0) {
      await transact(opened.table, load.unloadWrites(place, startMs));
      await transact(opened.table, load.loadWrites(place, startMs, 'unlimited'));
      expect((await load.read([place])).get(place.id)?.orders).toBe(through);
    }
  }
});
