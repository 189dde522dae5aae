import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SettlementFixture, startSettlementFixture } from '../testing/settlement-fixture.ts';

let fixture: SettlementFixture;
beforeEach(async () => {
  fixture = await startSettlementFixture({ confirmFree: 'on' });
});
afterEach(() => fixture.close());

const control = () => fixture.bench.simulator.control;
const bills = () => control().transfers.all();
async function due(payeeId: string, amountFen: number): Promise<string> {
  await fixture.earn(payeeId, amountFen);
  await fixture.settleAll();
  return (await fixture.onlyPayout(payeeId)).id;
}
const take = async (id: string, payeeId: string) => {
  const taken = await fixture.settlement.wechat.take(id, payeeId);
  if (!taken.ok) throw new Error(taken.code);
  return taken.value;
};

describe('a payout that its payee confirms', () => {
  it('is asked for when they want it, confirmed in WeChat, told, and booked', async () => {
    const { settlement, hearNotifications, onlyPayout, balanceOf, expectSoundBooks } = fixture;
    const id = await due('P1', 60_000);
    expect(bills()).toEqual([]);
    const taken = await take(id, 'P1');
    expect(taken).toMatchObject({
      state: 'confirm',
      package: {
        mchId: fixture.bench.simulator.merchant.mchid,
        appId: fixture.bench.simulator.merchant.appid,
      },
    });
    // Again: the same bill, and the same package.
    expect(await take(id, 'P1')).toEqual(taken);
    expect(bills()).toMatchObject([{ outBillNo: id, amountFen: 60_000, openid: 'openid-P1' }]);
    expect(await settlement.wechat.take(id, 'P2')).toMatchObject({ ok: false, code: 'not_found' });
    await control().transfers.confirm(id);
    await hearNotifications(2);
    expect(await onlyPayout('P1')).toMatchObject({ state: 'paid', problem: null });
    expect(await balanceOf('payouts-in-transit')).toBe(0);
    expect(await balanceOf('wechat-clearing')).toBe(-60_000);
    expect(await take(id, 'P1')).toMatchObject({ state: 'paid', package: null });
    await expectSoundBooks(['P1']);
  });

  it('is back on the balance when they let it expire, with what was withheld, and paid by another number', async () => {
    const { clock, look, onlyPayout, balanceOf, settleAll, expectSoundBooks } = fixture;
    const id = await due('P1', 100_000);
    await take(id, 'P1');
    clock.advance(dayMs + minuteMs);
    await control().tick();
    await look();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'returned', problem: 'expired' });
    expect([await balanceOf('commission:P1'), await balanceOf('tax-withheld')]).toEqual([100_000, 0]);
    await settleAll();
    const again = await onlyPayout('P1');
    expect(again.id).not.toBe(id);
    expect(again).toMatchObject({ state: 'due' });
    const [statement] = (await fixture.settlement.statements.ofPayee('P1', { limit: 1 })).items;
    // The month is taxed as if the first had never been.
    expect(statement).toMatchObject({ returnedFen: 100_000, grossFen: 100_000, withheldFen: 4_000 });
    await expectSoundBooks(['P1']);
  });

  it('waits for a name from ¥2,000 on, and is refused by WeChat Pay where it is another’s', async () => {
    const { settlement, hearNotifications, onlyPayout, expectSoundBooks } = fixture;
    const id = await due('P1', 300_000);
    expect(await settlement.wechat.take(id, 'P1')).toMatchObject({ code: 'payout_not_ready' });
    expect(await onlyPayout('P1')).toMatchObject({ state: 'due', problem: 'name_needed' });
    await settlement.payees.setRealName('P1', '李雷');
    control().transfers.nameOf('openid-P1', '韩梅梅');
    await take(id, 'P1');
    await control().transfers.confirm(id);
    await hearNotifications();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'returned', problem: 'name_mismatch' });
    await expectSoundBooks(['P1']);
  });

  it('waits while its statement is disputed or payouts are stopped, and can be put back before it is sent', async () => {
    const { settlement, onlyPayout, paymentsStopped, balanceOf } = fixture;
    const id = await due('P1', 5_000);
    const [statement] = (await settlement.statements.ofPayee('P1', { limit: 1 })).items;
    const runId = statement?.runId ?? '';
    expect(await settlement.statements.answer('P1', runId, { answer: 'disputed' })).toMatchObject({
      ok: false,
    });
    await settlement.statements.answer('P1', runId, { answer: 'disputed', note: '少了一单' });
    expect(await take(id, 'P1')).toMatchObject({ state: 'held', package: null });
    await settlement.payouts.release(id, 'FINANCE1');
    paymentsStopped.now = true;
    expect(await settlement.wechat.take(id, 'P1')).toMatchObject({ code: 'payouts_stopped' });
    paymentsStopped.now = false;
    await settlement.payouts.giveBack(id, 'FINANCE1');
    expect(await onlyPayout('P1')).toMatchObject({ state: 'returned', problem: 'by_hq' });
    expect(await balanceOf('commission:P1')).toBe(5_000);
    expect(await settlement.payouts.giveBack(id, 'FINANCE1')).toMatchObject({ ok: true });
    expect(bills()).toEqual([]);
  });
});

