import { type FaultKind, seededFaults } from '@jindian/embedded-dynamodb';
import { commissionParts } from '@jindian/shared/contract/selling/commission-parts';
import type { CommissionPay } from '@jindian/shared/contract/selling/rates';
import type { Earning } from '@jindian/shared/contract/selling/seller';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deep, runsFactor, seed } from '../../platform/testing/depth.ts';
import { type CommissionFixture, startCommissionFixture } from './testing/commission-fixture.ts';
import {
  foundOf,
  type Happening,
  holdings,
  paidOf,
  payeesOf,
  percentPayOf,
  type Sale,
  saleOf,
  stepsOf,
} from './testing/several-payees.ts';

let fixture: CommissionFixture;
beforeEach(async () => {
  fixture = await startCommissionFixture();
});
afterEach(() => fixture.close());

let made = 0;

/** Three pieces and one, at odd prices, that pay four. */
function newSale(isHeld = false): Sale {
  made += 1;
  return saleOf(made, {
    lines: [
      { amountFen: 29_999, quantity: 3 },
      { amountFen: 10_007, quantity: 1 },
    ],
    pays: {
      seller: percentPayOf(533),
      branch: percentPayOf(111),
      second_level: { by: 'piece', pieceFen: 107, floorFen: null, capFen: 300 },
      grid_branch: percentPayOf(77, 101),
    },
    orderCapFen: 2_999,
    isHeld,
  });
}

async function expectSoundBooks(): Promise<void> {
  expect(await fixture.ledger.verifyLedger()).toMatchObject({
    imbalanceFen: 0,
    imbalancePoints: 0,
    faults: [],
  });
}

/** What payees read of it: lines that add up to what is there, and to what they must hold. */
async function expectStatements(sale: Sale, wanted: Record<string, number>): Promise<void> {
  for (const payeeId of Object.values(payeesOf)) {
    // All of them: what came of other histories may stand between.
    const items: Earning[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await fixture.commission.earnings(payeeId, { limit: 50, ...(cursor ? { cursor } : {}) });
      if (!page.ok) throw new Error(page.code);
      items.push(...page.value.items);
      cursor = page.value.nextCursor;
    }
    const of = (state: string) =>
      items
        .filter((one) => one.orderId === sale.orderId && one.state === state)
        .reduce((fen, { amountFen }) => fen + amountFen, 0);
    expect({ payeeId, posted: of('posted'), pending: of('pending') }).toEqual({
      payeeId,
      posted: wanted[`commission:${payeeId}`] ?? 0,
      pending: wanted[`pending commission:${payeeId}`] ?? 0,
    });
  }
}

const whole: Happening[] = [
  { is: 'paid' },
  { is: 'back', what: { 1: 9_999 } },
  { is: 'completed' },
  { is: 'back', what: { 1: 1, 2: 3_333 } },
  { is: 'window over' },
  { is: 'pool pays' },
  { is: 'back', what: { 1: 10_000 } },
  { is: 'back', what: { 1: 9_999, 2: 6_674 } },
];
const decidedAfter = (release: boolean): Happening[] => [
  ...whole.slice(0, 5),
  { is: 'decided', release },
  ...whole.slice(5),
];

describe('an order that pays four', () => {
  it('is as the rule says after each of its happenings, and leaves every account as it was once all is back', async () => {
    for (const [isHeld, happenings] of [
      [false, whole],
      [true, decidedAfter(true)],
      [true, decidedAfter(false)],
      // Of one that is never completed.
      [false, [whole[0], whole[1], { is: 'back', what: { 1: 20_000, 2: 10_007 } }]],
    ] as [boolean, Happening[]][]) {
      const sale = newSale(isHeld);
      expect(sale.frozen.commissionFen).toBe(2_999);
      for (const [index, step] of stepsOf(fixture, sale, happenings).entries()) {
        await step.tell();
        await fixture.ledger.payInTurn();
        const wanted = holdings(sale, happenings.slice(0, index + 1));
        expect({ step: step.is, ...(await foundOf(fixture, sale)) }).toEqual({ step: step.is, ...wanted });
        await expectStatements(sale, wanted);
      }
      expect(await foundOf(fixture, sale)).toEqual({});
    }
    await expectSoundBooks();
  });

  for (const kind of ['lost-before', 'lost-after'] satisfies FaultKind[]) {
    it(`has books that balance after a crash at any call of any happening, and come out right (${kind})`, async () => {
      const happenings = decidedAfter(true);
      let tried = 0;
      for (const [position, happening] of happenings.entries()) {
        let crashed = true;
        // Every one in depth; else every ninth, from one that the seed chooses.
        const [first, step] = deep ? [1, 1] : [1 + ((seed + position) % 9), 9];
        for (let call = first; crashed; call += step) {
          // A table of its own for each: the books of all orders are gone through after the crash.
          if (tried % 8 === 7) {
            fixture.close();
            fixture = await startCommissionFixture();
          }
          tried += 1;
          const sale = newSale(true);
          const steps = stepsOf(fixture, sale, happenings);
          for (const { tell } of steps.slice(0, position)) await tell();
          let calls = 0;
          fixture.engine.faults.set(() => {
            calls += 1;
            return calls === call ? kind : calls > call ? 'lost-before' : 'none';
          });
          await steps[position]?.tell().catch(() => {});
          fixture.engine.faults.set();
          crashed = calls >= call;
          await expectSoundBooks();
          expect(paidOf(await foundOf(fixture, sale))).toBeLessThanOrEqual(sale.frozen.commissionFen);
          // Told again, as every event is until it went through: this one, and those behind it.
          for (const { tell } of steps.slice(position, position + 1)) await tell();
          await fixture.ledger.payInTurn();
          const wanted = holdings(sale, happenings.slice(0, position + 1));
          expect({ happening, call, ...(await foundOf(fixture, sale)) }).toEqual({
            happening,
            call,
            ...wanted,
          });
          for (const { tell } of steps.slice(position + 1)) await tell();
          await fixture.ledger.payInTurn();
          expect(await foundOf(fixture, sale)).toEqual({});
        }
      }
      expect(tried).toBeGreaterThan(happenings.length);
      await expectSoundBooks();
    });
  }
});

