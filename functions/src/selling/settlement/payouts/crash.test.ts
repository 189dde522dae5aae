/**
 * The process dies at its N-th write, for every N of a history of two runs: just before the write, or behind it and before
 * anybody heard. A new one starts on the same table, every event comes once more, and whoever had no answer asks again. Nobody
 * is paid another fen than if nothing had happened, and no payment is told to a bank twice.
 */
import type { FaultKind } from '@jindian/embedded-dynamodb';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../platform/result.ts';
import { doDue, eventsOf } from '../../../platform/testing/deliver.ts';
import { sampled, seed } from '../../../platform/testing/depth.ts';
import type { KnownPayee } from '../payees/terms.ts';
import { startSettlementFixture } from '../testing/settlement-fixture.ts';

const writing = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems', 'BatchWriteItem'];
const people: Record<string, KnownPayee> = {
  GUIDE: { name: '陈晓', sellerKind: 'guide', employerId: null },
  HELPER: { name: '韩梅', sellerKind: 'guide', employerId: 'D1' },
  B00001: { name: '鼓楼店', sellerKind: 'branch', employerId: null },
};
const payees = ['P1', 'AGREED', 'BANK1', 'BANK2', 'DISPUTES', ...Object.keys(people)];
const bank = {
  kind: 'individual',
  route: 'bank',
  onHold: false,
  realName: '王小店',
  bank: { accountNo: '6222020200000000002', bankName: '工商银行' },
} as const;
const head = ['单号', '金额', '处理结果'];

/** What goes wrong: a write at which the process dies, or an answer of WeChat Pay, and how often that posts what it tells. */
type Trouble = {
  write?: { nth: number; kind: FaultKind };
  answer?: { of: Asked; inRun: 1 | 2; times: number; fault: Lost };
  told?: 'never' | 'once' | 'always' | undefined;
};
const lost = ['disconnect', 'disconnect_after', '500_after', '429', 'bad_signature'] as const;
type Lost = (typeof lost)[number];
const asked = ['transfer', 'transferAuthorized', 'queryTransfer'] as const;
type Asked = (typeof asked)[number];

