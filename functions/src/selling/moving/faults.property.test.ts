import { type FaultKind, seededFaults } from '@jindian/embedded-dynamodb';
import type { MovedLotRow, MovedMemberRow } from '@jindian/shared/contract/selling/moving';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashPoints, runsFactor } from '../../platform/testing/depth.ts';
import { type MovingFixture, startMovingFixture } from './testing/moving-fixture.ts';

type Had = { points: number; lots: readonly number[] };
/** A member of the system before, with what the files say of them, and who they are once they have claimed. */
type Moved = Had & { memberNumber: string; phone: string; memberId?: string };

let fixture: MovingFixture;
let made = 0;
/** Everybody who was moved in on this table. */
const everybody: Moved[] = [];
beforeAll(async () => {
  fixture = await startMovingFixture();
});
afterAll(() => fixture.close());

function people(had: readonly Had[]): Moved[] {
  const fresh = had.map((one) => {
    made += 1;
    return { ...one, memberNumber: `V${made}`, phone: `138001${String(made).padStart(5, '0')}` };
  });
  everybody.push(...fresh);
  return fresh;
}

const memberRows = (moved: readonly Moved[]): MovedMemberRow[] =>
  moved.map(({ memberNumber, phone, points }, at) => ({ row: at + 2, memberNumber, phone, points }));
/** Odd amounts were granted, even ones paid. */
const lotRows = (moved: readonly Moved[]): MovedLotRow[] =>
  moved
    .flatMap(({ memberNumber, lots }) =>
      lots.map((amountFen, nth) => ({ amountFen, memberNumber, lotId: `L${nth}` })),
    )
    .map((lot, at) => ({
      ...lot,
      row: at + 2,
      lotKind: lot.amountFen % 2 === 0 ? 'paid' : 'granted',
      lotOn: '2024-01-01',
    }));

/** As a queue delivers it: again and again until it is done. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries > 60) throw error;
      if (tries > 40) fixture.engine.faults.set();
    }
  }
}

async function claim(one: Moved, faults: () => void, done = untilDone): Promise<void> {
  const { moving, engine } = fixture;
  const memberId = await fixture.byPhone(one.phone);
  const { claimId = '' } = (await moving.card(memberId)).claims[0] ?? {};
  faults();
  await done(async () => {
    const claimed = await moving.claim(claimId, memberId);
    if (!claimed.ok) throw new Error(claimed.code);
  });
  engine.faults.set();
  one.memberId = memberId;
}

/** What members hold is what the files said, to the point and the fen. */
async function expectAsFiled(moved: readonly Moved[]): Promise<void> {
  for (const { memberNumber, memberId, points, lots } of moved) {
    const holder = memberId
      ? ({ kind: 'member', memberId } as const)
      : ({ kind: 'moved', memberNumber } as const);
    const sum = (odd: number) => lots.filter((fen) => fen % 2 === odd).reduce((total, fen) => total + fen, 0);
    expect(await fixture.moving.heldBy(holder)).toEqual({ points, paidFen: sum(0), grantedFen: sum(1) });
  }
  await fixture.expectSound(
    everybody.flatMap(({ memberId }) => memberId ?? []),
    everybody.map(({ memberNumber }) => memberNumber),
  );
}

test('whatever goes wrong while files are booked and claimed, everybody has what the file said, once', async () => {
  const had = fc.array(
    fc.record({
      points: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9_999 })),
      lots: fc.array(fc.integer({ min: 1, max: 99_999 }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(had, fc.integer({ min: 1, max: 3 }), fc.nat(), async (all, portions, seed) => {
      const { engine, moving } = fixture;
      const faults = () =>
        engine.faults.set(
          seededFaults({
            seed,
            rates: { conflict: 0.05, throttle: 0.03, 'lost-before': 0.04, 'lost-after': 0.05 },
          }),
        );
      const moved = people(all);
      const book = async (importId: string) => {
        faults();
        for (let portion = 0; portion < portions; portion += 1)
          for (const _ of ['told', 'told again']) await untilDone(() => moving.step(importId, portion));
        engine.faults.set();
      };
      await book(await fixture.bring('members', memberRows(moved), portions));
      const lots = lotRows(moved);
      if (lots.length > 0) await book(await fixture.bring('balances', lots, portions));
      for (const [n, one] of moved.entries()) if ((seed + n) % 2 === 1) await claim(one, faults);
      await expectAsFiled(moved);
    }),
    { numRuns: Math.ceil(4 * runsFactor) },
  );
});

test.each(['lost-before', 'lost-after'] satisfies FaultKind[])(
  'a process that dies at any call is followed by one that ends it (%s)',
  async (kind) => {
    const { engine, moving } = fixture;
    const tried: Moved[] = [];
    const { first, step } = crashPoints(kind === 'lost-after' ? 3 : 0);
    let crashed = true;
    for (let call = first; crashed; call += step) {
      const moved = people([{ points: 7, lots: [200, 31] }]);
      tried.push(...moved);
      let calls = 0;
      const die = () => {
        calls = 0;
        engine.faults.set(() => {
          calls += 1;
          return calls === call ? kind : calls > call ? 'lost-before' : 'none';
        });
      };
      crashed = false;
      const goOn = async (work: () => Promise<unknown>) => {
        await work().catch(() => {});
        engine.faults.set();
        crashed ||= calls >= call;
        await work();
      };
      const dieIn = (work: () => Promise<unknown>) => {
        die();
        return goOn(work);
      };
      const file = await fixture.bring('members', memberRows(moved));
      await dieIn(() => moving.step(file, 0));
      const balances = await fixture.bring('balances', lotRows(moved));
      await dieIn(() => moving.step(balances, 0));
      await claim(moved[0] as Moved, die, goOn);
    }
    await expectAsFiled(tried);
  },
);
