import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDueItems } from '../../../platform/due-items.ts';
import { transact } from '../../../platform/transact.ts';
import { type SettlementFixture, startSettlementFixture } from '../testing/settlement-fixture.ts';
import { mostInFile } from './files.ts';
import { createPayoutStore, type PayoutRecord } from './store.ts';

let fixture: SettlementFixture;
beforeEach(async () => {
  fixture = await startSettlementFixture();
});
afterEach(() => fixture.close());

const head = ['单号', '金额', '处理结果'];
const byBank = {
  kind: 'individual',
  route: 'bank',
  onHold: false,
  realName: '王小店',
  bank: { accountNo: '6222020200000000002', bankName: '工商银行' },
} as const;

async function inFile(...payeeIds: string[]): Promise<{ fileId: string; ids: string[] }> {
  const { earn, settlement, settleAll, onlyPayout } = fixture;
  for (const payeeId of payeeIds) {
    await earn(payeeId, 50_000);
    await settlement.payees.setTerms(payeeId, { ...byBank, revision: 0 }, 'FINANCE1');
  }
  await settleAll();
  const made = await settlement.files.make('bank', 'FINANCE1');
  if (!made.ok) throw new Error(made.code);
  return {
    fileId: made.value.id,
    ids: await Promise.all(payeeIds.map(async (one) => (await onlyPayout(one)).id)),
  };
}
const amountOf = async (payeeId: string) => {
  const { items } = await fixture.settlement.statements.ofPayee(payeeId, { limit: 1 });
  return ((items[0]?.netFen ?? 0) / 100).toFixed(2);
};

describe('what the bank says twice', () => {
  it.each([
    ['失败', '成功', 'returned'],
    ['成功', '退汇', 'paid'],
  ] as const)('%s and then %s of one payment is told to whoever brings it', async (first, second, state) => {
    const { settlement, onlyPayout, expectSoundBooks } = fixture;
    const { fileId, ids } = await inFile('P1');
    const row = async (result: string) => [head, [ids[0] ?? '', await amountOf('P1'), result]];
    const once = await settlement.files.heard(fileId, await row(first), 'FINANCE1');
    expect(once).toMatchObject({ value: { problems: [] } });
    // Said again it changes nothing.
    expect(await settlement.files.heard(fileId, await row(first), 'FINANCE1')).toEqual(once);
    expect(await settlement.files.heard(fileId, await row(second), 'FINANCE1')).toMatchObject({
      value: { paid: 0, failed: 0, missing: 0, problems: [{ kind: 'ended_otherwise', paymentNo: ids[0] }] },
    });
    expect(await onlyPayout('P1')).toMatchObject({ state });
    await expectSoundBooks(['P1']);
  });
});

describe('what is paid to whoever works on it', () => {
  it('is not said to have failed by them: it would be paid again', async () => {
    const { settlement, onlyPayout, balanceOf } = fixture;
    const { fileId, ids } = await inFile('P1', 'P2');
    const rows = [head, [ids[0] ?? '', await amountOf('P1'), '失败']];
    expect(await settlement.files.heard(fileId, rows, 'P1')).toEqual({ ok: false, code: 'settlement_own' });
    expect(await onlyPayout('P1')).toMatchObject({ state: 'in_file' });
    expect(await balanceOf('commission:P1')).toBe(0);
    expect(await settlement.files.heard(fileId, rows, 'P2')).toMatchObject({ value: { failed: 1 } });
  });

  it('is noted, released and given back by somebody else', async () => {
    const { earn, settlement, settleAll, onlyPayout } = fixture;
    const own = { ok: false, code: 'settlement_own' };
    const terms = { ...byBank, kind: 'business', revision: 0 } as const;
    await earn('P1', 50_000);
    expect(await settlement.payees.setTerms('P1', terms, 'P1')).toEqual(own);
    await settlement.payees.setTerms('P1', terms, 'FINANCE1');
    const runId = await settleAll();
    const { id } = await onlyPayout('P1');
    expect(await settlement.payouts.invoiced(id, 'FP20260001', 'P1')).toEqual(own);
    await settlement.payouts.invoiced(id, 'FP20260001', 'FINANCE1');
    await settlement.statements.answer('P1', runId, { answer: 'disputed', note: '少了一单' });
    expect(await settlement.payouts.release(id, 'P1')).toEqual(own);
    expect(await settlement.payouts.giveBack(id, 'P1')).toEqual(own);
    expect(await onlyPayout('P1')).toMatchObject({ state: 'held' });
    expect(await settlement.payouts.giveBack(id, 'FINANCE1')).toMatchObject({ value: { state: 'returned' } });
  });
});

