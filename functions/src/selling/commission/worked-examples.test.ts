import { readFileSync } from 'node:fs';
import type { CommissionPart } from '@jindian/shared/contract/selling/commission-parts';
import type { CommissionPay } from '@jindian/shared/contract/selling/rates';
import { expect, test } from 'vitest';
import { commissionBack } from './kept.ts';
import { compileRates } from './rules/compile.ts';
import { judge } from './rules/judge.ts';
import { aLine, anOrder, everybody, ratesOf, ruleWith } from './testing/rules.ts';

/** The table of examples that people read, each run as it stands there. */
const document = readFileSync(new URL('../../../../docs/commission.md', import.meta.url), 'utf8');
const examples = document
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const fen = (yuan: string) => Math.round(Number(yuan) * 100);
const list = (cell: string, by: string) => (cell === '–' ? [] : cell.split(by).map((text) => text.trim()));

function payOf(rate: string): CommissionPay {
  const [, amount = '', unit = '', floor, cap] =
    /^([\d.]+)(%|\/pc)(?: ≥([\d.]+))?(?: ≤([\d.]+))?$/.exec(rate) ?? [];
  const bounds = {
    floorFen: floor === undefined ? null : fen(floor),
    capFen: cap === undefined ? null : fen(cap),
  };
  if (unit === '%') return { by: 'percent', basisPoints: fen(amount), ...bounds };
  if (unit === '/pc') return { by: 'piece', pieceFen: fen(amount), ...bounds };
  throw new Error(`no rate: ${rate}`);
}

const said = (rows: readonly { lineId: string; part?: CommissionPart | undefined; amountFen: number }[]) =>
  rows
    .map(({ lineId, part = 'seller', amountFen }) => `${lineId} ${part} ${(amountFen / 100).toFixed(2)}`)
    .join(', ');

test('there are at least forty, each once', () => {
  expect(examples.length).toBeGreaterThanOrEqual(40);
  expect(examples.map(([nr]) => nr)).toEqual(examples.map((_, index) => String(index + 1)));
});

test.each(examples)(
  'example %s: %s by %s, %s',
  (_, linesCell, paysCell, capCell, earned, refundsCell, back) => {
    const lines = list(linesCell as string, ',').map((text) => {
      const [, id = '', amount = '', quantity = '1'] = /^(\w) ([\d.]+)(?: ×(\d+))?$/.exec(text) ?? [];
      return aLine({ id, productId: id, amountFen: fen(amount), quantity: Number(quantity) });
    });
    const rules = lines.flatMap(({ id }) => {
      const pays = list(paysCell as string, ',').flatMap((text): [string, CommissionPay][] => {
        const [, of, part = '', rate = ''] = /^(\w) (\w+) (.+)$/.exec(text) ?? [];
        return of === id ? [[part, payOf(rate)]] : [];
      });
      const ofLine = { when: { productIds: [id] }, pays: { seller: null, ...Object.fromEntries(pays) } };
      return pays.length === 0 ? [] : [ruleWith(`rule_${id.toLowerCase()}`, ofLine)];
    });
    const rates = compileRates(ratesOf(rules, capCell === '–' ? null : fen(capCell as string)), 'v1');
    const { rows } = judge(rates, anOrder, lines, everybody);
    expect(said(rows)).toBe(earned);

    let refunded: ReadonlyMap<string, number> = new Map();
    const taken = list(refundsCell as string, ';').map((text) => {
      const [id = '', amount = ''] = text.split(' ');
      const after = new Map(refunded).set(id, (refunded.get(id) ?? 0) + fen(amount));
      const { byLine } = commissionBack({ byLine: rows }, refunded, after);
      refunded = after;
      return said(byLine);
    });
    expect(taken.length === 0 ? '–' : taken.join('; ')).toBe(back);
  },
);