describe('a payout whose first asking was lost', () => {
  const disconnected = async (payeeId: string) => {
    const id = await due(payeeId, 5_000);
    control().failNext('transfer', 'disconnect', 6);
    expect(await take(id, payeeId)).toMatchObject({ state: 'sent', package: null });
    control().clearFaults();
    return id;
  };

  it('is not begun at WeChat Pay by its payee while payouts are stopped', async () => {
    const id = await disconnected('P1');
    fixture.paymentsStopped.now = true;
    expect(await fixture.settlement.wechat.take(id, 'P1')).toMatchObject({ code: 'payouts_stopped' });
    expect(bills()).toEqual([]);
    fixture.paymentsStopped.now = false;
    expect(await take(id, 'P1')).toMatchObject({ state: 'confirm' });
  });

  it('is for people once WeChat Pay would not know any more what became of it', async () => {
    const id = await disconnected('P1');
    fixture.clock.advance(30 * dayMs);
    expect(await take(id, 'P1')).toMatchObject({ state: 'sent', package: null });
    expect(bills()).toEqual([]);
    expect(await fixture.onlyPayout('P1')).toMatchObject({ state: 'sent', problem: 'too_old' });
  });
});

describe('a payee who is on hold', () => {
  const hold = async (onHold: boolean, revision: number) => {
    const terms = { kind: 'individual', route: 'wechat', revision, onHold } as const;
    expect(await fixture.settlement.payees.setTerms('P1', terms, 'FINANCE1')).toMatchObject({ ok: true });
  };

  it('does not take what was issued before, until they are on hold no more', async () => {
    const id = await due('P1', 5_000);
    await hold(true, 0);
    expect(await take(id, 'P1')).toMatchObject({ state: 'due', package: null });
    expect(bills()).toEqual([]);
    await hold(false, 1);
    expect(await take(id, 'P1')).toMatchObject({ state: 'confirm' });
  });

  it('is not paid by agreement either, and is once they are on hold no more', async () => {
    const { earn, settlement, hearNotifications, clock, tryRun, look, onlyPayout } = fixture;
    await earn('P1', 5_000);
    await settlement.payees.authorize('P1');
    await control().transfers.giveAuthorization(
      control().transfers.authorizations().at(-1)?.outAuthorizationNo ?? '',
    );
    await hearNotifications();
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    for (const by of ['FINANCE1', 'FINANCE2']) await settlement.runs.approve(runId, by);
    // Booked, and not sent yet.
    await fixture.deliver(1);
    await hold(true, 0);
    await fixture.deliverAll();
    expect(bills()).toEqual([]);
    await hold(false, 1);
    clock.advance(2 * hourMs);
    await look();
    await hearNotifications();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'paid' });
  });
});

