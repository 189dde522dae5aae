import type { FulfilmentState } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRefund, type Returned, tallied } from '../../money/payments/refund-plan.ts';
import { hasLeft } from './fulfilment-items.ts';
import {
  canDoWith,
  piecesOf,
  wantedOfPart,
  withHandedOver,
  withoutBroughtBack,
  withoutRefund,
} from './pieces.ts';
import type { DetailLine } from './store.ts';

/**
 * A line whose units come in several parts; people refund units of it, parts leave or are given up, and refunds fail
 * and are given up. Never is money given for a unit that a part still brings, but where a person gave it.
 */
const unitFen = 100;
type Part = { state: FulfilmentState; lines: { skuId: string; quantity: number }[] };
type Refund = { byHand: boolean; pieces: Parameters<typeof tallied>[1] };

const acts = fc.oneof(
  fc.record({
    act: fc.constant('refund' as const),
    nth: fc.nat(2),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    act: fc.constantFrom('give_up' as const, 'leave' as const, 'back' as const, 'drop' as const),
    nth: fc.nat(5),
  }),
);

test('units of parts that are given up go back once, whatever was refunded by hand before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 2 }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(acts, { maxLength: 14 }),
      (divided, happened) => {
        const skuIds = ['A', 'B'];
        const parts: Part[] = divided.map((quantities) => ({
          state: 'to_pack',
          lines: quantities.flatMap((quantity, sku) =>
            quantity > 0 ? [{ skuId: skuIds[sku] as string, quantity }] : [],
          ),
        }));
        const unitsIn = (some: readonly Part[], skuId: string) =>
          some
            .flatMap(({ lines }) => lines)
            .reduce((sum, line) => (line.skuId === skuId ? sum + line.quantity : sum), 0);
        const lines = skuIds.flatMap((skuId, index) => {
          const quantity = unitsIn(parts, skuId);
          return quantity > 0
            ? [{ id: String(index + 1), skuId, quantity, netFen: quantity * unitFen } as DetailLine]
            : [];
        });
        const detail = { lines, deliveryFeeFen: 0 };
        const pieces = piecesOf(detail);
        const shares = Object.fromEntries(lines.map(({ id, netFen }) => [id, netFen]));
        const frozen = { pieces, tenders: [{ tenderId: '1', shares }] };
        const money = { returned: {} as Returned };
        const record = { detail, money, fulfilments: parts };
        const refunds: Refund[] = [];
        const refund = (wanted: Parameters<typeof planRefund>[2], byHand: boolean) => {
          const planned = planRefund(frozen, money.returned, wanted);
          if (!planned.ok) return expect(byHand).toBe(true);
          const told = byHand ? withHandedOver(record, planned.value.pieces) : planned.value.pieces;
          for (const piece of told) expect(piece.amountFen).toBeLessThanOrEqual(piece.quantity * unitFen);
          money.returned = tallied(money.returned, told, 1);
          refunds.push({ byHand, pieces: told });
        };
        for (const one of happened) {
          const part = parts[one.nth % parts.length] as Part;
          if (one.act === 'refund') {
            const line = lines[one.nth % Math.max(1, lines.length)];
            if (line) refund([{ id: line.id, quantity: one.quantity, extraFen: 0 }], true);
          } else if (one.act === 'leave') {
            if (part.state === 'to_pack') part.state = 'dispatched';
          } else if (one.act === 'back') {
            if (part.state !== 'dispatched') continue;
            part.state = 'to_pack';
            money.returned = withoutBroughtBack(record);
          } else if (one.act === 'give_up') {
            if (part.state !== 'to_pack') continue;
            const wanted = wantedOfPart(record, part);
            for (const { id, skuId } of lines) {
              // Refunded, and neither out nor given up: these are its units, so nothing more goes back for them.
              const { quantity: before = 0 } = money.returned[id] ?? {};
              const out = unitsIn(parts.filter(hasLeft), skuId);
              const given = unitsIn(
                parts.filter(({ state }) => state === 'cancelled'),
                skuId,
              );
              const open = Math.max(0, unitsIn([part], skuId) - Math.max(0, before - out - given));
              const asked = wanted.find((piece) => piece.id === id)?.quantity ?? 0;
              expect(asked).toBeLessThanOrEqual(open);
            }
            if (wanted.length > 0) refund(wanted, false);
            part.state = 'cancelled';
          } else {
            const there = refunds[one.nth % Math.max(1, refunds.length)];
            if (!there) continue;
            const others = refunds.filter((made) => made !== there);
            const returned = withoutRefund(money, there, others);
            if (!canDoWith(record, returned)) continue;
            money.returned = returned;
            refunds.splice(refunds.indexOf(there), 1);
          }
          for (const { id, skuId, quantity } of lines) {
            const givenUp = unitsIn(
              parts.filter(({ state }) => state === 'cancelled'),
              skuId,
            );
            const { quantity: back = 0, byTender = {}, handedOver = 0 } = money.returned[id] ?? {};
            const byHand = refunds
              .filter((made) => made.byHand)
              .flatMap((made) => made.pieces)
              .reduce((sum, piece) => (piece.id === id ? sum + piece.quantity : sum), 0);
            const bySystem = back - byHand;
            // What is not brought is paid back; for what is brought nobody but a person gives money.
            expect(back - handedOver).toBeGreaterThanOrEqual(givenUp);
            expect(bySystem).toBeLessThanOrEqual(givenUp);
            expect(bySystem).toBeGreaterThanOrEqual(givenUp - (byHand - handedOver));
            expect(handedOver).toBeLessThanOrEqual(byHand);
            expect(handedOver).toBeLessThanOrEqual(unitsIn(parts.filter(hasLeft), skuId));
            expect(back).toBeLessThanOrEqual(quantity);
            expect(byTender['1'] ?? 0).toBe(back * unitFen);
          }
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('a unit refunded by hand before anything left is that of the part that is given up next', () => {
  const parts: Part[] = [
    { state: 'to_pack', lines: [{ skuId: 'A', quantity: 1 }] },
    { state: 'to_pack', lines: [{ skuId: 'A', quantity: 1 }] },
  ];
  const lines = [{ id: '1', skuId: 'A', quantity: 2, netFen: 200 } as DetailLine];
  const byHand = [{ id: '1', quantity: 1, amountFen: 100, byTender: { '1': 100 } }];
  const record = (returned: Returned) => ({ detail: { lines }, money: { returned }, fulfilments: parts });
  const told = withHandedOver(record({}), byHand);
  expect(wantedOfPart(record(tallied({}, told, 1)), parts[1] as Part)).toEqual([]);
  // One that was on its way by then is a refund of what the shopper has: the other part goes back as well.
  (parts[0] as Part).state = 'dispatched';
  const ofHanded = withHandedOver(record({}), byHand);
  expect(wantedOfPart(record(tallied({}, ofHanded, 1)), parts[1] as Part)).toEqual([
    { id: '1', quantity: 1, extraFen: 0 },
  ]);
});

test.each([
  // Both of two units refunded while out; one is back, the other is not.
  { units: 2, handedOver: [2], back: 1, dropped: 0, left: { quantity: 0, handedOver: 0 } },
  // One of two refunded while both were out; the other came back.
  { units: 2, handedOver: [1], back: 1, dropped: 0, left: { quantity: 0, handedOver: 0 } },
  // One each, one of them back: the one that is out stays refunded, whichever refund is given up.
  { units: 2, handedOver: [1, 1], back: 1, dropped: 0, left: { quantity: 1, handedOver: 1 } },
  { units: 2, handedOver: [1, 1], back: 1, dropped: 1, left: { quantity: 1, handedOver: 1 } },
  { units: 2, handedOver: [1, 1], back: 2, dropped: 1, left: { quantity: 1, handedOver: 0 } },
])('a refund that is given up after units came back: %o', ({ units, handedOver, back, dropped, left }) => {
  const parts: Part[] = Array.from({ length: units }, (_, at) => ({
    state: at < back ? 'to_pack' : 'dispatched',
    lines: [{ skuId: 'A', quantity: 1 }],
  }));
  const lines = [{ id: '1', skuId: 'A', quantity: units, netFen: units * unitFen } as DetailLine];
  const refunds = handedOver.map((quantity) => ({
    pieces: [
      {
        id: '1',
        quantity,
        handedOver: quantity,
        amountFen: quantity * unitFen,
        byTender: { '1': quantity * unitFen },
      },
    ],
  }));
  let returned: Returned = {};
  for (const { pieces } of refunds) returned = tallied(returned, pieces, 1);
  const record = (now: Returned) => ({ detail: { lines }, money: { returned: now }, fulfilments: parts });
  returned = withoutBroughtBack(record(returned));
  const after = withoutRefund(
    { returned },
    refunds[dropped] as (typeof refunds)[number],
    refunds.filter((_, at) => at !== dropped),
  );
  expect(after['1']).toMatchObject(left);
  expect(canDoWith(record(after), after)).toBe(true);
});
