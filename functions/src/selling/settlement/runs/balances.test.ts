/** Dealers and couriers are settled with everybody else. */
import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dealerPayee } from '../payees/accounts.ts';
import { type SettlementFixture, startSettlementFixture } from '../testing/settlement-fixture.ts';

const dealer = dealerPayee('D1');
let fixture: SettlementFixture;
beforeEach(async () => {
  fixture = await startSettlementFixture(
    {},
    new Map([
      ['HELPER', { name: '韩梅', sellerKind: 'guide', employerId: 'D1', employerName: '城南商贸' }],
      [dealer, { name: '城南商贸', sellerKind: 'dealer', employerId: null }],
    ]),
  );
  fixture.dealers.push('D1');
});
afterEach(() => fixture.close());

const latest = async (payeeId: string) => {
  const { items } = await fixture.settlement.statements.ofPayee(payeeId, { limit: 1 });
  const [statement] = items;
  if (!statement) throw new Error(`${payeeId} has no statement`);
  return statement;
};

describe('a dealer', () => {
  it('is found by the run itself, is due what his account says, and is paid after his invoice', async () => {
    const { earn, settleAll, settlement, balanceOf, onlyPayout, expectSoundBooks } = fixture;
    await earn(dealer, 80_001);
    await earn(dealer, -30_000);
    const runId = await settleAll();
    expect(await latest(dealer)).toMatchObject({
      payeeName: '城南商贸',
      payeeKind: 'business',
      earnedFen: 80_001,
      takenBackFen: 30_000,
      grossFen: 50_001,
      withheldFen: 0,
      netFen: 50_001,
    });
    expect(await balanceOf('owner:D1')).toBe(0);
    const { id } = await onlyPayout(dealer);
    expect(await settlement.payouts.invoiced(id, 'FP20260001', 'FINANCE1')).toMatchObject({
      value: { state: 'due' },
    });
    expect(await settlement.statements.one(dealer, runId)).toMatchObject({
      value: { isWhole: true, lines: [{ amountFen: 80_001 }, { amountFen: -30_000 }] },
    });
    await expectSoundBooks([dealer]);
  });

  it('who owes is paid nothing, and has it set off by what comes', async () => {
    const { earn, settleAll, expectSoundBooks } = fixture;
    await earn(dealer, -70_000);
    await settleAll();
    expect(await latest(dealer)).toMatchObject({ outcome: 'owes', grossFen: 0, closingFen: -70_000 });
    await earn(dealer, 100_000);
    await settleAll();
    expect(await latest(dealer)).toMatchObject({ setOffFen: 70_000, grossFen: 30_000 });
    await expectSoundBooks([dealer]);
  });

  it('pays his guide: what she earned is on her statement with his name, and on his with hers', async () => {
    const { earn, settleAll, balanceOf, settlement, expectSoundBooks } = fixture;
    await earn('HELPER', 12_345);
    await settleAll();
    expect(await latest('HELPER')).toMatchObject({
      employerName: '城南商贸',
      grossFen: 12_345,
      withheldFen: 0,
      payout: { state: 'paid' },
    });
    expect(await balanceOf('owner:D1')).toBe(12_345);
    const runId = await settleAll();
    expect(await latest(dealer)).toMatchObject({ employerName: null, grossFen: 12_345 });
    expect(await settlement.statements.one(dealer, runId)).toMatchObject({
      value: { lines: [{ posting: 'payout.paid', payeeName: '韩梅', amountFen: 12_345 }] },
    });
    await expectSoundBooks(['HELPER', dealer]);
  });
});

describe('who delivers', () => {
  it('has fees and commission in one statement, taxed as one income', async () => {
    const { earn, deliverFor, clock, settleAll, balanceOf, settlement, expectSoundBooks } = fixture;
    await deliverFor('P1', 60_000);
    clock.advance(1_000);
    await earn('P1', 40_000);
    const runId = await settleAll();
    // ¥1,000 less ¥800, of it 20 %: neither part alone would be taxed.
    expect(await latest('P1')).toMatchObject({ earnedFen: 100_000, withheldFen: 4_000, netFen: 96_000 });
    expect([await balanceOf('courier:P1'), await balanceOf('commission:P1')]).toEqual([0, 0]);
    const found = await settlement.statements.one('P1', runId);
    expect(found.ok && found.value.lines.map(({ posting }) => posting)).toEqual([
      'courier.fee',
      'commission',
    ]);
    await expectSoundBooks(['P1']);
  });

  it('is carried on with what is too little, and has it set off against what was taken back', async () => {
    const { earn, deliverFor, settleAll, balanceOf, expectSoundBooks } = fixture;
    await deliverFor('P1', 60);
    await settleAll();
    expect(await latest('P1')).toMatchObject({ outcome: 'below', closingFen: 60 });
    await earn('P1', -500);
    await settleAll();
    expect(await latest('P1')).toMatchObject({ outcome: 'owes', openingFen: 60, closingFen: -440 });
    await deliverFor('P1', 1_000);
    await settleAll();
    expect(await latest('P1')).toMatchObject({ openingFen: -440, earnedFen: 1_000, netFen: 560 });
    expect([await balanceOf('courier:P1'), await balanceOf('commission:P1')]).toEqual([0, 0]);
    await expectSoundBooks(['P1']);
  });

  it('and does so for the first time while a run waits for its approval loses nothing', async () => {
    const { earn, deliverFor, clock, tryRun, approve, settleAll, balanceOf, expectSoundBooks } = fixture;
    await earn('P1', 5_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    await deliverFor('P1', 700);
    await approve(runId);
    expect(await latest('P1')).toMatchObject({ runId, netFen: 5_000 });
    await settleAll();
    expect(await latest('P1')).toMatchObject({ netFen: 700 });
    expect(await balanceOf('courier:P1')).toBe(0);
    await expectSoundBooks(['P1']);
  });
});