describe('a name', () => {
  it('that headquarters set holds in files, whatever the payee says to WeChat Pay since', async () => {
    const { settlement } = fixture;
    const nameIn = async (fileId: string) => {
      const made = await settlement.files.fileOf(fileId, 'generic');
      const text = made.ok && 'file' in made.value ? new TextDecoder().decode(made.value.file.bytes) : '';
      return ['王小店', '赵六', '李四'].filter((name) => text.includes(name));
    };
    const { fileId } = await inFile('P1');
    expect(await settlement.payees.setRealName('P1', '李四')).toMatchObject({ value: { realName: '李**' } });
    expect(await nameIn(fileId)).toEqual(['王小店']);
    expect(await settlement.payees.view('P1')).toMatchObject({ value: { realName: '王**' } });
    // What headquarters say of something else leaves both.
    const { realName: _, ...others } = byBank;
    await settlement.payees.setTerms('P1', { ...others, revision: 1 }, 'FINANCE1');
    expect(await settlement.payees.mine('P1')).toMatchObject({ realName: '李**' });
    expect(await nameIn(fileId)).toEqual(['王小店']);
    await settlement.payees.setTerms('P1', { ...byBank, realName: '赵六', revision: 2 }, 'FINANCE1');
    expect(await settlement.payees.mine('P1')).toMatchObject({ realName: '赵**' });
    expect(await nameIn(fileId)).toEqual(['赵六']);
  });

  it('that only the payee said is better than none', async () => {
    const { earn, settlement, settleAll } = fixture;
    const { realName: _, ...unnamed } = byBank;
    await earn('P1', 50_000);
    await settlement.payees.setTerms('P1', { ...unnamed, revision: 0 }, 'FINANCE1');
    await settleAll();
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ code: 'nothing_to_pay' });
    await settlement.payees.setRealName('P1', '李四');
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ value: { count: 1 } });
  });
});

