import { percentPay } from '@jindian/shared/contract/selling/rates';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runsFactor } from '../../platform/testing/depth.ts';
import { freezeAttribution } from '../commission/freeze.ts';
import { compileRates } from '../commission/rules/compile.ts';
import { type CommissionFixture, startCommissionFixture } from '../commission/testing/commission-fixture.ts';
import { aLine, anOrder, ratesOf, ruleWith } from '../commission/testing/rules.ts';
import {
  foundOf,
  type Happening,
  holdings,
  type Sale,
  stepsOf,
} from '../commission/testing/several-payees.ts';
import { openSellers, type SellersFixture } from './testing/sellers-fixture.ts';

/** Who sells on a table of their own, and the books on another: they are told what orders froze, and nothing else. */
let bed: SellersFixture;
let books: CommissionFixture;
beforeAll(async () => {
  [bed, books] = await Promise.all([openSellers(), startCommissionFixture()]);
  bed.policy.promoterJoining = 'at_once';
});
afterAll(async () => {
  await Promise.all([bed.close(), books.close()]);
});

const rates = compileRates(
  ratesOf([
    ruleWith('promoters', {
      pays: { seller: percentPay(733), second_level: { ...percentPay(311), floorFen: 3 } },
    }),
  ]),
  'v1',
);
const people = 5;
const person = fc.nat({ max: people - 1 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('scan' as const), who: person, whom: person }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('join' as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('stop' as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('suspend' as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('resume' as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('approve' as const), who: person }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('buy' as const),
      who: person,
      /** Whose code they meet before. */
      whom: person,
      fens: fc.tuple(fc.integer({ min: 1, max: 30_001 }), fc.integer({ min: 1, max: 30_001 })),
      backs: fc.array(fc.tuple(fc.nat({ max: 1_000 }), fc.nat({ max: 1_000 })), { maxLength: 2 }),
      completedAt: fc.nat({ max: 2 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;

let sales = 0;

async function buy(shopper: string, { fens }: Extract<Step, { does: 'buy' }>): Promise<Sale | null> {
  const nowMs = bed.clock.nowMs();
  const binding = await bed.attribution.standingOf(shopper, nowMs);
  const seller = binding && (await bed.sellers.creditable(binding));
  if (!seller?.isActive) return null;
  const { nowMs: _, goodsFen: __, seller: ___, sceneId: ____, ...about } = anOrder;
  const frozen = freezeAttribution({
    binding,
    policyVersion: 0,
    holds: [],
    branch: null,
    broughtBy: seller.broughtBy,
    gridBranchId: null,
    about,
    lines: fens.map((amountFen, nth) => aLine({ id: String(nth + 1), amountFen, quantity: 1 })),
    rates,
    returnWindowDays: 7,
    nowMs,
  });
  if (!frozen) return null;
  sales += 1;
  return { orderId: `01JP${String(sales).padStart(22, '0')}`, frozen, totalFen: frozen.baseFen + 601 };
}

/** What of each line came back when, the rest of everything last. */
function happeningsOf(sale: Sale, { backs, completedAt }: Extract<Step, { does: 'buy' }>): Happening[] {
  const left = new Map(sale.frozen.byLine.map(({ lineId, baseFen }) => [lineId, baseFen]));
  const back = (shares: readonly number[]): Happening[] => {
    const what: Record<string, number> = {};
    [...left].forEach(([line, fen], nth) => {
      const taken = Math.floor((fen * (shares[nth] ?? 0)) / 1_001);
      if (taken > 0) what[line] = taken;
    });
    for (const [line, fen] of Object.entries(what)) left.set(line, (left.get(line) ?? 0) - fen);
    return Object.keys(what).length === 0 ? [] : [{ is: 'back', what }];
  };
  const parts = backs.map(back);
  const settled: Happening[] = [{ is: 'completed' }, { is: 'window over' }];
  return [
    { is: 'paid' },
    ...parts.slice(0, completedAt).flat(),
    ...settled,
    ...parts.slice(completedAt).flat(),
  ];
}

test('whatever people do, an order pays who sold and who brought them and nobody above; all that goes back takes it from both', async () => {
  let withSecond = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
      const ids: string[] = [];
      for (let n = 0; n < people; n += 1) ids.push(await bed.person());
      const broughtBy = new Map<string, string | null>();
      const scan = async (who: string, whom: string) => {
        if ((await bed.codes.sellerCode(whom)).ok) await bed.scan(who, whom);
      };
      /** Known when they first asked, and never another. */
      const looked = async (who: string) => {
        const page = await bed.sellers.show(who);
        const by = page.ok ? (page.value.broughtBy?.sellerId ?? null) : null;
        if (page.ok && !broughtBy.has(who)) broughtBy.set(who, by);
        expect(by).toBe(broughtBy.get(who) ?? null);
      };
      // Each of three brought the next.
      for (const [nth, who] of ids.slice(0, 3).entries()) {
        if (nth > 0) await scan(who, String(ids[nth - 1]));
        await bed.becomePromoter(who);
        await looked(who);
      }
      for (const drawn of steps) {
        const who = String(ids[drawn.who]);
        if (drawn.does === 'scan') await scan(who, String(ids[drawn.whom]));
        else if (drawn.does === 'join') {
          await bed.becomePromoter(who);
          await looked(who);
        } else if (drawn.does === 'stop') await bed.sellers.stopPromoting(who);
        else if (drawn.does === 'buy') {
          await scan(who, String(ids[drawn.whom]));
          const sale = await buy(who, drawn);
          if (!sale) continue;
          const { sellerId, byLine } = sale.frozen;
          const others = new Set(byLine.flatMap(({ payeeId }) => payeeId ?? []));
          others.delete(sellerId);
          expect(others.size).toBeLessThanOrEqual(1);
          for (const one of others) {
            withSecond += 1;
            expect([sellerId, one]).toEqual([sellerId, broughtBy.get(sellerId)]);
          }
          await booked(sale, happeningsOf(sale, drawn));
        } else
          await bed.sellers.act(who, {
            ...{ kind: 'promoter', locationId: null, act: drawn.does, reason: '看过了' },
          });
      }
      for (const id of ids) await looked(id);
      for (const id of ids) {
        const above: string[] = [];
        for (let one = broughtBy.get(id) ?? null; one !== null; one = broughtBy.get(one) ?? null) {
          expect([id, ...above]).not.toContain(one);
          above.push(one);
        }
        // One binding, whatever was met.
        const stored = await bed.engine.call('Query', {
          TableName: bed.name,
          KeyConditionExpression: 'pk = :pk and begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': { S: `MEMBER#${id}` }, ':sk': { S: 'BINDING' } },
        });
        expect((stored as { Items: unknown[] }).Items.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: Math.ceil(3 * runsFactor) },
  );
  expect(withSecond).toBeGreaterThan(0);
  expect(await books.ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
});

/** What both levels are owed by hand is in the books; and once everything is back, nothing of it. */
async function booked(sale: Sale, happenings: readonly Happening[]): Promise<void> {
  const left = new Map(sale.frozen.byLine.map(({ lineId, baseFen }) => [lineId, baseFen]));
  for (const one of happenings)
    if (one.is === 'back')
      for (const [line, fen] of Object.entries(one.what)) left.set(line, (left.get(line) ?? 0) - fen);
  const rest: Happening = { is: 'back', what: Object.fromEntries([...left].filter(([, fen]) => fen > 0)) };
  const steps = stepsOf(books, sale, [...happenings, rest]);
  for (const { tell } of steps.slice(0, -1)) await tell();
  await books.ledger.payInTurn();
  expect(await foundOf(books, sale)).toEqual(holdings(sale, happenings));
  await steps.at(-1)?.tell();
  await books.ledger.payInTurn();
  expect(await foundOf(books, sale)).toEqual({});
}
