import type { Ledger } from '../../money/ledger/service.ts';
import type { Checkpoints } from '../../platform/checkpoints.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DueHandler, DueItems } from '../../platform/due-items.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact } from '../../platform/transact.ts';
import type { NotificationInput, WechatPay } from '../../wechat/index.ts';
import { closingAt } from './cycle.ts';
import { createPersonalPayouts } from './payees/personal.ts';
import { createPayees } from './payees/service.ts';
import { createPayeeStore } from './payees/store.ts';
import type { KnownPayees } from './payees/terms.ts';
import { createPayoutDesk } from './payouts/desk.ts';
import { createEnds } from './payouts/ends.ts';
import { createPayoutFiles } from './payouts/files.ts';
import { createPayoutStore } from './payouts/store.ts';
import { createWechatPayouts } from './payouts/wechat.ts';
import { createRuns } from './runs/service.ts';
import { createRunStore } from './runs/store.ts';
import { createStatementViews } from './statements/service.ts';
import { createStatementStore } from './statements/store.ts';
import { createTaxReports } from './tax-report.ts';
import type { WithholdingRatesDocument } from './withholding/rates.ts';

export const transferNotifyPath = '/v1/wechat-pay/transfer-notifications';
/** A period that is over is tried by itself, by the last day that is in it. */
export const settlementDue = 'settlement.due';
const job = 'settlement';

export type SettlementDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  dueItems: DueItems;
  checkpoints: Checkpoints;
  ledger: Ledger;
  settings: SettingsReader<'settlement'>;
  withholding: WithholdingRatesDocument;
  wechatPay: Pick<WechatPay, 'transfers' | 'ownMerchant'>;
  notifyBaseUrl: string;
  appId: string;
  known: KnownPayees;
  openidOf(memberId: string): Promise<string | null>;
  memberIdOf(openid: string): Promise<string | null>;
  nameOf(memberId: string): Promise<string>;
  brandName(): Promise<string>;
  payoutsStopped(): Promise<boolean>;
  dealerPayees(): Promise<readonly string[]>;
  /** The brand has nobody who is paid. */
  isOff(): Promise<boolean>;
};

/** What was earned, until it is with whom it is for. */
export function createSettlement(deps: SettlementDeps) {
  const { table, clock, dueItems, checkpoints } = deps;
  const stores = {
    payees: createPayeeStore(deps),
    statements: createStatementStore(table),
    payouts: createPayoutStore(deps),
    runs: createRunStore(table),
  };
  const notifyUrl = `${deps.notifyBaseUrl}${transferNotifyPath}`;
  const all = { ...deps, ...stores, notifyUrl };
  const ends = createEnds(all);
  const runs = createRuns(all);
  const wechat = createWechatPayouts({ ...all, ends });
  const payees = createPayees(all);

  /** Genuine or refused; what is of nobody here is taken all the same, else it is told for ever. */
  async function handleNotification(input: NotificationInput): Promise<Result<null>> {
    const read = await deps.wechatPay.transfers.parseNotification(input);
    if (!read.ok) return fail('notification_invalid');
    const told = read.value;
    if (told.kind === 'transfer') await wechat.told(told);
    else await payees.told(told, deps.memberIdOf);
    return ok(null);
  }

  let plannedDay = '';
  /** The period that may be settled now is planned once; whoever plans looks in memory first. */
  async function planCycle(): Promise<void> {
    const nowMs = clock.nowMs();
    const closing = closingAt(await deps.settings.current(), nowMs);
    if (closing.day === plannedDay) return;
    if (await deps.isOff()) return;
    const before = await checkpoints.read(job);
    // Before the first time there is nothing that was missed: what is there is settled with the first period that ends.
    if (before !== null && before < closing.closesAtMs) {
      const planned = await transact(table, [dueItems.plan(settlementDue, closing.day, nowMs)]);
      if (planned.kind !== 'done') return;
    }
    if (before === null || before < closing.closesAtMs) await checkpoints.write(job, closing.closesAtMs);
    plannedDay = closing.day;
  }

  const dueHandlers: DueHandler[] = [
    {
      kind: settlementDue,
      queue: 'heavy',
      async handle({ ref: day }) {
        // Somebody was there before, or the one before is not at its end: the next one has its rows too.
        const { items } = await stores.runs.page({ limit: 1 });
        if ((items[0]?.closingDay ?? '') >= day) return;
        const started = await runs.start(null);
        if (!started.ok && started.code !== 'settlement_open') throw new Error(`settlement: ${started.code}`);
      },
    },
    ...wechat.dueHandlers,
  ];

  return {
    runs,
    statements: createStatementViews(all),
    payees,
    tax: createTaxReports(all),
    personal: createPersonalPayouts({ ...all, closeAuthorization: payees.closeAuthorization }),
    payouts: createPayoutDesk({ ...all, ends }),
    files: createPayoutFiles({ ...all, ends }),
    wechat,
    ensurePayees: stores.payees.ensure,
    ensureCourier: stores.payees.ensureCourier,
    handleNotification,
    planCycle,
    eventHandlers: [...runs.eventHandlers, ...wechat.eventHandlers],
    dueHandlers,
  };
}
export type Settlement = ReturnType<typeof createSettlement>;
