import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPolicies } from '../../platform/policy-document/testing/policy-fixture.ts';
import { compileBook, defaultBook } from './book.ts';
import { createSourcingPolicies, type SourcingPolicies } from './policies.ts';
import type { PolicyBook, PolicyScope } from './policy.ts';

let opened: Awaited<ReturnType<typeof openPolicies>>;
let hq: SourcingPolicies;
/** Another function of the same brand. */
let elsewhere: SourcingPolicies;
beforeEach(async () => {
  opened = await openPolicies();
  hq = createSourcingPolicies(opened.policies);
  elsewhere = createSourcingPolicies(opened.another().policies);
});
afterEach(() => opened.close());

const without = (ruleId: string): PolicyBook => ({
  ...defaultBook,
  standard: {
    ...defaultBook.standard,
    rules: defaultBook.standard.rules.filter(({ id }) => id !== ruleId),
  },
});
const ruleIdsOf = async (policies: SourcingPolicies) =>
  (await policies.current()).policyFor({ grid: null, goods: [], channel: null }).rules.map(({ id }) => id);

async function published(book: PolicyBook) {
  const { revision } = await hq.view();
  const saved = await hq.saveDraft(book, { revision, by: 'M1' });
  if (!saved.ok) throw new Error(saved.code);
  return hq.publish({ revision: saved.value.revision, by: 'M1', note: 'because', command: null });
}

describe('the policies of a brand', () => {
  it('are what the product comes with until one is published, which others follow within two seconds', async () => {
    expect((await hq.current()).version).toBe('default-2');
    expect(await ruleIdsOf(elsewhere)).toContain('grab');
    expect(await published(without('grab'))).toMatchObject({ ok: true, value: { number: 1 } });
    expect((await hq.current()).version).toBe('v1');
    opened.clock.advance(2_001);
    expect(await ruleIdsOf(elsewhere)).not.toContain('grab');
    await published(without('split'));
    opened.clock.advance(2_001);
    expect(await ruleIdsOf(elsewhere)).toContain('grab');
    expect((await elsewhere.current()).version).toBe('v2');
    await hq.restore(0, { revision: 4, by: 'M1', note: 'as it came', command: null });
    expect(await ruleIdsOf(hq)).toEqual(defaultBook.standard.rules.map(({ id }) => id));
    expect((await hq.current()).version).toBe('v3');
  });

  it('that are no sound book are refused before they are a draft', async () => {
    const twice = [...defaultBook.standard.rules, ...defaultBook.standard.rules];
    const broken = { ...defaultBook, standard: { ...defaultBook.standard, rules: twice } };
    expect(await hq.saveDraft(broken, { revision: 0, by: 'M1' })).toMatchObject({ code: 'invalid_request' });
  });

  it('never let an old page overwrite a draft that was begun after another was thrown away', async () => {
    await hq.saveDraft(without('grab'), { revision: 0, by: 'M1' });
    await hq.discardDraft({ revision: 1, by: 'M2' });
    await hq.saveDraft(without('split'), { revision: 2, by: 'M2' });
    const late = { revision: 1, by: 'M1' };
    expect(await hq.saveDraft(without('hq_queue'), late)).toMatchObject({ code: 'stale_revision' });
    expect(await hq.discardDraft(late)).toMatchObject({ code: 'stale_revision' });
    expect(await hq.forSimulation(1)).toMatchObject({ code: 'stale_revision' });
    expect(await hq.forSimulation(3)).toMatchObject({
      ok: true,
      value: { draft: without('split'), inForce: { number: 0, content: defaultBook } },
    });
  });
});

describe('a scope', () => {
  const scope = (change: Partial<PolicyScope>): PolicyScope => ({
    id: 'own',
    name: { zh: '专属', en: 'Own' },
    provinces: null,
    cities: null,
    categoryIds: null,
    channels: null,
    chain: defaultBook.standard,
    ...change,
  });
  const versionFor = (scopes: PolicyScope[], traits: object = {}) =>
    compileBook({ ...defaultBook, scopes }, 'v7').policyFor({
      grid: { province: '山东省', city: '烟台市' },
      goods: [{ categoryPath: ['fruit.apples', 'fruit'] }],
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
    const fruit = scope({ categoryIds: ['fruit'] });
    expect(versionFor([fruit])).toBe('v7/own');
    const mixed = [{ categoryPath: ['fruit.apples', 'fruit'] }, { categoryPath: ['shoes.running', 'shoes'] }];
    expect(versionFor([fruit], { goods: mixed })).toBe('v7');
    expect(versionFor([scope({ categoryIds: ['fruit.apples', 'shoes.running'] })], { goods: mixed })).toBe(
      'v7/own',
    );
  });
});
