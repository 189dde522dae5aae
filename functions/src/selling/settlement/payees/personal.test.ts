import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SettlementFixture, startSettlementFixture } from '../testing/settlement-fixture.ts';
import { keptFields } from './personal.ts';

let fixture: SettlementFixture;
beforeEach(async () => {
  fixture = await startSettlementFixture({ confirmFree: 'on' });
});
afterEach(() => fixture.close());

const control = () => fixture.bench.simulator.control;
const everything = async (memberId: string) =>
  JSON.stringify(await fixture.settlement.personal.kept(memberId));

async function paid(memberId: string): Promise<string> {
  const { earn, settlement, settleAll, hearNotifications, onlyPayout } = fixture;
  await earn(memberId, 60_000);
  await settlement.payees.setRealName(memberId, '李雷');
  await settleAll();
  const { id } = await onlyPayout(memberId);
  await settlement.wechat.take(id, memberId);
  await control().transfers.confirm(id);
  await hearNotifications();
  return id;
}

describe('what is kept of who was paid', () => {
  it('is theirs to take along: how they are paid, statements, and what was asked of WeChat Pay', async () => {
    const id = await paid('P1');
    const kept = await fixture.settlement.personal.kept('P1');
    expect(kept.map(({ kind }) => kind)).toEqual(['Payee', 'PayeeStatement', 'Payout']);
    expect(kept.at(-1)?.values).toMatchObject({
      payoutId: id,
      openid: 'openid-P1',
      payeeName: '李雷',
    });
    const fields = kept.flatMap(({ values }) => Object.keys(values));
    expect(fields.filter((name) => !keptFields.includes(name))).toEqual([]);
    expect(await fixture.settlement.personal.kept('SHOPPER')).toEqual([]);
  });

  it('counts as due while it is on its way, or was delivered and is in no statement', async () => {
    const { earn, deliverFor, settleAll, settlement } = fixture;
    await earn('P1', 60_000);
    await settleAll();
    expect(await settlement.personal.dueFen('P1')).toBe(60_000);
    await deliverFor('P1', 700);
    expect(await settlement.personal.dueFen('P1')).toBe(60_700);
    await paid('P2');
    expect(await settlement.personal.dueFen('P2')).toBe(0);
  });

  it('is without the person once they are forgotten; sums stay, and it may be done again', async () => {
    const { settlement, expectSoundBooks } = fixture;
    await paid('P1');
    await settlement.payees.authorize('P1');
    await control().transfers.giveAuthorization(
      control().transfers.authorizations().at(-1)?.outAuthorizationNo ?? '',
    );
    await fixture.hearNotifications();
    const { items } = await settlement.statements.ofPayee('P1', { limit: 1 });
    await settlement.statements.answer('P1', items[0]?.runId ?? '', { answer: 'disputed', note: '我是李雷' });
    await settlement.payees.setTerms(
      'P1',
      {
        ...{ revision: 0, kind: 'individual', route: 'bank', onHold: false, realName: '李雷' },
        bank: { accountNo: '6222020200000000002', bankName: '工商银行' },
      },
      'FINANCE1',
    );
    for (const said of ['李雷', '6222020200000000002', 'openid-P1'])
      expect(await everything('P1')).toContain(said);
    for (let times = 0; times < 2; times += 1) await settlement.personal.forget('P1');
    for (const said of ['李雷', '6222020200000000002', 'openid-P1'])
      expect(await everything('P1')).not.toContain(said);
    expect(control().transfers.authorizations().at(-1)).toMatchObject({ state: 'CLOSED' });
    expect(await settlement.tax.report('2026-05')).toMatchObject({
      rows: [{ payeeId: 'P1', realName: null, grossFen: 60_000 }],
    });
    await expectSoundBooks(['P1']);
  });

  it('of what is on its way WeChat Pay goes on knowing whom it pays', async () => {
    const { earn, settlement, settleAll, onlyPayout } = fixture;
    await earn('P1', 60_000);
    await settleAll();
    const { id } = await onlyPayout('P1');
    await settlement.wechat.take(id, 'P1');
    await settlement.personal.forget('P1');
    expect(await everything('P1')).toContain('openid-P1');
  });
});
