import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { fail } from '../../platform/result.ts';
import type { FundPoolService } from './fund-pool.ts';

export function mountLedgerRoutes(mount: Mount, fundPool: FundPoolService): void {
  mount(endpoints.hqGetFundPool, ({ query }) => fundPool.view(query));
  mount(endpoints.hqDepositFundPool, async ({ body, memberId, command }) =>
    command ? fundPool.deposit({ memberId, ...body }, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.hqAddPoolMonitor, async ({ body, memberId, command }) =>
    command ? fundPool.addMonitor({ memberId, ...body }, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.hqRemovePoolMonitor, ({ params }) => fundPool.removeMonitor(params.monitorId));
}
