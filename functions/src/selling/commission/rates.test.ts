import { noCaps } from '@jindian/shared/contract/selling/rates';
import { hourMs } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import { expect, test } from 'vitest';
import { openPolicies } from '../../platform/policy-document/testing/policy-fixture.ts';
import { createCommissionRates, ratesForward } from './rates.ts';
import { aLine, anOrder, knownThings, ratesOf, ruleWith } from './testing/rules.ts';

const known = async () => knownThings;
const seen = (revision: number) => ({ revision, by: 'M1', note: 'because', command: null });

test('rules are in force from their publication on, or from a time, and of two editors one is told', async () => {
  const opened = await openPolicies();
  const rates = createCommissionRates(opened.policies, known);
  const ruleNow = async () => (await rates.current()).ruleFor(anOrder, aLine())?.id ?? null;
  expect((await rates.current()).version).toBe('default');
  expect(await ruleNow()).toBeNull();
  await rates.publishContent(ratesOf([ruleWith('first')]), seen(0));
  expect([(await rates.current()).version, await ruleNow()]).toEqual(['v1', 'first']);
  const wrong = { ...ratesOf([]), caps: { ...noCaps, orderFen: -1 } };
  expect(await rates.publishContent(wrong, seen(1))).toMatchObject({ code: 'invalid_request' });

  const autumn = ratesOf([ruleWith('autumn', { when: { categoryIds: ['shoes'] } })]);
  expect(await rates.saveDraft(autumn, { revision: 0, by: 'M2' })).toMatchObject({ code: 'stale_revision' });
  await rates.saveDraft(autumn, { revision: 1, by: 'M2' });
  await rates.publish({ ...seen(2), atMs: opened.clock.nowMs() + hourMs });
  expect((await rates.refresh()).version).toBe('v1');
  opened.clock.advance(hourMs);
  await opened.doWhatIsDue();
  await rates.refresh();
  expect([(await rates.current()).version, await ruleNow()]).toEqual(['v2', 'autumn']);
  await opened.close();
});

test('a draft that names what is not there is not kept, and what was kept of it stays', async () => {
  const opened = await openPolicies();
  const rates = createCommissionRates(opened.policies, known);
  const good = ratesOf([ruleWith('one', { when: { productIds: ['P001'] } })]);
  expect((await rates.saveDraft(good, { revision: 0, by: 'M1' })).ok).toBe(true);
  const bad = ratesOf([ruleWith('one', { when: { productIds: ['P001', 'P404'] } })]);
  expect(await rates.saveDraft(bad, { revision: 1, by: 'M1' })).toMatchObject({
    code: 'invalid_request',
    params: { detail: 'rules.0.when.productIds.1: unknown_id' },
  });
  expect((await rates.view()).draft?.content).toEqual(good);
  expect(await rates.publishContent(bad, seen(1))).toMatchObject({ ok: false });
  await opened.close();
});

/** As it was stored before there were rules. */
const sharesSchema = z.object({
  ruleName: z.string(),
  defaultBasisPoints: z.int(),
  basisPointsByCategory: z.record(z.string(), z.int()),
});

test('a version that was stored as shares by category decides as it did, and is shown, restored and drafted as rules', async () => {
  const opened = await openPolicies();
  const shares = {
    ruleName: '标准比例',
    defaultBasisPoints: 300,
    basisPointsByCategory: {
      shoes: 700,
      'shoes.casual': 900,
      'shoes.casual.canvas': 700,
      gone: 5_000,
      fruit: 0,
    },
  };
  const before = opened.policies.document<z.infer<typeof sharesSchema>, unknown>({
    name: 'commission-rates',
    schema: sharesSchema,
    permissions: { see: 'rates.read', edit: 'rates.edit', publish: 'rates.publish' },
    standard: { ruleName: '', defaultBasisPoints: 0, basisPointsByCategory: {} },
    compile: (content) => content,
  });
  await before.publishContent(shares, seen(0));
  await before.saveDraft({ ...shares, defaultBasisPoints: 100 }, { revision: 1, by: 'M1' });

  const rates = createCommissionRates(opened.another().policies, known);
  const compiled = await rates.current();
  const rateOf = (...categoryPath: string[]) => {
    const pay = compiled.ruleFor(anOrder, aLine({ categoryId: categoryPath[0] as string, categoryPath }))
      ?.pays.seller;
    return pay?.by === 'percent' ? pay.basisPoints : null;
  };
  expect(compiled.version).toBe('v1');
  expect([
    rateOf('shoes.casual.canvas', 'shoes.casual', 'shoes'),
    rateOf('shoes.casual.other', 'shoes.casual', 'shoes'),
    rateOf('shoes.kids', 'shoes'),
    rateOf('fruit'),
    rateOf('constructor'),
  ]).toEqual([700, 900, 700, 0, 300]);

  const view = await rates.view();
  expect(view.inForce.content.rules.map(({ when }) => when.categoryIds)).toEqual([
    ['shoes.casual.canvas'],
    ['shoes.casual'],
    ['shoes'],
    ['fruit'],
    null,
  ]);
  expect(view.draft?.content.rules.at(-1)?.pays.seller).toMatchObject({ basisPoints: 100 });
  expect((await rates.publish(seen(2))).ok).toBe(true);
  expect(await rates.restore(1, seen(3))).toMatchObject({ ok: true });
  expect((await rates.refresh()).version).toBe('v3');
  await opened.close();
});

test('what is sent as shares by category is kept as rules, and what is neither is refused', () => {
  const shares = { ruleName: 'x'.repeat(60), defaultBasisPoints: 5, basisPointsByCategory: {} };
  expect(ratesForward(shares, knownThings)).toMatchObject({ format: 2, rules: [{ id: 'all_else' }] });
  expect(ratesForward({ nothing: true }, knownThings)).toEqual({ nothing: true });
  // From before sellers had caps of their own.
  const { sellerDayFen: _, sellerMonthFen: __, ...caps } = { ...noCaps, orderFen: 500 };
  expect(ratesForward({ ...ratesOf([]), caps }, knownThings)).toEqual(ratesOf([], 500));
});
