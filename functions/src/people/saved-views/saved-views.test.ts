import { createEngine } from '@jindian/embedded-dynamodb';
import { maxSavedViews, type NewSavedView } from '@jindian/shared/contract/people/saved-views';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { movableClock } from '../../platform/clock.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { createSavedViews } from './service.ts';

/** One person keeps views in two browsers at once: none is lost, no name is there twice, and none is too many. */
let engine: Awaited<ReturnType<typeof createEngine>>;
let views: ReturnType<typeof createSavedViews>;
beforeAll(async () => {
  const clock = movableClock();
  engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  const table = embeddedTable(engine, 'jindian-test');
  views = createSavedViews({
    table,
    clock,
    ids: createIds(clock),
    idempotency: createIdempotency({ table, clock }),
  });
});
afterAll(() => engine.close());

let persons = 0;
let commands = 0;
const someone = () => `member-${++persons}`;
const view = (name: string, query = 'size=20'): NewSavedView => ({ list: 'places', name, query });
const claim = (memberId: string, wanted: NewSavedView, key = `key-${++commands}`) =>
  commandClaim(memberId, 'hqSaveView', key, wanted);
const save = (memberId: string, wanted: NewSavedView) =>
  views.save(memberId, wanted, claim(memberId, wanted));
const namesOf = async (memberId: string) => (await views.list(memberId)).map(({ name }) => name).sort();

test('none of several that are saved at once is lost', async () => {
  for (let round = 0; round < 6; round += 1) {
    const memberId = someone();
    if (round % 2) await save(memberId, view('before'));
    const names = ['a', 'b', 'c'];
    const done = await Promise.all(names.map((name) => save(memberId, view(name))));
    expect(done.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(await namesOf(memberId)).toEqual(round % 2 ? ['a', 'b', 'before', 'c'] : names);
  }
});

test('a name that is saved in two browsers at once is there once, with what one of them said', async () => {
  for (let round = 0; round < 6; round += 1) {
    const memberId = someone();
    if (round % 2) await save(memberId, view('mine', 'size=10'));
    const done = await Promise.all(
      ['size=50', 'size=100'].map((query) => save(memberId, view('mine', query))),
    );
    const ids = done.map((one) => (one.ok ? one.value.id : one.code));
    const kept = await views.list(memberId);
    expect(kept).toHaveLength(1);
    expect(ids).toEqual([kept[0]?.id, kept[0]?.id]);
    expect(['size=50', 'size=100']).toContain(kept[0]?.query);
  }
});

test('the last place is taken once', async () => {
  const memberId = someone();
  for (let nth = 1; nth < maxSavedViews; nth += 1) await save(memberId, view(`view ${nth}`));
  const done = await Promise.all(['x', 'y', 'z'].map((name) => save(memberId, view(name))));
  expect(done.filter(({ ok }) => ok)).toHaveLength(1);
  for (const one of done) if (!one.ok) expect(one.code).toBe('too_many_views');
  expect(await views.list(memberId)).toHaveLength(maxSavedViews);
});

test('the same form sent twice at once keeps one, and both hear of it', async () => {
  const memberId = someone();
  const wanted = view('once');
  const done = await Promise.all(
    [1, 2].map(() => views.save(memberId, wanted, claim(memberId, wanted, 'same'))),
  );
  expect(done.map((one) => one.ok && one.value.name)).toEqual(['once', 'once']);
  expect(await namesOf(memberId)).toEqual(['once']);
});
