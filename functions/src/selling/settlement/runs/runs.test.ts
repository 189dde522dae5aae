import { dayMs, hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownPayee } from '../payees/terms.ts';
import { type SettlementFixture, startSettlementFixture } from '../testing/settlement-fixture.ts';

const known = new Map<string, KnownPayee>([
  ['GUIDE', { name: '导购', sellerKind: 'guide', employerId: null }],
  ['DEALERS', { name: '加盟店导购', sellerKind: 'guide', employerId: 'D0001' }],
  ['B00001', { name: '莱山店', sellerKind: 'branch', employerId: null }],
]);
let fixture: SettlementFixture;
beforeEach(async () => {
  fixture = await startSettlementFixture({ twoPeopleFromFen: 100_000 }, known);
});
afterEach(() => fixture.close());

const statementsOf = async (runId: string) =>
  (await fixture.settlement.statements.ofRun(runId, { limit: 50 })).items;
const view = async (runId: string) => {
  const run = await fixture.settlement.runs.view(runId);
  if (!run.ok) throw new Error(run.code);
  return run.value;
};

describe('a run', () => {
  it('is tried without a posting, approved, and then booked: gross is withheld and net', async () => {
    const { earn, clock, tryRun, approve, balanceOf, expectSoundBooks } = fixture;
    await earn('P1', 123_456);
    await earn('P2', 40);
    await earn('P3', -705);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    expect(await view(runId)).toMatchObject({
      state: 'tried',
      peopleNeeded: 2,
      sums: {
        ...{ payees: 3, statements: 3, paid: 1, grossFen: 123_456, withheldFen: 8_691, netFen: 114_765 },
        ...{ carried: 1, carriedFen: 40, owing: 1, owingFen: 705 },
      },
    });
    expect(await balanceOf('commission:P1')).toBe(123_456);
    expect(await balanceOf('payouts-in-transit')).toBe(0);

    await approve(runId, 'FINANCE1', 'FINANCE1');
    expect(await view(runId)).toMatchObject({ state: 'tried', approvals: [{ name: 'FINANCE1' }] });
    await approve(runId, 'FINANCE2');
    expect(await view(runId)).toMatchObject({ state: 'done', issued: 3, passedOver: 0 });
    expect(await balanceOf('commission:P1')).toBe(0);
    expect(await balanceOf('payouts-in-transit')).toBe(114_765);
    expect(await balanceOf('tax-withheld')).toBe(8_691);
    await expectSoundBooks(['P1', 'P2', 'P3']);
  });

  it('leaves what was earned after its closing day, and what came back since is set off in the next', async () => {
    const { earn, clock, tryRun, approve, settleAll, expectSoundBooks } = fixture;
    await earn('P1', 10_000);
    clock.advance(2 * dayMs);
    await earn('P1', 777);
    const runId = await tryRun();
    // It races with the run: the statement stands, and the next one knows.
    await earn('P1', -3_333);
    await approve(runId);
    expect((await statementsOf(runId))[0]).toMatchObject({ earnedFen: 10_000, grossFen: 10_000 });
    const next = await settleAll();
    expect((await statementsOf(next))[0]).toMatchObject({
      ...{ openingFen: 0, earnedFen: 777, takenBackFen: 3_333, dueFen: -2_556, setOffFen: 777 },
      ...{ outcome: 'owes', grossFen: 0, closingFen: -2_556 },
    });
    await earn('P1', 5_000);
    expect((await statementsOf(await settleAll()))[0]).toMatchObject({ openingFen: -2_556, grossFen: 2_444 });
    await expectSoundBooks(['P1']);
  });

  it('leaves nothing to be approved where it began by itself and found nobody; whoever asks for one sees that it is empty', async () => {
    const { settlement, tryRun, clock } = fixture;
    clock.advance(2 * dayMs);
    const byItself = await settlement.runs.view(await tryRun(null));
    expect(byItself).toMatchObject({ ok: true, value: { state: 'dropped' } });
    expect(await settlement.runs.openRun()).toBeNull();
    const asked = await settlement.runs.view(await tryRun('FINANCE1'));
    expect(asked).toMatchObject({ ok: true, value: { state: 'tried', sums: { statements: 0 } } });
  });

  it('carries what is too little until it is enough, and what is on hold until it is not', async () => {
    const { earn, settleAll, settlement, expectSoundBooks } = fixture;
    await earn('P1', 60);
    expect((await statementsOf(await settleAll()))[0]).toMatchObject({ outcome: 'below', closingFen: 60 });
    // Nothing new: no statement that says so.
    expect(await statementsOf(await settleAll())).toEqual([]);
    await earn('P1', 41);
    const terms = { kind: 'individual', route: 'wechat' } as const;
    await settlement.payees.setTerms('P1', { ...terms, revision: 0, onHold: true }, 'FINANCE1');
    expect((await statementsOf(await settleAll()))[0]).toMatchObject({ outcome: 'on_hold', closingFen: 101 });
    await settlement.payees.setTerms('P1', { ...terms, revision: 1, onHold: false }, 'FINANCE1');
    expect((await statementsOf(await settleAll()))[0]).toMatchObject({ openingFen: 101, grossFen: 101 });
    await expectSoundBooks(['P1']);
  });

  it.each([
    ['on hold', { kind: 'individual', route: 'wechat', onHold: true }],
    ['of another kind', { kind: 'business', route: 'wechat', onHold: false }],
    ['paid by another way', { kind: 'individual', route: 'bank', onHold: false }],
  ] as const)('passes over who is %s since it was tried, and leaves it to the next', async (_, terms) => {
    const { earn, clock, tryRun, approve, settlement, balanceOf, settleAll, expectSoundBooks } = fixture;
    await earn('P1', 50_000);
    await earn('P2', 50_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    await settlement.payees.setTerms('P1', { ...terms, revision: 0 }, 'FINANCE1');
    await approve(runId);
    expect(await view(runId)).toMatchObject({ state: 'done', issued: 1, passedOver: 1 });
    expect([await balanceOf('commission:P1'), await balanceOf('commission:P2')]).toEqual([50_000, 0]);
    const [next] = await statementsOf(await settleAll());
    const outcome = terms.onHold ? 'on_hold' : 'pay';
    expect(next).toMatchObject({ payeeId: 'P1', payeeKind: terms.kind, route: terms.route, outcome });
    await expectSoundBooks(['P1', 'P2']);
  });

  it('pays employees with the wages, those of a dealer by him, and a branch after its invoice', async () => {
    const { earn, settleAll, settlement, onlyPayout, balanceOf } = fixture;
    for (const payeeId of ['GUIDE', 'DEALERS', 'B00001']) await earn(payeeId, 50_000);
    await settleAll();
    expect(await balanceOf('tax-withheld')).toBe(0);
    expect(await balanceOf('owner:D0001')).toBe(50_000);
    expect(await onlyPayout('DEALERS')).toMatchObject({ state: 'paid' });
    expect(await onlyPayout('GUIDE')).toMatchObject({ state: 'due' });
    const { id } = await onlyPayout('B00001');
    expect((await settlement.files.make('bank', 'FINANCE1')).ok).toBe(false);
    expect(await settlement.payouts.invoiced(id, 'FP20260001', 'FINANCE1')).toMatchObject({
      value: { state: 'due' },
    });
    const wages = await settlement.files.make('wages', 'FINANCE1');
    expect(wages).toMatchObject({ value: { count: 1, sumFen: 50_000 } });
    if (wages.ok) await settlement.files.handedOver(wages.value.id);
    expect(await onlyPayout('GUIDE')).toMatchObject({ state: 'paid' });
    expect(await balanceOf('paid-with-wages')).toBe(50_000);
    expect(await balanceOf('commission:DEALERS')).toBe(0);
  });

  it('is alone: another is refused until it is at its end, and may be dropped', async () => {
    const { earn, clock, tryRun, settlement, balanceOf, approve } = fixture;
    await earn('P1', 5_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    expect(await settlement.runs.start('FINANCE1')).toMatchObject({ ok: false, code: 'settlement_open' });
    await settlement.runs.drop(runId);
    expect(await settlement.runs.approve(runId, 'FINANCE1')).toMatchObject({ code: 'transition_refused' });
    expect((await settlement.statements.ofPayee('P1', { limit: 5 })).items).toEqual([]);
    const again = await tryRun();
    await approve(again);
    expect(await balanceOf('payouts-in-transit')).toBe(5_000);
    expect(await settlement.runs.drop(again)).toMatchObject({ code: 'transition_refused' });
  });

  it('leaves statements page by page, and what was only tried on none of them', async () => {
    const { earn, clock, tryRun, settlement, settleAll } = fixture;
    const settled: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await earn('P1', 5_000);
      clock.advance(2 * dayMs);
      for (let tries = 0; tries < 2; tries += 1) await settlement.runs.drop(await tryRun());
      settled.unshift(await settleAll());
    }
    const found: string[][] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await settlement.statements.ofPayee('P1', { limit: 2, cursor });
      found.push(page.items.map(({ runId }) => runId));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(found).toEqual([settled.slice(0, 2), settled.slice(2)]);
  });

  it('does once what is told twice, goes on where it stood, and passes over what another settled', async () => {
    const { earn, clock, settlement, deliver, balanceOf, tryRun, approve, expectSoundBooks } = fixture;
    const payees = Array.from({ length: 60 }, (_, index) => `P${index}`);
    for (const payeeId of payees) await earn(payeeId, 5_001);
    clock.advance(2 * dayMs);
    const started = await settlement.runs.start(null);
    if (!started.ok) throw new Error(started.code);
    await deliver(2);
    await deliver(3);
    const first = await view(started.value.id);
    expect(first).toMatchObject({ state: 'tried', sums: { statements: 60, grossFen: 60 * 5_001 } });
    await settlement.runs.approve(first.id, 'FINANCE1');
    await settlement.runs.approve(first.id, 'FINANCE2');
    await deliver(2);
    await deliver(2);
    expect(await view(first.id)).toMatchObject({ state: 'done', issued: 60 });
    expect(await balanceOf('payouts-in-transit')).toBe(60 * 5_001);
    await approve(await tryRun());
    expect(await balanceOf('payouts-in-transit')).toBe(60 * 5_001);
    await expectSoundBooks(payees);
  });

  it('begins by itself when a period is over, once, and not before the first time', async () => {
    const { earn, clock, settlement, look, deliverAll } = fixture;
    await settlement.planCycle();
    await look();
    expect(await settlement.runs.openRun()).toBeNull();
    await earn('P1', 5_000);
    clock.advance(dayMs + hourMs);
    await settlement.planCycle();
    await settlement.planCycle();
    await look();
    await deliverAll();
    const runId = await settlement.runs.openRun();
    expect(await view(runId ?? '')).toMatchObject({ state: 'tried', startedBy: null, sums: { paid: 1 } });
  });

  it('leaves out whoever approved it, until others approve one', async () => {
    const { earn, clock, tryRun, settlement, deliverAll, approve, balanceOf, onlyPayout, expectSoundBooks } =
      fixture;
    await earn('FINANCE1', 50_000);
    await earn('FINANCE2', -50);
    await earn('P1', 40_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    expect(await settlement.runs.approve(runId, 'FINANCE1')).toMatchObject({ value: { state: 'paying' } });
    await deliverAll();
    expect(await view(runId)).toMatchObject({ state: 'done', issued: 2, passedOver: 1 });
    expect(await balanceOf('commission:FINANCE1')).toBe(50_000);
    expect(await onlyPayout('P1')).toMatchObject({ state: 'due' });
    const next = await tryRun();
    expect(await view(next)).toMatchObject({ sums: { paid: 1, grossFen: 50_000 } });
    await approve(next, 'FINANCE2');
    expect(await onlyPayout('FINANCE1')).toMatchObject({ state: 'due' });
    await expectSoundBooks(['FINANCE1', 'FINANCE2', 'P1']);
  });

  it('that was tried in a month that is over is tried again, and taxed in the one in which it pays', async () => {
    const { earn, clock, tryRun, approve, settlement, onlyPayout, settleAll } = fixture;
    await earn('P1', 90_000);
    await settleAll();
    await earn('P1', 90_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    // The two of one month are one payment.
    expect(await view(runId)).toMatchObject({ sums: { grossFen: 90_000, withheldFen: 18_000 } });
    clock.advance(30 * dayMs);
    expect(await settlement.runs.approve(runId, 'FINANCE1')).toEqual({
      ok: false,
      code: 'settlement_month_over',
    });
    await settlement.runs.drop(runId);
    const again = await tryRun();
    expect(await view(again)).toMatchObject({ sums: { grossFen: 90_000, withheldFen: 2_000 } });
    await approve(again);
    expect(await onlyPayout('P1')).toMatchObject({ state: 'due' });
  });

  it('that is booked in the month after leaves to the next what would be taxed otherwise', async () => {
    const { earn, clock, tryRun, settlement, deliverAll, onlyPayout, expectSoundBooks, settleAll } = fixture;
    await earn('P1', 50_000);
    await earn('GUIDE', 50_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    await settlement.runs.approve(runId, 'FINANCE1');
    await settlement.runs.approve(runId, 'FINANCE2');
    clock.advance(30 * dayMs);
    await deliverAll();
    expect(await view(runId)).toMatchObject({ state: 'done', issued: 1, passedOver: 1 });
    expect(await onlyPayout('GUIDE')).toMatchObject({ state: 'due' });
    await settleAll();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'due' });
    await expectSoundBooks(['P1', 'GUIDE']);
  });

  it('passes over whose tax is another since it was tried, as something came back', async () => {
    const { earn, clock, tryRun, approve, settlement, settleAll, onlyPayout, balanceOf, expectSoundBooks } =
      fixture;
    await earn('P1', 90_000);
    await settleAll();
    const { id } = await onlyPayout('P1');
    await earn('P1', 90_000);
    await earn('P2', 90_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    expect(await view(runId)).toMatchObject({ sums: { grossFen: 180_000, withheldFen: 20_000 } });
    await settlement.payouts.giveBack(id, 'FINANCE1');
    await approve(runId);
    expect(await view(runId)).toMatchObject({ state: 'done', issued: 1, passedOver: 1 });
    expect(await balanceOf('commission:P1')).toBe(180_000);
    const [next] = await statementsOf(await settleAll());
    // Of the month's whole pay, as if it had been paid at once.
    expect(next).toMatchObject({ payeeId: 'P1', grossFen: 180_000, withheldFen: 20_000 });
    await expectSoundBooks(['P1', 'P2']);
  });

  it('of two who approve at once counts both, and is booked once', async () => {
    const { earn, clock, tryRun, settlement, deliverAll, balanceOf } = fixture;
    await earn('P1', 200_000);
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    await Promise.all(['FINANCE1', 'FINANCE2', 'FINANCE1'].map((by) => settlement.runs.approve(runId, by)));
    await deliverAll();
    expect(await view(runId)).toMatchObject({ state: 'done', approvals: { length: 2 }, issued: 1 });
    expect(await balanceOf('commission:P1')).toBe(0);
  });
});