describe('a file', () => {
  it('made twice at once has each payment in one of the two', async () => {
    const { earn, settlement, settleAll } = fixture;
    for (const payeeId of ['P1', 'P2', 'P3']) {
      await earn(payeeId, 50_000);
      await settlement.payees.setTerms(payeeId, { ...byBank, revision: 0 }, 'FINANCE1');
    }
    await settleAll();
    const made = await Promise.all([1, 2].map(() => settlement.files.make('bank', 'FINANCE1')));
    const counts = made.map((one) => (one.ok ? one.value.count : 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('fetched again asks the bank for nothing that has come to its end', async () => {
    const { settlement } = fixture;
    const { fileId, ids } = await inFile('P1', 'P2', 'P3');
    const [failed = '', paid = '', open = ''] = ids;
    const rows = [
      [failed, await amountOf('P1'), '失败'],
      [paid, await amountOf('P2'), '成功'],
    ];
    const asked = async () => {
      const made = await settlement.files.fileOf(fileId, 'generic');
      if (!made.ok || !('file' in made.value)) return null;
      const text = new TextDecoder().decode(made.value.file.bytes);
      return ids.filter((id) => text.includes(id));
    };
    expect(await asked()).toEqual(ids);
    await settlement.files.heard(fileId, [head, ...rows], 'FINANCE1');
    expect(await asked()).toEqual([open]);
    // Said again it is known all the same.
    expect(await settlement.files.heard(fileId, [head, ...rows], 'FINANCE1')).toMatchObject({
      value: { paid: 1, failed: 1, missing: 1, problems: [] },
    });
    await settlement.files.heard(fileId, [head, [open, await amountOf('P3'), '成功']], 'FINANCE1');
    expect(await asked()).toBeNull();
  });

  it('is not settled by what another has, and has nobody who is on hold', async () => {
    const { settlement, onlyPayout, clock } = fixture;
    const first = await inFile('P1');
    const second = await inFile('P2');
    const row = [first.ids[0] ?? '', await amountOf('P1'), '成功'];
    expect(await settlement.files.heard(second.fileId, [head, row], 'FINANCE1')).toMatchObject({
      value: { paid: 0, problems: [{ kind: 'unknown_number' }] },
    });
    expect(await onlyPayout('P1')).toMatchObject({ state: 'in_file' });
    await fixture.earn('P3', 50_000);
    await settlement.payees.setTerms('P3', { ...byBank, revision: 0 }, 'FINANCE1');
    await fixture.settleAll();
    await settlement.payees.setTerms('P3', { ...byBank, onHold: true, revision: 1 }, 'FINANCE1');
    clock.advance(dayMs);
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ code: 'nothing_to_pay' });
    // A file with nothing in it is none.
    expect((await settlement.files.page({ limit: 10 })).items).toHaveLength(2);
  });

  it('says of who lacks an account why they are in none, and keeps nobody waiting for them or for who is on hold', async () => {
    const { settlement, onlyPayout, table, earn, settleAll } = fixture;
    const { bank: _, ...without } = byBank;
    await earn('LACKS', 50_000);
    await earn('P1', 50_000);
    await settlement.payees.setTerms('LACKS', { ...without, revision: 0 }, 'FINANCE1');
    await settlement.payees.setTerms('P1', { ...without, revision: 0 }, 'FINANCE1');
    await settleAll();
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ code: 'nothing_to_pay' });
    const lacking = await onlyPayout('LACKS');
    expect(lacking).toMatchObject({ state: 'due', problem: 'bank_missing' });
    await settlement.payees.setTerms('P1', { ...byBank, revision: 1 }, 'FINANCE1');
    // More of who is on hold than a file takes, and they waited longest.
    await settlement.ensurePayees(['HELD']);
    await settlement.payees.setTerms('HELD', { ...byBank, onHold: true, revision: 0 }, 'FINANCE1');
    const payouts = createPayoutStore({ table, dueItems: createDueItems({ table }) });
    const held = (index: number): PayoutRecord => ({
      ...{ payoutId: `H${index}`, revision: 0, payeeId: 'HELD', runId: 'R', route: 'bank', month: '2026-11' },
      ...{ grossFen: 100, withheldFen: 0, netFen: 100, state: 'due', stateAtMs: index },
    });
    for (let at = 0; at < mostInFile; at += 50)
      await transact(
        table,
        Array.from({ length: 50 }, (_, index) => payouts.save(held(at + index), null)),
      );
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ value: { count: 1 } });
    expect(await onlyPayout('P1')).toMatchObject({ state: 'in_file' });
    await settlement.payees.setTerms('LACKS', { ...byBank, revision: 1 }, 'FINANCE1');
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ value: { count: 1 } });
    expect(await onlyPayout('LACKS')).toMatchObject({ id: lacking.id, state: 'in_file', problem: null });
  });

  it.each(['wages', 'bank'] as const)(
    'for %s that leaves while it is being made takes nothing more: what it said is all that it pays',
    async (route) => {
      const { earn, settlement, settleAll, onlyPayout, expectSoundBooks } = fixture;
      const payeeIds = Array.from({ length: 90 }, (_, index) => `P${index}`);
      const terms = { ...byBank, kind: route === 'wages' ? 'employee' : 'individual', route } as const;
      for (const payeeId of payeeIds) {
        await earn(payeeId, 50_000);
        await settlement.payees.setTerms(payeeId, { ...terms, revision: 0 }, 'FINANCE1');
      }
      await settleAll();
      const making = settlement.files.make(route, 'FINANCE1');
      let fileId: string | undefined;
      while (fileId === undefined) fileId = (await settlement.files.page({ limit: 1 })).items[0]?.id;
      const left = await settlement.files.fileOf(fileId, 'generic');
      await making;
      if (!left.ok || 'problems' in left.value) throw new Error('it does not leave');
      const text =
        'rows' in left.value
          ? JSON.stringify(left.value.rows)
          : new TextDecoder().decode(left.value.file.bytes);
      if (route === 'wages') await settlement.files.handedOver(fileId);
      const payouts = await Promise.all(payeeIds.map(onlyPayout));
      const asked = payouts.filter(({ id }) => text.includes(id));
      expect(asked.length).toBeGreaterThan(0);
      const isTaken = route === 'wages' ? 'paid' : 'in_file';
      expect(payouts.filter(({ state }) => state === isTaken)).toEqual(asked);
      expect(payouts.filter(({ state }) => state === 'due')).toHaveLength(90 - asked.length);
      // What came too late is in the next.
      const next = await settlement.files.make(route, 'FINANCE1');
      expect(next.ok ? next.value.count : 0).toBe(90 - asked.length);
      await expectSoundBooks(payeeIds);
    },
    60_000,
  );

  it.each(['lost-before', 'lost-after'] as const)(
    'whose making breaks off at any call (%s) leaves no payment in none, and no file without one',
    async (kind) => {
      const { earn, settlement, settleAll, engine, onlyPayout } = fixture;
      let crashed = true;
      for (let call = 1; crashed; call += 1) {
        const payeeIds = [1, 2, 3].map((one) => `P${call}x${one}`);
        for (const payeeId of payeeIds) {
          await earn(payeeId, 50_000);
          await settlement.payees.setTerms(payeeId, { ...byBank, revision: 0 }, 'FINANCE1');
        }
        await settleAll();
        const before = (await settlement.files.page({ limit: 100 })).items.map(({ id }) => id);
        let calls = 0;
        engine.faults.set(() => {
          calls += 1;
          return calls === call ? kind : calls > call ? 'lost-before' : 'none';
        });
        await settlement.files.make('bank', 'FINANCE1').catch(() => {});
        engine.faults.set();
        crashed = calls >= call;
        await settlement.files.make('bank', 'FINANCE1');
        const made = (await settlement.files.page({ limit: 100 })).items.filter(
          ({ id }) => !before.includes(id),
        );
        expect(made.map(({ count }) => count)).toEqual([3]);
        for (const payeeId of payeeIds) expect(await onlyPayout(payeeId)).toMatchObject({ state: 'in_file' });
      }
    },
    120_000,
  );
});