const payArbitrary: fc.Arbitrary<CommissionPay> = fc
  .record({
    by: fc.constantFrom('percent' as const, 'piece' as const),
    basisPoints: fc.nat(2_400),
    pieceFen: fc.nat(700),
    floorFen: fc.option(fc.nat(300)),
    capAbove: fc.option(fc.nat(900)),
  })
  .map(({ by, basisPoints, pieceFen, floorFen, capAbove }) => {
    const bounds = { floorFen, capFen: capAbove === null ? null : (floorFen ?? 0) + capAbove };
    return by === 'percent' ? { by, basisPoints, ...bounds } : { by, pieceFen, ...bounds };
  });

const historyArbitrary = fc.record({
  lines: fc.array(
    fc.record({ amountFen: fc.integer({ min: 1, max: 60_011 }), quantity: fc.integer({ min: 1, max: 4 }) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  pays: fc.record(Object.fromEntries(commissionParts.map((part) => [part, payArbitrary])), {
    requiredKeys: [],
  }),
  orderCapFen: fc.option(fc.nat(4_000)),
  isHeld: fc.boolean(),
  /** Thousandths of what is left of each line, before it is completed and after. */
  before: fc.array(fc.array(fc.nat(1_000), { minLength: 3, maxLength: 3 }), { maxLength: 2 }),
  behind: fc.array(fc.array(fc.nat(1_000), { minLength: 3, maxLength: 3 }), { maxLength: 3 }),
  windowAt: fc.nat(3),
  decided: fc.constantFrom(null, true, false),
  draws: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
  faults: fc.nat(),
});

it('comes to what the rule says, in whatever order, however often it is told and under faults', async () => {
  await fc.assert(
    fc.asyncProperty(historyArbitrary, async (drawn) => {
      made += 1;
      const sale = saleOf(made, drawn);
      expect(sale.frozen.commissionFen).toBeLessThanOrEqual(drawn.orderCapFen ?? sale.frozen.baseFen);
      const left = new Map(drawn.lines.map(({ amountFen }, index) => [String(index + 1), amountFen]));
      const backOf = (shares: readonly number[], mayTakeAll: boolean): Happening[] => {
        const what: Record<string, number> = {};
        for (const [index, [line, fen]] of [...left].entries()) {
          const taken = Math.floor((fen * (shares[index] ?? 0)) / 1_000);
          if (taken > 0) what[line] = taken;
        }
        const takesAll = [...left].every(([line, fen]) => fen === (what[line] ?? 0));
        if (Object.keys(what).length === 0 || (takesAll && !mayTakeAll)) return [];
        for (const [line, fen] of Object.entries(what)) left.set(line, (left.get(line) ?? 0) - fen);
        return [{ is: 'back', what }];
      };
      const before = drawn.before.flatMap((shares) => backOf(shares, false));
      const behind = drawn.behind.flatMap((shares) => backOf(shares, true));
      const hasDecision = drawn.isHeld && drawn.decided !== null;
      const inTime: Happening[] = [
        { is: 'paid' },
        ...before,
        { is: 'completed' },
        ...behind.slice(0, drawn.windowAt),
        { is: 'window over' },
        ...(hasDecision ? [{ is: 'decided' as const, release: drawn.decided as boolean }] : []),
        ...behind.slice(drawn.windowAt),
      ];
      const rest = [...left].filter(([, fen]) => fen > 0);
      const steps = stepsOf(fixture, sale, [
        ...inTime,
        ...(rest.length > 0 ? [{ is: 'back' as const, what: Object.fromEntries(rest) }] : []),
      ]);
      const heard = [...steps.slice(0, inTime.length), ...steps.slice(0, inTime.length)]
        .map((step, index) => ({ step, at: drawn.draws[index] ?? 0 }))
        .sort((one, other) => one.at - other.at);
      fixture.engine.faults.set(
        seededFaults({
          seed: drawn.faults,
          rates: { conflict: 0.06, throttle: 0.03, 'lost-before': 0.05, 'lost-after': 0.05 },
        }),
      );
      // What is decided before there is a hold is decided again: as somebody does who finds it on the list.
      const decidedLast = steps.filter(({ is }) => is === 'decided');
      for (const { step } of [...heard, ...decidedLast.map((step) => ({ step }))]) await untilDone(step.tell);
      fixture.engine.faults.set();
      await fixture.ledger.payInTurn();
      const wanted = holdings(sale, inTime);
      expect(await foundOf(fixture, sale)).toEqual(wanted);
      await expectStatements(sale, wanted);
      for (const step of steps.slice(inTime.length)) await step.tell();
      await fixture.ledger.payInTurn();
      expect(await foundOf(fixture, sale)).toEqual({});
    }),
    { numRuns: Math.ceil(8 * runsFactor) },
  );
  await expectSoundBooks();
});

async function untilDone(tell: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tell();
    } catch (error) {
      if (attempt >= 60) throw error;
    }
  }
}
