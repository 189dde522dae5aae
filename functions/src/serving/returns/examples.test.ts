import { expect, test } from 'vitest';
import { broughtBackPostings, titlePostings } from '../../goods/ownership/rules.ts';
import { planRefund, type Returned, tallied } from '../../money/payments/refund-plan.ts';
import { freezeShares } from '../../money/payments/shares.ts';
import { titleBack } from './goods-in.ts';
import { type OutPiece, ownerHere } from './pieces-back.ts';
import type { ReceivedLine } from './records.ts';
import { feeFenOf } from './rules.ts';

/** The worked examples of docs/returns.md, each by its number. */
function paid(quantity: number, amountFen: number, tenders: readonly number[]) {
  const pieces = [{ id: '1', quantity, amountFen }];
  const split = tenders.map((fen, at) => ({ tenderId: String(at + 1), amountFen: fen }));
  const shares = freezeShares(pieces, split);
  const frozen = {
    pieces,
    tenders: split.map(({ tenderId }) => ({ tenderId, shares: shares.get(tenderId) ?? {} })),
  };
  let returned: Returned = {};
  return (units: number, feeBasisPoints = 0) => {
    const wanted = { id: '1', quantity: units, extraFen: 0 };
    const gross = planRefund(frozen, returned, [wanted]);
    if (!gross.ok) return null;
    const keptFen = feeFenOf(gross.value.amountFen, feeBasisPoints);
    const plan = planRefund(frozen, returned, [{ ...wanted, keptFen }]);
    if (!plan.ok) return null;
    returned = tallied(returned, plan.value.pieces, 1);
    return split.map(({ tenderId }) => plan.value.byTender[tenderId] ?? 0);
  };
}

test.each([
  ['1 half of two, by two tenders', paid(2, 20_000, [5_000, 15_000]), [[1, 0, [2_500, 7_500]]]],
  [
    '2 three for ten yuan',
    paid(3, 1_000, [1_000]),
    [
      [1, 0, [334]],
      [1, 0, [333]],
      [1, 0, [333]],
      [1, 0, null],
    ],
  ],
  [
    '3 a fee of a tenth, and one without',
    paid(2, 20_000, [20_000]),
    [
      [1, 1_000, [9_000]],
      [1, 0, [10_000]],
      [1, 0, null],
    ],
  ],
  ['4 a fee that is rounded down', paid(1, 999, [999]), [[1, 333, [966]]]],
  ['5 two tenders and a fee', paid(1, 10_000, [3_000, 7_000]), [[1, 1_000, [2_700, 6_300]]]],
] as const)('%s', (_, back, steps) => {
  for (const [units, feeBasisPoints, fens] of steps) expect(back(units, feeBasisPoints)).toEqual(fens);
});

const betweenFen = 6_600;
/** What each account says after HQ sold a piece of `ownerId` and it came back at a place of `placeOwnerId`. */
function balances(ownerId: string, placeOwnerId: string, disposition: 'sellable' | 'quarantine' | 'scrap') {
  const piece: OutPiece = { fulfilmentId: 'F', skuId: 'S', ownerId, quantity: 1, atPrice: ownerId !== 'hq' };
  const toOwnerId = ownerHere(ownerId, placeOwnerId, disposition);
  const came: ReceivedLine[] = [
    { lineId: '1', quantity: 1, disposition, serials: [], pieces: [{ ...piece, toOwnerId }] },
  ];
  const detail = { lines: [{ id: '1', skuId: 'S', transferPriceFen: betweenFen }] };
  const title = titleBack({ detail } as unknown as Parameters<typeof titleBack>[0], came);
  const about = { orderId: 'O', sellerId: 'hq', atMs: 0 };
  const sold = titlePostings({
    ...about,
    fulfilmentId: 'F',
    allocations: [{ skuId: 'S', ownerId, quantity: 1, transferPriceFen: betweenFen }],
  });
  const sums = new Map<string, number>();
  for (const posting of [
    ...(sold ? [sold] : []),
    ...broughtBackPostings({ ...about, returnId: 'R', ...title }),
  ])
    for (const { debit, credit, amountFen } of posting.legs) {
      sums.set(debit, (sums.get(debit) ?? 0) - amountFen);
      sums.set(credit, (sums.get(credit) ?? 0) + amountFen);
    }
  const [c, e] = ['owner:C', 'owner:E'].map((account) => sums.get(account) ?? 0);
  return { toOwnerId, c, e };
}

test.each([
  ['6 of C at E, fit to be sold', 'C', 'E', 'sellable', { toOwnerId: 'E', c: betweenFen, e: -betweenFen }],
  ['7 of C at E, to be looked at', 'C', 'E', 'quarantine', { toOwnerId: 'hq', c: betweenFen, e: 0 }],
  ['8 of C at E, thrown away', 'C', 'E', 'scrap', { toOwnerId: null, c: betweenFen, e: 0 }],
  ['9 of HQ at E', 'hq', 'E', 'sellable', { toOwnerId: 'hq', c: 0, e: 0 }],
  ['10 of C at C', 'C', 'C', 'sellable', { toOwnerId: 'C', c: 0, e: 0 }],
] as const)('%s', (_, ownerId, placeOwnerId, disposition, meant) => {
  expect(balances(ownerId, placeOwnerId, disposition)).toEqual(meant);
});
