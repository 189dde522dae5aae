import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { ListGoodsToSell } from './goods-to-sell.ts';
import type { SellerDesk } from './seller-desk.ts';
import type { RatesTrials } from './trial/service.ts';

export function mountCommissionRoutes(mount: Mount, desk: SellerDesk): void {
  mount(endpoints.getEarnings, ({ memberId, query }) => desk.earnings(memberId, query));
  mount(endpoints.getSellerCockpit, async ({ memberId, query }) =>
    ok(await desk.cockpit(memberId, query.month)),
  );
  mount(endpoints.getSellerCustomers, ({ memberId, query }) => desk.customers(memberId, query.cursor));
  mount(endpoints.getSellerTasks, async ({ memberId }) => ok(await desk.tasks(memberId)));
  mount(endpoints.getSellerRanking, async ({ memberId }) => ok(await desk.ranking(memberId)));
  mount(endpoints.getSellerTouches, async ({ memberId, query }) => ok(await desk.touches(memberId, query)));
}

export function mountRatesTrialRoutes(mount: Mount, trials: RatesTrials): void {
  mount(endpoints.hqTryCommissionRates, ({ memberId, body }) =>
    trials.start({ fromDay: body.fromDay, toDay: body.toDay }, body.revision, memberId),
  );
  mount(endpoints.hqGetCommissionTrial, ({ params }) => trials.view(params.trialId));
}

export function mountGoodsToSell(mount: Mount, goodsToSell: ListGoodsToSell): void {
  mount(endpoints.listGoodsToSell, ({ principal, query }) => goodsToSell(principal, query));
}