describe('what WeChat Pay says is lost, refused or forged', () => {
  it.each(['timeout', 'timeout_after', '500_after', '429', 'bad_signature'] as const)(
    'an answer of %s is asked for again under the same number',
    async (fault) => {
      const { clock, look, hearNotifications, onlyPayout, balanceOf } = fixture;
      const id = await due('P1', 5_000);
      control().failNext('transfer', fault);
      await take(id, 'P1');
      clock.advance(2 * minuteMs);
      await look();
      await take(id, 'P1');
      expect(bills()).toHaveLength(1);
      await control().transfers.confirm(id);
      await hearNotifications();
      expect(await onlyPayout('P1')).toMatchObject({ state: 'paid' });
      expect(await balanceOf('payouts-in-transit')).toBe(0);
    },
  );

  it('a notification that is lost is made up for by a look', async () => {
    const { clock, look, onlyPayout } = fixture;
    const id = await due('P1', 5_000);
    await take(id, 'P1');
    control().notifications({ mode: 'drop' });
    await control().transfers.confirm(id);
    clock.advance(2 * hourMs);
    await look();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'paid' });
  });

  it('a notification that nobody signed is refused', async () => {
    const forged = { headers: new Headers({ 'wechatpay-signature': 'x' }), rawBody: '{}' };
    expect(await fixture.settlement.handleNotification(forged)).toMatchObject({
      code: 'notification_invalid',
    });
  });

  it('an account that is short leaves the number in use until there is enough', async () => {
    const { clock, look, onlyPayout } = fixture;
    const id = await due('P1', 5_000);
    control().transfers.balance(10);
    expect(await take(id, 'P1')).toMatchObject({ state: 'sent', package: null });
    expect(await onlyPayout('P1')).toMatchObject({ state: 'sent', problem: 'refused' });
    control().transfers.balance(1_000_000);
    clock.advance(2 * minuteMs);
    await look();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'confirm' });
    expect(bills()).toHaveLength(1);
  });
});

describe('a payee who agreed once', () => {
  async function agreed(payeeId: string): Promise<void> {
    const { settlement, earn, hearNotifications } = fixture;
    await earn(payeeId, 1);
    const asked = await settlement.payees.authorize(payeeId);
    expect(asked).toMatchObject({ ok: true, value: { state: 'confirm' } });
    const number = control().transfers.authorizations().at(-1)?.outAuthorizationNo ?? '';
    await control().transfers.giveAuthorization(number);
    await hearNotifications(2);
    expect(await settlement.payees.mine(payeeId)).toMatchObject({ authorization: 'active' });
  }

  it('is paid at once, and confirms again after closing it', async () => {
    const { settlement, hearNotifications, onlyPayout, expectSoundBooks } = fixture;
    await agreed('P1');
    await due('P1', 5_000);
    await hearNotifications();
    expect(await onlyPayout('P1')).toMatchObject({ state: 'paid' });
    expect(await settlement.payees.closeAuthorization('P1')).toMatchObject({
      value: { authorization: 'closed' },
    });
    await due('P1', 6_000);
    expect(await onlyPayout('P1')).toMatchObject({ state: 'due' });
    expect(bills()).toHaveLength(1);
    await expectSoundBooks(['P1']);
  });

  it('who closes it while they are being paid confirms that one, under the same number', async () => {
    const { clock, look, hearNotifications, onlyPayout, earn, settleAll } = fixture;
    await agreed('P1');
    control().failNext('transferAuthorized', 'disconnect', 6);
    await earn('P1', 5_000);
    await settleAll();
    const { id } = await onlyPayout('P1');
    const number = control().transfers.authorizations()[0]?.outAuthorizationNo ?? '';
    await control().transfers.takeBackAuthorization(number);
    await hearNotifications();
    control().clearFaults();
    clock.advance(2 * minuteMs);
    await look();
    expect(await onlyPayout('P1')).toMatchObject({ id, state: 'due' });
    // It was sent once: only WeChat Pay's word ends it.
    expect(await fixture.settlement.payouts.giveBack(id, 'FINANCE1')).toMatchObject({
      code: 'transition_refused',
    });
    await take(id, 'P1');
    await control().transfers.confirm(id);
    await hearNotifications();
    expect(await onlyPayout('P1')).toMatchObject({ id, state: 'paid' });
    expect(bills()).toHaveLength(1);
  });
});
