import { readFileSync } from 'node:fs';
import type { Promotion, PromotionDoes } from '@jindian/shared/contract/selling/promotions';
import { readYuan } from '@jindian/shared/money';
import { describe, expect, test } from 'vitest';
import { basketOf, lane, made, piece, policyOf } from '../testing/made.ts';
import { priceBasket } from './price.ts';

const text = readFileSync(new URL('../../../../../docs/promotions.md', import.meta.url), 'utf8');
const rows = text
  .slice(text.indexOf('| basket | promotions | pays |'))
  .split('\n')
  .slice(2)
  .filter((line) => line.startsWith('|'))
  .map(
    (line) =>
      line
        .split('|')
        .slice(1, 4)
        .map((cell) => cell.trim()) as [string, string, string],
  );

function fen(yuan: string): number {
  const read = readYuan(yuan);
  if (read === null) throw new Error(`${yuan} is no amount`);
  return read;
}
const percent = (said: string) => Number(said.replace('%', '')) * 100;

function doesOf(said: string): PromotionDoes {
  const [kind = '', a = '', b = '', c = ''] = said.split(' ');
  if (kind === 'percent') return { kind, offBasisPoints: percent(a) };
  if (kind === 'amount') return { kind, offFen: fen(a) };
  if (kind === 'price') return { kind: 'time_price', prices: [{ skuId: `${a}-1`, priceFen: fen(b) }] };
  if (kind === 'nth')
    return { kind: 'nth_piece', n: Number(a), offBasisPoints: percent(b), sameSku: c === 'same' };
  if (kind === 'buy') return { kind: 'buy_get', buy: Number(a), get: Number(c), sameSku: false };
  if (kind === 'bundle') {
    const parts = a.split('+').map((name) => ({ skuIds: [`${name}-1`], quantity: 1 }));
    return { kind, parts, priceFen: fen(b) };
  }
  if (kind === 'gift') {
    const from = fen(said.split(' from ')[1] as string);
    return { kind, threshold: { measure: 'fen', from }, gifts: [{ skuId: `${a}-1`, quantity: 1 }] };
  }
  if (kind === 'free')
    return {
      kind: 'free_delivery',
      threshold: { measure: 'fen', from: fen(said.split(' from ')[1] as string) },
    };
  const measure = kind === 'pieces' ? 'pieces' : 'fen';
  const steps = said.split(', ').map((step) => {
    const [, from = '', , off = ''] = step.split(' ');
    const isPercent = off.endsWith('%');
    return {
      from: measure === 'pieces' ? Number(from) : fen(from),
      offFen: isPercent ? null : fen(off),
      offBasisPoints: isPercent ? percent(off) : null,
    };
  });
  return { kind: 'full_reduction', measure, steps, repeats: kind === 'every' };
}

function promotionOf(said: string, nth: number): Promotion {
  const [where = '', what = ''] = said.split(': ');
  const [does = '', on] = what.split(' on ');
  return made(`p${nth}`, doesOf(does), {
    laneId: `lane${where.replace('!', '')}`,
    madeAtMs: nth,
    goods: {
      ...{ productIds: on ? on.split(' ').map((name) => `${name}-1`) : [] },
      ...{ categoryIds: [], tags: [], exceptProductIds: [] },
    },
  });
}

describe('worked by hand in docs/promotions.md', () => {
  test('there are enough of them', () => expect(rows.length).toBeGreaterThanOrEqual(35));

  test.each(rows)('%s | %s | %s', (basketSaid, promotionsSaid, paysSaid) => {
    const named = basketSaid.split(', ');
    const lines = named
      .filter((one) => one !== 'delivery')
      .map((one, at) => {
        const [name = '', price = '', count = ''] = one.split(' ');
        return piece(`${name}-1`, fen(price), Number(count.slice(1)), String(at + 1));
      });
    const said = promotionsSaid.split('; ');
    const policy = policyOf(
      said.map((one, at) => promotionOf(one, at + 1)),
      [
        lane(1),
        lane(
          2,
          said.some((one) => one.startsWith('2!')),
        ),
      ],
    );
    const deliveryFee = () => (named.includes('delivery') ? 800 : 0);
    const priced = priceBasket(policy, basketOf(lines, { deliveryFee }));
    const pays = paysSaid.split(', ');
    const amounts = pays.filter((one) => /^[A-Z] /.test(one)).map((one) => fen(one.slice(2)));
    expect(priced.lines.map(({ netFen }) => netFen)).toEqual(amounts);
    expect(priced.gifts.map(({ skuId }) => `gift ${skuId[0]}`)).toEqual(
      pays.filter((one) => one.startsWith('gift ')),
    );
    const fee = pays.find((one) => one.startsWith('delivery '));
    if (fee) expect(priced.deliveryFeeFen).toBe(fen(fee.slice('delivery '.length)));
    const by = pays.find((one) => one.startsWith('by '));
    if (by) expect(priced.applied.map(({ promotion: { id } }) => id)).toEqual([`p${by.slice(3)}`]);
  });
});
