import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { openTable, type TestTable } from '../../platform/testing/table.ts';
import { compileBook, defaultBook } from './book.ts';
import { createPolicies, type Policies } from './policies.ts';
import type { PolicyBook, PolicyScope } from './policy.ts';

let opened: TestTable;
let hq: Policies;
/** Another function of the same brand. */
let elsewhere: Policies;
beforeEach(async () => {
  opened = await openTable('jindian-policies');
  const { table, clock } = opened;
  const build = () =>
    createPolicies({
      table,
      clock,
      outbox: createOutbox({ table, clock, ids: createIds(clock) }),
      idempotency: createIdempotency({ table, clock }),
      snapshots: createSnapshotStore({ table }),
      nameOf: async (memberId) => `name of ${memberId}`,
    });
  [hq, elsewhere] = [build(), build()];
});
afterEach(() => opened.close());

const claim = (key: string, input: unknown = null) => commandClaim('M1', 'publish', `policy-${key}`, input);
const without = (ruleId: string): PolicyBook => ({
  ...defaultBook,
  standard: {
    ...defaultBook.standard,
    rules: defaultBook.standard.rules.filter(({ id }) => id !== ruleId),
  },
});
const ruleIdsOf = async (policies: Policies) =>
  (await policies.inForce()).policyFor({ grid: null, goods: [], channel: null }).rules.map(({ id }) => id);

async function published(book: PolicyBook, key: string) {
  const draft = await hq.saveDraft(book, 0, 'M1');
  if (!draft.ok) throw new Error(draft.code);
  const done = await hq.publish(draft.value.revision, `note ${key}`, 'M1', claim(key));
  if (!done.ok) throw new Error(done.code);
  return done.value;
}

describe('the policies of a brand', () => {
  it('are what the product comes with until one is published, which others follow within two seconds', async () => {
    expect((await hq.inForce()).version).toBe('default-2');
    expect(await ruleIdsOf(elsewhere)).toContain('grab');
    expect(await published(without('grab'), 'one')).toMatchObject({
      number: 1,
      publishedBy: 'name of M1',
      note: 'note one',
    });
    expect((await hq.inForce()).version).toBe('v1');
    opened.clock.advance(2_001);
    expect(await ruleIdsOf(elsewhere)).not.toContain('grab');
    // From now on it has a snapshot to look at; the next change reaches it as soon.
    await published(without('split'), 'two');
    opened.clock.advance(2_001);
    await elsewhere.inForce();
    expect(await ruleIdsOf(elsewhere)).toContain('grab');
    expect((await elsewhere.inForce()).version).toBe('v2');
  });

  it('are changed in one draft, and nobody overwrites what they have not seen', async () => {
    const first = await hq.saveDraft(without('grab'), 0, 'M1');
    expect(first).toMatchObject({ ok: true, value: { revision: 1, basedOn: 0, savedBy: 'name of M1' } });
    expect(await hq.saveDraft(without('split'), 0, 'M2')).toMatchObject({ ok: false, code: 'draft_changed' });
    expect(await hq.saveDraft(without('split'), 1, 'M2')).toMatchObject({ ok: true, value: { revision: 2 } });
    expect(await hq.publish(1, 'late', 'M1', claim('late'))).toMatchObject({ code: 'draft_changed' });
    expect(await hq.discardDraft(1)).toMatchObject({ code: 'draft_changed' });
    expect((await hq.inForce()).version).toBe('default-2');
    expect(await hq.discardDraft(2)).toMatchObject({ ok: true });
    expect((await hq.view()).draft).toBeNull();
  });

  it('publish once, however often that is asked', async () => {
    const draft = await hq.saveDraft(without('grab'), 0, 'M1');
    const revision = draft.ok ? draft.value.revision : 0;
    const [one, two] = await Promise.all([
      hq.publish(revision, 'once', 'M1', claim('same')),
      hq.publish(revision, 'once', 'M1', claim('same')),
    ]);
    const three = await hq.publish(revision, 'once', 'M1', claim('same'));
    for (const done of [one, two, three]) expect(done).toMatchObject({ ok: true, value: { number: 1 } });
    expect(await hq.versions(10, undefined)).toMatchObject({
      value: { items: [{ number: 1 }, { number: 0 }] },
    });
  });

  it('keep every version, and put an earlier one in force again as a new one', async () => {
    await published(without('grab'), 'one');
    await published(without('split'), 'two');
    const restored = await hq.restore(1, 'the grab pool only made noise', 'M2', claim('back'));
    expect(restored).toMatchObject({
      ok: true,
      value: { number: 3, restoredFrom: 1, publishedBy: 'name of M2' },
    });
    expect(await ruleIdsOf(hq)).toEqual(without('grab').standard.rules.map(({ id }) => id));
    const first = await hq.versions(2, undefined);
    expect(first).toMatchObject({
      value: { items: [{ number: 3, restoredFrom: 1 }, { number: 2 }], nextCursor: '2' },
    });
    expect(await hq.versions(2, '2')).toMatchObject({
      value: { items: [{ number: 1 }, { number: 0 }], nextCursor: null },
    });
    expect(await hq.version(2)).toMatchObject({ ok: true, value: { book: without('split') } });
    expect(await hq.restore(0, 'as it came', 'M2', claim('zero'))).toMatchObject({ value: { number: 4 } });
    expect(await hq.version(9)).toMatchObject({ code: 'not_found' });
    expect(await hq.restore(9, '-', 'M2', claim('nine'))).toMatchObject({ code: 'not_found' });
  });

  it('come into force by the event when the process that published ended too soon', async () => {
    await published(without('grab'), 'one');
    await opened.table.getDocumentClient();
    const [handler] = elsewhere.eventHandlers;
    await handler!.handle(
      { type: 'sourcing_policy.published', data: { number: 1 } },
      {
        id: 'E1',
        bucket: 'B',
        atMs: 0,
        events: [],
      },
    );
    expect((await elsewhere.inForce()).version).toBe('v1');
  });
});

