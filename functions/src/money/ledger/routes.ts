import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { fail, ok } from '../../platform/result.ts';
import type { LedgerAccounts } from './accounts.ts';
import type { FundPoolService } from './fund-pool.ts';

export function mountLedgerRoutes(mount: Mount, fundPool: FundPoolService, accounts: LedgerAccounts): void {
  mount(endpoints.hqGetFundPool, ({ query }) => fundPool.view(query));
  mount(endpoints.hqDepositFundPool, async ({ body, memberId, command }) =>
    command ? fundPool.deposit({ memberId, ...body }, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.hqListAccounts, async () => ok(await accounts.chart()));
  mount(endpoints.hqGetStatement, ({ params, query }) =>
    accounts.statement(params.account, query.fromMs, query.toMs),
  );
  mount(endpoints.hqDryRunPosting, async ({ body }) => ok(await accounts.dryRun(body)));
  mount(endpoints.hqListAccountMonitors, async () => ok({ items: await accounts.monitors() }));
  mount(endpoints.hqAddAccountMonitor, async ({ body, memberId, command }) =>
    command ? accounts.addMonitor({ memberId, ...body }, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.hqRemoveAccountMonitor, ({ params }) => accounts.removeMonitor(params.monitorId));
}
