import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { Differences } from './differences.ts';
import type { Reconciliation } from './reconcile.ts';

export function mountReconciliationRoutes(
  mount: Mount,
  differences: Differences,
  reconciliation: Reconciliation,
): void {
  mount(endpoints.hqListMoneyDifferences, ({ query }) => differences.list(query));
  mount(endpoints.hqNoteMoneyDifference, ({ params, body, memberId }) =>
    differences.note({ ...params, ...body }, memberId),
  );
  mount(endpoints.hqSendMoneyBack, ({ params, body, memberId }) =>
    differences.sendBack({ ...params, ...body }, memberId),
  );
  mount(endpoints.hqSettleMoneyDifference, ({ params, body, memberId }) =>
    differences.settle({ ...params, ...body }, memberId),
  );
  mount(endpoints.hqListReconciliations, async ({ query }) =>
    ok({ items: await reconciliation.list(query.limit) }),
  );
  mount(endpoints.hqReconcile, ({ body }) => reconciliation.start(body.billDate));
}