describe('a scope', () => {
  const scope = (change: Partial<PolicyScope>): PolicyScope => ({
    id: 'own',
    name: { zh: '专属', en: 'Own' },
    provinces: null,
    cities: null,
    trades: null,
    categoryIds: null,
    channels: null,
    chain: defaultBook.standard,
    ...change,
  });
  const versionFor = (scopes: PolicyScope[], traits: object = {}) =>
    compileBook({ ...defaultBook, scopes }, 'v7').policyFor({
      grid: { province: '山东省', city: '烟台市' },
      goods: [{ trade: 'fruit', categoryId: 'fruit.apples' }],
      channel: 'h5',
      ...traits,
    }).version;

  it('is for the orders that fit all it names; the first that fits decides', () => {
    expect(versionFor([])).toBe('v7');
    expect(versionFor([scope({})])).toBe('v7/own');
    expect(versionFor([scope({ provinces: ['山东'] })])).toBe('v7/own');
    expect(versionFor([scope({ provinces: ['浙江省'] })])).toBe('v7');
    expect(versionFor([scope({ provinces: ['山东'], cities: ['青岛'] })])).toBe('v7');
    expect(versionFor([scope({ cities: ['烟台'] }), scope({ id: 'late' })])).toBe('v7/own');
    expect(versionFor([scope({ channels: ['pos'] }), scope({ id: 'late' })])).toBe('v7/late');
    expect(versionFor([scope({ provinces: ['山东'] })], { grid: null })).toBe('v7');
    expect(versionFor([scope({ channels: ['h5'] })], { channel: null })).toBe('v7');
  });

  it('of goods fits an order only when every line is of them', () => {
    const fruit = scope({ trades: ['fruit'] });
    expect(versionFor([fruit])).toBe('v7/own');
    const mixed = [
      { trade: 'fruit', categoryId: 'fruit.apples' },
      { trade: 'shoes', categoryId: 'shoes.running' },
    ];
    expect(versionFor([fruit], { goods: mixed })).toBe('v7');
    expect(versionFor([scope({ categoryIds: ['fruit.apples', 'shoes.running'] })], { goods: mixed })).toBe(
      'v7/own',
    );
  });
});
