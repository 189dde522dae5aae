import type { Engine } from '@jindian/embedded-dynamodb';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { dayMs } from '@jindian/shared/time';
import { expect } from 'vitest';
import { courierAccount, ownerAccount } from '../../../money/ledger/rules.ts';
import { createLedger } from '../../../money/ledger/service.ts';
import { createCheckpoints } from '../../../platform/checkpoints.ts';
import { createDueItems } from '../../../platform/due-items.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { doDue, eventsOf } from '../../../platform/testing/deliver.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { START_MS, startBench } from '../../../simulators/wechat/pay/testing.ts';
import { accountOf, dealerOf, dealerPayee } from '../payees/accounts.ts';
import type { KnownPayee } from '../payees/terms.ts';
import { createSettlement } from '../service.ts';
import { figuresAddUp, kindOfLine } from '../statements/figures.ts';
import { standardWithholding } from '../withholding/rates.ts';

/** Commission is settled the day after it was earned, unless told. */
const everyDay: Partial<Settings<'settlement'>> = {
  payCycle: 'daily',
  settledAfterDays: 1,
  leastPayoutFen: 100,
  payerName: '近店商贸',
  payerAccountNo: '6222020200000000001',
  payerBank: '中国工商银行上海分行',
};

/** Settlement on a table of its own, with the simulator of WeChat Pay over HTTP and genuine signatures. */
export async function startSettlementFixture(
  otherwise: Partial<Settings<'settlement'>> = {},
  knownPayees: ReadonlyMap<string, KnownPayee> = new Map(),
) {
  const bed = await openTable();
  const bench = await startBench();
  const clock = {
    nowMs: () => bed.clock.ms,
    /** One clock for the books and for WeChat Pay. */
    advance(byMs: number) {
      bed.clock.advance(byMs);
      bench.clock.ms += byMs;
    },
  };
  bed.clock.ms = START_MS;
  const { engine, table } = bed;
  const ids = createIds(clock);
  const outbox = createOutbox({ table, clock, ids });
  const dueItems = createDueItems({ table });
  const ledger = createLedger({ table, clock });
  const settings = { ...everyDay, ...otherwise };
  const paymentsStopped = { now: false };
  const dealers: string[] = [];
  const build = () =>
    createSettlement({
      table,
      clock,
      ids,
      outbox,
      dueItems,
      checkpoints: createCheckpoints({ table }),
      ledger,
      settings: fixedSettings('settlement', settings),
      withholding: {
        current: async () => ({ ...standardWithholding, version: 'default' }),
      } as never,
      wechatPay: bench.pay,
      notifyBaseUrl: bench.notifyUrl,
      appId: bench.simulator.merchant.appid,
      known: async (payeeIds) =>
        new Map(
          payeeIds.map((payeeId) => [
            payeeId,
            knownPayees.get(payeeId) ?? { name: payeeId, sellerKind: 'promoter', employerId: null },
          ]),
        ),
      openidOf: async (memberId) => `openid-${memberId}`,
      memberIdOf: async (openid) => openid.slice('openid-'.length),
      dealerPayees: async () => dealers.map(dealerPayee),
      nameOf: async (memberId) => memberId,
      brandName: async () => '近店',
      payoutsStopped: async () => paymentsStopped.now,
      isOff: async () => false,
    });
  const settlement = build();
  const deliver = eventsOf({ engine, name: bed.name }, settlement.eventHandlers);
  let earned = 0;

  /** As commission posts it: the payee is in the list, and the pool pays. */
  async function earn(payeeId: string, amountFen: number): Promise<void> {
    if (dealerOf(payeeId) === null) await settlement.ensurePayees([payeeId]);
    earned += 1;
    const account = accountOf(payeeId);
    const [kind, legs] =
      amountFen > 0
        ? ['commission', [{ debit: 'sales' as const, credit: account, amountFen }]]
        : ['commission.reduced', [{ debit: account, credit: 'sales' as const, amountFen: -amountFen }]];
    const transfer = { kind, orderId: null, reason: null, atMs: clock.nowMs(), legs } as const;
    await ledger.post({ id: `${kind}:E${earned}`, ...transfer });
  }

  /** As a delivery posts it. */
  async function deliverFor(payeeId: string, feeFen: number): Promise<void> {
    await settlement.ensureCourier(payeeId);
    earned += 1;
    const legs = [{ debit: 'sales' as const, credit: courierAccount(payeeId), amountFen: feeFen }];
    const transfer = { kind: 'courier.fee', orderId: null, reason: null, atMs: clock.nowMs(), legs };
    await ledger.post({ id: `courier.fee:E${earned}`, ...transfer });
  }

  /** Until nothing is left to be done at once. */
  async function deliverAll(): Promise<void> {
    for (let rounds = 0; (await deliver()).length > 0; rounds += 1) {
      if (rounds > 1_000) throw new Error('events without an end');
    }
  }

  async function tryRun(by: string | null = 'FINANCE1'): Promise<string> {
    const started = await settlement.runs.start(by);
    if (!started.ok) throw new Error(started.code);
    await deliverAll();
    return started.value.id;
  }

  async function approve(runId: string, ...people: string[]): Promise<void> {
    for (const by of people.length > 0 ? people : ['FINANCE1', 'FINANCE2'])
      await settlement.runs.approve(runId, by);
    await deliverAll();
  }

  /** A day later, everything that was earned until then. */
  async function settleAll(): Promise<string> {
    clock.advance(2 * dayMs);
    const runId = await tryRun();
    await approve(runId);
    return runId;
  }

  /** What WeChat Pay posts, brought to where it is heard. */
  let read = 0;
  async function hearNotifications(times = 1): Promise<void> {
    await bench.simulator.control.tick();
    const fresh = bench.received.slice(read);
    read = bench.received.length;
    for (let time = 0; time < times; time += 1)
      for (const one of fresh) await settlement.handleNotification(one);
  }

  const look = () => doDue(dueItems, settlement.dueHandlers, clock.nowMs());

  async function onlyPayout(payeeId: string) {
    const { items } = await settlement.statements.ofPayee(payeeId, { limit: 1 });
    const payout = items[0]?.payout;
    if (!payout) throw new Error(`nothing is paid to ${payeeId}`);
    return payout;
  }

  const balanceOf = async (account: string) => (await ledger.balanceOf(account)).postedFen;

  /** Whatever happened: no fen is anywhere else than where it came from, and statements follow each other without a gap. */
  async function expectSoundBooks(payeeIds: readonly string[]): Promise<void> {
    const fixed = [
      'sales',
      'payouts-in-transit',
      'tax-withheld',
      'wechat-clearing',
      'paid-by-bank',
      'paid-with-wages',
      ...[...knownPayees.values()].flatMap(({ employerId }) =>
        employerId && !payeeIds.includes(dealerPayee(employerId)) ? [ownerAccount(employerId)] : [],
      ),
    ];
    const couriers = payeeIds.filter((id) => dealerOf(id) === null).map(courierAccount);
    const balances = await ledger.balancesOf([...fixed, ...payeeIds.map(accountOf), ...couriers]);
    const sum = [...balances].reduce(
      (total, [account, { postedFen }]) => total + (account === 'wechat-clearing' ? -postedFen : postedFen),
      0,
    );
    expect(sum).toBe(0);
    for (const payeeId of payeeIds) {
      const { items } = await settlement.statements.ofPayee(payeeId, { limit: 50 });
      const oldestFirst = items.toReversed();
      let [line, closing] = [0, 0];
      for (const statement of oldestFirst) {
        expect(figuresAddUp(statement)).toBe(true);
        expect([statement.fromLine, statement.openingFen]).toEqual([line, closing]);
        line = statement.toLine;
        closing = statement.closingFen;
      }
      const account = accountOf(payeeId);
      const after = await ledger.linesAfter([{ account, after: line }], 10_000);
      const rest = (after.get(account) ?? [])
        .filter((one) => kindOfLine(one) !== null)
        .reduce((total, { amountFen }) => total + amountFen, 0);
      expect(balances.get(account)?.postedFen).toBe(closing + rest);
    }
  }

  return {
    name: bed.name,
    engine: engine as Engine,
    bench,
    clock,
    table,
    ledger,
    dueItems,
    settlement,
    build,
    settings,
    paymentsStopped,
    dealers,
    earn,
    deliverFor,
    deliver,
    deliverAll,
    tryRun,
    approve,
    settleAll,
    hearNotifications,
    look,
    onlyPayout,
    balanceOf,
    expectSoundBooks,
    async close() {
      await bench.close();
      await bed.close();
    },
  };
}
export type SettlementFixture = Awaited<ReturnType<typeof startSettlementFixture>>;
