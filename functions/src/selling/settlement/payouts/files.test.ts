import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SettlementFixture, startSettlementFixture } from '../testing/settlement-fixture.ts';

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
    const once = await settlement.files.heard(fileId, await row(first));
    expect(once).toMatchObject({ value: { problems: [] } });
    // Said again it changes nothing.
    expect(await settlement.files.heard(fileId, await row(first))).toEqual(once);
    expect(await settlement.files.heard(fileId, await row(second))).toMatchObject({
      value: { paid: 0, failed: 0, missing: 0, problems: [{ kind: 'ended_otherwise', paymentNo: ids[0] }] },
    });
    expect(await onlyPayout('P1')).toMatchObject({ state });
    await expectSoundBooks(['P1']);
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
    await settlement.files.heard(fileId, [head, ...rows]);
    expect(await asked()).toEqual([open]);
    // Said again it is known all the same.
    expect(await settlement.files.heard(fileId, [head, ...rows])).toMatchObject({
      value: { paid: 1, failed: 1, missing: 1, problems: [] },
    });
    await settlement.files.heard(fileId, [head, [open, await amountOf('P3'), '成功']]);
    expect(await asked()).toBeNull();
  });

  it('is not settled by what another has, and has nobody who is on hold', async () => {
    const { settlement, onlyPayout, clock } = fixture;
    const first = await inFile('P1');
    const second = await inFile('P2');
    const row = [first.ids[0] ?? '', await amountOf('P1'), '成功'];
    expect(await settlement.files.heard(second.fileId, [head, row])).toMatchObject({
      value: { paid: 0, problems: [{ kind: 'unknown_number' }] },
    });
    expect(await onlyPayout('P1')).toMatchObject({ state: 'in_file' });
    await fixture.earn('P3', 50_000);
    await settlement.payees.setTerms('P3', { ...byBank, revision: 0 }, 'FINANCE1');
    await fixture.settleAll();
    await settlement.payees.setTerms('P3', { ...byBank, onHold: true, revision: 1 }, 'FINANCE1');
    clock.advance(dayMs);
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ value: { count: 0 } });
  });
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
      expect(await settlement.payouts.invoiced(id, 'FP20260001')).toMatchObject({ value: { state: 'held' } });
    expect(await settlement.files.make('bank', 'FINANCE1')).toMatchObject({ code: 'nothing_to_pay' });
    expect(await settlement.payouts.release(id)).toMatchObject({ value: { state: 'due' } });
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
        settlement.payouts.invoiced(id, 'FP20260001'),
        settlement.statements.answer(payeeId, runId, { answer: 'disputed', note: '少了一单' }),
      ]);
      expect(await onlyPayout(payeeId)).toMatchObject({ state: 'held' });
    }
  });
});