/** Two runs with every way in which somebody is paid, and what became of everybody. */
async function history({ write, answer, told = 'once' }: Trouble) {
  const fixture = await startSettlementFixture(
    { confirmFree: 'on', twoPeopleFromFen: 0 },
    new Map(Object.entries(people)),
  );
  const { engine, bench, clock, earn, ledger } = fixture;
  const { control } = bench.simulator;
  let settlement = fixture.settlement;
  let deliver = eventsOf({ engine, name: fixture.name }, settlement.eventHandlers);
  let writes = 0;
  let isDead = false;
  /** What a bank was told to pay: by the number of the payment, how often. */
  const atBank = new Map<string, number>();

  const watch = () =>
    engine.faults.set((operation) => {
      if (isDead) return 'lost-before';
      if (!writing.includes(operation)) return 'none';
      writes += 1;
      if (writes !== write?.nth) return 'none';
      isDead = true;
      return write.kind;
    });
  /** Somebody's act, which they repeat where they had no answer. */
  async function act<T>(what: () => Promise<T>): Promise<T> {
    try {
      const done = await what();
      if (!isDead) return done;
    } catch (error) {
      if (!isDead) throw error;
    }
    isDead = false;
    settlement = fixture.build();
    deliver = eventsOf({ engine, name: fixture.name }, settlement.eventHandlers);
    return what();
  }
  const done = async <T>(what: () => Promise<Result<T>>): Promise<T> => {
    const answered = await act(what);
    if (!answered.ok) throw new Error(answered.code);
    return answered.value;
  };
  const work = () =>
    act(async () => {
      while ((await deliver()).length > 0);
    });
  const look = () => act(() => doDue(fixture.dueItems, settlement.dueHandlers, clock.nowMs()));
  /** WeChat Pay posts it until it is heard, and may do so again. */
  let heard = 0;
  async function hear(): Promise<void> {
    await control.tick();
    if (told === 'never') return;
    const fresh = told === 'always' ? bench.received : bench.received.slice(heard);
    heard = bench.received.length;
    for (const one of [...fresh]) await act(() => settlement.handleNotification(one));
  }
  const latest = async (payeeId: string) => {
    const { items } = await settlement.statements.ofPayee(payeeId, { limit: 1 });
    return {
      runId: items[0]?.runId ?? '',
      payoutId: items[0]?.payout?.id ?? '',
      state: items[0]?.payout?.state,
    };
  };

  async function run(nth: 1 | 2): Promise<void> {
    if (answer?.inRun === nth) control.failNext(answer.of, answer.fault, answer.times);
    clock.advance(2 * dayMs);
    await act(async () => {
      const started = await settlement.runs.start('FINANCE1');
      if (!started.ok && started.code !== 'settlement_open') throw new Error(started.code);
    });
    await work();
    const runId = (await settlement.runs.openRun()) ?? '';
    for (const by of ['FINANCE1', 'FINANCE2']) await done(() => settlement.runs.approve(runId, by));
    await work();
  }

  /** Everything that waits goes into files; the bank says that it could not pay `fails`. */
  async function files(fails: string | null): Promise<void> {
    for (const route of ['bank', 'wages'] as const)
      await act(async () => {
        const made = await settlement.files.make(route, 'FINANCE1');
        if (!made.ok && made.code !== 'nothing_to_pay') throw new Error(made.code);
      });
    const { items } = await settlement.files.page({ limit: 20 });
    for (const { id, route, count, ended } of items) {
      if (count === ended) continue;
      if (route === 'wages') {
        await done(() => settlement.files.handedOver(id));
        continue;
      }
      const file = await done(() => settlement.files.fileOf(id, 'generic'));
      const text = 'file' in file ? new TextDecoder().decode(file.file.bytes) : '';
      const failing = fails === null ? '' : (await latest(fails)).payoutId;
      const rows = [...text.matchAll(/([0-9A-HJKMNP-TV-Z]{26}),.*?,([0-9]+\.[0-9]{2}),/g)].map(
        ([, number = '', amount = '']) => [number, amount, number === failing ? '失败' : '成功'],
      );
      for (const [number = '', , said] of rows)
        if (said === '成功') atBank.set(number, (atBank.get(number) ?? 0) + 1);
      await done(() => settlement.files.heard(id, [head, ...rows], 'FINANCE1'));
    }
  }

  for (const [payeeId, fen] of [
    ['P1', 60_001],
    ['AGREED', 70_003],
    ['BANK1', 50_000],
    ['BANK2', 90_001],
    ['DISPUTES', 30_000],
    ['GUIDE', 12_345],
    ['HELPER', 23_456],
    ['B00001', 500_000],
  ] as const)
    await earn(payeeId, fen);
  for (const payeeId of ['BANK1', 'BANK2'])
    await settlement.payees.setTerms(payeeId, { ...bank, revision: 0 }, 'FINANCE1');
  await settlement.payees.setTerms('B00001', { ...bank, kind: 'business', revision: 0 }, 'FINANCE1');
  await settlement.payees.authorize('AGREED');
  await control.transfers.giveAuthorization(control.transfers.authorizations()[0]?.outAuthorizationNo ?? '');
  await fixture.hearNotifications();
  heard = bench.received.length;

  watch();
  await run(1);
  const p1 = await latest('P1');
  for (let taps = 0; taps < 4; taps += 1) {
    await act(() => settlement.wechat.take(p1.payoutId, 'P1'));
    clock.advance(2 * minuteMs);
    await look();
  }
  await control.transfers.confirm(p1.payoutId);
  await hear();
  const disputed = await latest('DISPUTES');
  await done(() =>
    settlement.statements.answer('DISPUTES', disputed.runId, { answer: 'disputed', note: '少了一单' }),
  );
  const business = await latest('B00001');
  await done(() => settlement.payouts.invoiced(business.payoutId, 'FP20260001', 'FINANCE1'));
  await files('BANK2');
  await done(() => settlement.payouts.giveBack(disputed.payoutId, 'FINANCE1'));
  engine.faults.set();
  // A part of what was paid is taken back; others earn more.
  await earn('P1', -20_000);
  await earn('BANK1', 10_000);
  await earn('AGREED', 8_008);
  watch();
  await run(2);
  const again = await latest('DISPUTES');
  await act(() => settlement.wechat.take(again.payoutId, 'DISPUTES'));
  await files(null);
  for (let end = 0; end < 5; end += 1) {
    clock.advance(dayMs + hourMs);
    await control.tick();
    await look();
    await hear();
  }
  engine.faults.set();
  await fixture.expectSoundBooks(payees);
  const arrived = control.transfers.all().filter(({ state }) => state === 'SUCCESS');
  const accounts = [
    ...['tax-withheld', 'payouts-in-transit', 'wechat-clearing', 'paid-by-bank', 'paid-with-wages'],
    ...['owner:D1', ...payees.map((payeeId) => `commission:${payeeId}`)],
  ];
  const balances = await ledger.balancesOf(accounts);
  await fixture.close();
  return {
    writes,
    twice: [...atBank.values()].filter((times) => times !== 1),
    balances: Object.fromEntries([...balances].map(([account, { postedFen }]) => [account, postedFen])),
    arrived: arrived.map(({ openid, amountFen }) => [openid, amountFen]).sort(),
  };
}

const { writes, ...quiet } = await history({});

describe('two runs', () => {
  it('pay everybody what they are due, once', () => {
    expect(quiet).toEqual({
      twice: [],
      balances: {
        'tax-withheld': 2_000,
        'payouts-in-transit': 0,
        'wechat-clearing': 0 - 60_001 - 70_003 - 8_008,
        'paid-by-bank': 50_000 + 500_000 + 88_001 + 10_000,
        'paid-with-wages': 12_345,
        'owner:D1': 23_456,
        'commission:P1': -20_000,
        'commission:AGREED': 0,
        'commission:BANK1': 0,
        'commission:BANK2': 0,
        // Asked for and never confirmed.
        'commission:DISPUTES': 30_000,
        'commission:GUIDE': 0,
        'commission:HELPER': 0,
        'commission:B00001': 0,
      },
      arrived: [
        ['openid-AGREED', 70_003],
        ['openid-AGREED', 8_008],
        ['openid-P1', 60_001],
      ],
    });
  });

  const points = Array.from({ length: writes }, (_, at) => at + 1);
  const deaths = (['lost-before', 'lost-after'] as const).flatMap((kind, turn) =>
    sampled(points, 36, 17 * turn).map((nth) => ({ nth, kind })),
  );
  it.each(deaths)('come to the same end where the process dies at write $nth ($kind)', async (write) => {
    const told = (['once', 'always', 'never'] as const)[(seed + write.nth) % 3];
    expect(await history({ write, told })).toMatchObject(quiet);
  });

  const answers = asked.flatMap((of) =>
    ([1, 2] as const).flatMap((inRun) =>
      lost.flatMap((fault) => [1, 3].map((times) => ({ of, inRun, fault, times }))),
    ),
  );
  it.each(sampled(answers, 17, 3))(
    'come to the same end where WeChat Pay’s answer to $of is $fault, $times times in run $inRun',
    async (answer) => {
      const told = (['always', 'never', 'once'] as const)[(seed + answer.times) % 3];
      expect(await history({ answer, told })).toMatchObject(quiet);
    },
  );
});
