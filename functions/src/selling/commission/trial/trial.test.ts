import { percentPay } from '@jindian/shared/contract/selling/rates';
import { hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { openPolicies } from '../../../platform/policy-document/testing/policy-fixture.ts';
import { freezeAttribution } from '../freeze.ts';
import { createCommissionRates } from '../rates.ts';
import { compileRates } from '../rules/compile.ts';
import { aLine, anOrder, knownThings, ratesOf, ruleWith } from '../testing/rules.ts';
import { createRatesTrials } from './service.ts';
import { asked, emptyTrial, type PastSale, payeesOf, trySale } from './trial.ts';

const inForce = ratesOf([ruleWith('old')]);
const placedAtMs = anOrder.nowMs;
const { seller: _, nowMs: __, goodsFen: ___, ...about } = anOrder;

/** An order as it was frozen by the rules in force. */
function sold(orderId: string, sellerId: string, more: Partial<PastSale> = {}): PastSale {
  const lines = more.lines ?? [aLine()];
  const branch = { id: 'B00001', ownership: 'dealer' as const };
  const frozen = freezeAttribution({
    binding: {
      sellerId,
      sellerName: sellerId,
      sellerKind: 'guide',
      locationId: 'B00001',
      boundAtMs: placedAtMs - 1,
      expiresAtMs: placedAtMs + 1,
      recent: [],
    },
    policyVersion: 0,
    holds: [],
    branch,
    gridBranchId: null,
    about,
    lines,
    rates: compileRates(inForce, 'v1'),
    returnWindowDays: 7,
    nowMs: placedAtMs,
  });
  if (!frozen) throw new Error('nobody is credited');
  return { orderId, placedAtMs, frozen, branch, gridBranchId: null, about, lines, ...more };
}

describe('a draft on past orders', () => {
  const draft = ratesOf([
    ruleWith('shoes', {
      when: { categoryIds: ['shoes'] },
      pays: { seller: percentPay(400), branch: percentPay(200) },
    }),
    ruleWith('new_by_h5', { when: { channels: ['h5'], buyers: 'new' }, pays: { seller: percentPay(900) } }),
  ]);
  const rates = compileRates(draft, 'draft-1');
  const fruit = aLine({ id: '2', categoryId: 'fruit', categoryPath: ['fruit'], amountFen: 333 });

  test('says what is paid before and after, to whom, by which rule, and what no rule fits', () => {
    const result = emptyTrial();
    trySale(result, sold('O1', 'S1'), rates, asked(draft));
    trySale(result, sold('O2', 'S2', { lines: [aLine(), fruit] }), rates, asked(draft));
    expect(result).toMatchObject({
      orders: 2,
      changedOrders: 2,
      withoutRule: 1,
      // 5 % of ¥100.00, twice, and of ¥3.33; then 4 % and 2 % of ¥100.00, twice.
      beforeFen: 500 + 500 + 16,
      afterFen: 600 + 600,
      unknown: { channel: 0, buyers: 0 },
    });
    expect(payeesOf(result, 2)).toEqual({
      payeesMore: 1,
      payeesLess: 2,
      shown: [
        { payeeId: 'B00001', parts: ['branch'], orders: 2, beforeFen: 0, afterFen: 400 },
        { payeeId: 'S2', parts: ['seller'], orders: 1, beforeFen: 516, afterFen: 400 },
      ],
    });
    expect([...result.rules]).toEqual([
      ['shoes', { lines: 2, baseFen: 20_000, beforeFen: 1_000, afterFen: 1_200 }],
      ['', { lines: 1, baseFen: 333, beforeFen: 16, afterFen: 0 }],
    ]);
  });

  test('counts what was not kept as unknown, and such an order fits no rule that asks for it', () => {
    const result = emptyTrial();
    const unknown = { ...about, channel: null, isFirstOrder: null };
    trySale(result, sold('O1', 'S1', { lines: [fruit], about: unknown }), rates, asked(draft));
    expect(result).toMatchObject({ unknown: { channel: 1, buyers: 1 }, withoutRule: 1, afterFen: 0 });
  });

  test('with caps of a day and a month counts them as they would have been, order by order', () => {
    const capped = {
      ...ratesOf([ruleWith('all')]),
      caps: { orderFen: null, sellerDayFen: 700, sellerMonthFen: 1_000 },
    };
    const result = emptyTrial();
    const day = 24 * hourMs;
    for (const [orderId, sellerId, afterMs] of [
      ['O1', 'S1', 0],
      ['O2', 'S1', 1],
      ['O3', 'S2', 2],
      ['O4', 'S1', day],
      ['O5', 'S1', 12 * day],
    ] as const)
      trySale(
        result,
        sold(orderId, sellerId, { placedAtMs: placedAtMs + afterMs }),
        compileRates(capped, 'draft-1'),
        asked(capped),
      );
    // 500, what is left of 700, another's 500, what is left of 1,000, and a month later 500 again.
    expect(result).toMatchObject({
      beforeFen: 2_500,
      afterFen: 500 + 200 + 500 + 300 + 500,
      changedOrders: 2,
    });
  });

  test('that is the same as what was in force changes nothing', () => {
    const result = emptyTrial();
    trySale(
      result,
      sold('O1', 'S1', { lines: [aLine(), fruit] }),
      compileRates(inForce, 'v1'),
      asked(inForce),
    );
    expect(result).toMatchObject({ changedOrders: 0, beforeFen: 516, afterFen: 516 });
    expect(payeesOf(result, 9)).toMatchObject({ payeesMore: 0, payeesLess: 0 });
  });
});

describe('a trial', () => {
  let opened: Awaited<ReturnType<typeof openPolicies>>;
  beforeEach(async () => {
    opened = await openPolicies();
  });
  afterEach(() => opened.close());

  async function begun(perDay: number) {
    const rates = createCommissionRates(opened.policies, async () => knownThings);
    await rates.publishContent(inForce, { revision: 0, by: 'HQ', note: 'first', command: null });
    await rates.saveDraft(ratesOf([ruleWith('new', { pays: { seller: percentPay(700) } })]), {
      revision: 1,
      by: 'HQ',
    });
    const { table, clock } = opened;
    const idsOf = (day: string) =>
      Array.from({ length: perDay }, (_, nth) => `${day}#${String(nth).padStart(4, '0')}`);
    const trials = createRatesTrials({
      table,
      clock,
      outbox: createOutbox({ table, clock, ids: createIds(clock) }),
      rates,
      pastSales: {
        idsAfter: async (day, after, limit) =>
          idsOf(day)
            .filter((id) => after === null || id > after)
            .slice(0, limit),
        read: async (ids) => ({ sales: ids.map((id) => sold(id, 'S1')), withoutSeller: 0 }),
      },
      nameOf: async (id) => `name of ${id}`,
      namesOf: async (ids) => new Map(ids.map((id) => [id, `name of ${id}`])),
    });
    return trials;
  }
  const period = { fromDay: '2026-11-01', toDay: '2026-11-02' };

  test('goes on step by step, a step told twice counting once, and whoever asks for the same gets that one', async () => {
    const trials = await begun(250);
    const first = await trials.start(period, 2, 'HQ');
    const again = await trials.start(period, 2, 'M2');
    if (!first.ok || !again.ok) throw new Error('not begun');
    expect(again.value).toEqual(first.value);
    const { id } = first.value;
    for (const step of [0, 0, 1, 2, 2, 3]) await trials.doStep(id, step);
    expect(await trials.view(id)).toMatchObject({
      ok: true,
      value: {
        state: 'done',
        orders: 500,
        days: 2,
        cut: false,
        beforeFen: 500 * 500,
        afterFen: 500 * 700,
        changedOrders: 500,
        payees: [{ payeeId: 'S1', name: 'name of S1', orders: 500, beforeFen: 250_000, afterFen: 350_000 }],
        rules: [{ ruleId: 'new', lines: 500 }],
      },
    });
    // Asked again once it is done, it is begun anew, and no late step of the one before counts for it.
    await opened.clock.advance(hourMs);
    expect(await trials.start(period, 2, 'HQ')).toMatchObject({
      ok: true,
      value: { state: 'running', orders: 0 },
    });
    await trials.doStep(id, 3);
    expect(await trials.view(id)).toMatchObject({ value: { orders: 0 } });
  });

  test('is of the draft that was seen, and of no longer than it says', async () => {
    const trials = await begun(1);
    expect(await trials.start(period, 1, 'HQ')).toMatchObject({ ok: false, code: 'stale_revision' });
    expect(await trials.start({ fromDay: '2026-01-01', toDay: '2026-11-02' }, 2, 'HQ')).toMatchObject({
      code: 'invalid_request',
    });
    expect(await trials.view('0'.repeat(32))).toMatchObject({ code: 'not_found' });
  });
});