describe('a payout', () => {
  it('of a business that disputes before its invoice is there waits until somebody has looked', async () => {
    const { earn, settlement, settleAll, onlyPayout } = fixture;
    const terms = { ...byBank, kind: 'business', revision: 0 } as const;
    await earn('P1', 50_000);
    await settlement.payees.setTerms('P1', terms, 'FINANCE1');
    const runId = await settleAll();
    const { id } = await onlyPayout('P1');
    const said = { answer: 'disputed', note: '少了一单' } as const;
    expect(await settlement.statements.answer('P1', runId, said)).toMatchObject({ ok: true });
    for (let times = 0; times < 2; times += 1)
      expect(await settlement.payouts.invoiced(id, 'FP20260001', 'FINANCE1')).toMatchObject({
        value: { state: 'held' },
      });
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ code: 'nothing_to_pay' });
    expect(await settlement.payouts.release(id, 'FINANCE1')).toMatchObject({ value: { state: 'due' } });
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ value: { count: 1 } });
  });

  it('of a business that disputes while its invoice is noted is never neither', async () => {
    const { earn, settlement, settleAll, onlyPayout } = fixture;
    for (let round = 0; round < 6; round += 1) {
      const payeeId = `P${round}`;
      await earn(payeeId, 50_000);
      await settlement.payees.setTerms(payeeId, { ...byBank, kind: 'business', revision: 0 }, 'FINANCE1');
      const runId = await settleAll();
      const { id } = await onlyPayout(payeeId);
      await Promise.all([
        settlement.payouts.invoiced(id, 'FP20260001', 'FINANCE1'),
        settlement.statements.answer(payeeId, runId, { answer: 'disputed', note: '少了一单' }),
      ]);
      expect(await onlyPayout(payeeId)).toMatchObject({ state: 'held' });
    }
  });
});
