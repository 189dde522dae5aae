import { readFileSync } from 'node:fs';
import { readYuan } from '@jindian/shared/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOfLine, linesUntil, outcomeOf, sumsOf } from './figures.ts';

const line = (number: number, transferId: string, amountFen: number, bookedAtMs = number) => ({
  number,
  transferId,
  amountFen,
  atMs: bookedAtMs,
  bookedAtMs,
});

describe('the lines of a statement', () => {
  it('end before the first that is booked after it closes; what only waits ends nothing', () => {
    const lines = [line(1, 'commission:A', 500), line(2, 'commission:B', 0, 99), line(3, 'commission:A', 7)];
    expect(linesUntil([...lines, line(4, 'commission:C', 5, 50), line(5, 'commission:D', 1, 6)], 10)).toEqual(
      lines,
    );
  });

  it('go on behind what left with a payout, which stands in no statement but its own', () => {
    const lines = [line(1, 'payout.sent:P1', -700, 99), line(2, 'commission:A', 300)];
    expect(linesUntil(lines, 10)).toEqual(lines);
    expect(sumsOf(0, lines)).toMatchObject({ earnedFen: 300, takenBackFen: 0, dueFen: 300 });
  });
});

describe('what is due', () => {
  // Opening, lines, due, set off; by hand.
  it.each([
    [0, [495], 495, 0],
    [0, [495, -165], 330, 165],
    [-501, [495], -6, 495],
    [-6, [1_007], 1_001, 6],
    [333, [-1_000], -667, 333],
    [99, [], 99, 0],
  ])('of %i and %j is %i, of which %i was set off', (openingFen, amounts, dueFen, setOffFen) => {
    const lines = amounts.map((amountFen, index) => line(index + 1, 'commission:A', amountFen));
    expect(sumsOf(openingFen, lines)).toMatchObject({ dueFen, setOffFen });
  });

  it('is told from a payout that came back', () => {
    expect(kindOfLine(line(1, 'payout.returned:P1', 80))).toBe('returned');
    expect(sumsOf(0, [line(1, 'payout.returned:P1', 80), line(2, 'commission:A', 3)])).toMatchObject({
      returnedFen: 80,
      earnedFen: 3,
      dueFen: 83,
    });
  });

  it('is paid from the least payout on, and never where it is on hold or owed', () => {
    const terms = { leastPayoutFen: 100, onHold: false };
    expect([-1, 0, 99, 100].map((fen) => outcomeOf(fen, terms))).toEqual(['owes', 'below', 'below', 'pay']);
    expect(outcomeOf(5_000, { ...terms, onHold: true })).toBe('on_hold');
  });

  it('of statements that follow each other comes to the same, however the lines are cut', () => {
    const amounts = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(amounts, fc.nat({ max: 30 }), (all, cut) => {
        const lines = all.map((amountFen, index) => line(index + 1, 'commission:A', amountFen));
        const first = sumsOf(0, lines.slice(0, cut));
        const second = sumsOf(first.dueFen, lines.slice(cut));
        expect(second.dueFen).toBe(sumsOf(0, lines).dueFen);
        expect(first.setOffFen).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the worked examples of docs/payouts.md', () => {
  const text = readFileSync(new URL('../../../../../docs/payouts.md', import.meta.url), 'utf8');
  const rows = text.split('\n').flatMap((one) => {
    const cells = one.split('|').map((cell) => cell.trim());
    return cells.length === 10 && cells[1]?.includes('¥') ? [cells.slice(1, -1)] : [];
  });
  const fen = (cell = '') =>
    (cell.startsWith('−') ? -1 : 1) * (readYuan(cell.replace('−', '')) ?? Number.NaN);

  it('are what is due and what is paid', () => {
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      const [opening = 0, earned = 0, returned = 0, back = 0, due, least = 0, gross, closing] = row.map(fen);
      const lines = [
        line(1, 'commission:A', earned),
        line(2, 'payout.returned:P', returned),
        line(3, 'commission.reduced:A:R', 0 - back),
      ];
      const { dueFen } = sumsOf(opening, lines);
      const paid = outcomeOf(dueFen, { leastPayoutFen: least, onHold: false }) === 'pay' ? dueFen : 0;
      expect([row, dueFen, paid, dueFen - paid]).toEqual([row, due, gross, closing]);
    }
  });
});
