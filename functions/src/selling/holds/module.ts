import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { hears } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import type { Holds } from './service.ts';

export function holdsModule(
  holds: Holds,
  /** Looks at the order's commission again: it is settled or called off by what was decided. */
  settleAgain: (orderId: string) => Promise<void>,
): Module {
  return {
    name: 'selling/holds',
    permissions: ['commission.read', 'commission.release', 'commission.branch.release'],
    announces: { 'commission.decided': 'commission that was held is released, or refused for good' },
    items: ['CommissionHold', 'SellerAddress'],
    events: [
      hears({
        name: 'commission: hold decided',
        queue: 'books',
        types: ['commission.decided'],
        handle: ({ data }) => settleAgain(data.orderId),
      }),
    ],
    routes(mount) {
      mount(endpoints.hqListCommissionHolds, async ({ query: { state, ...page } }) =>
        ok(await holds.page(state, page)),
      );
      mount(endpoints.hqDecideCommissionHold, ({ params, body, memberId }) =>
        holds.decide(params.orderId, memberId, body),
      );
      mount(endpoints.listBranchHolds, async ({ params, query, memberId }) =>
        ok(await holds.atBranch(params.locationId, memberId, query)),
      );
      mount(endpoints.releaseBranchHold, ({ params, body, memberId }) =>
        holds.releaseAt(params.locationId, params.orderId, memberId, body),
      );
    },
  };
}
