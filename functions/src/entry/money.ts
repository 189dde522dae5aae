import { createLedgerAccounts } from '../money/ledger/accounts.ts';
import { createFundPool, fundPoolAccount } from '../money/ledger/fund-pool.ts';
import { createLedger } from '../money/ledger/service.ts';
import { createPayments } from '../money/payments/service.ts';
import { createDifferences } from '../money/reconciliation/differences.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { JindianTable } from '../platform/table.ts';
import type { WechatPay } from '../wechat/index.ts';
import type { Foundation } from './foundation.ts';

/** The books, payments, and what HQ does about money that is not as it has to be. */
export function createMoney(
  deps: Pick<Foundation, 'ids' | 'idempotency' | 'limits' | 'dueItems' | 'settings'> & {
    table: JindianTable;
    clock: Clock;
    logger: Logger;
    wechatPay: WechatPay;
    notifyBaseUrl: string;
  },
) {
  const { table, clock, logger, ids, idempotency, limits, dueItems, settings, wechatPay, notifyBaseUrl } =
    deps;
  const ledger = createLedger({
    table,
    clock,
    overdraft: async (account) =>
      account === fundPoolAccount ? (await settings.money.current()).fundPoolOverdraftFen : 0,
  });
  const payments = createPayments({
    wechatPay,
    notifyBaseUrl,
    logger,
    // What differs is sent back by payments: each needs the other.
    desk: () => differences,
  });
  const differences = createDifferences({
    table,
    clock,
    logger,
    dueItems,
    ledger,
    ownMerchantId: () => payments.ownMerchantId,
    settings: settings.serving,
    sendBack: payments.sendBack,
    refundStatus: payments.refundStatus,
  });

  return {
    ledger,
    fundPool: createFundPool({ table, clock, ledger, idempotency }),
    ledgerAccounts: createLedgerAccounts({ table, clock, ids, ledger, idempotency, limits }),
    payments,
    differences,
  };
}
export type Money = ReturnType<typeof createMoney>;
