import type { Reach } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { Module } from '../../platform/module.ts';
import { fail, ok } from '../../platform/result.ts';
import type { Ratings } from './service.ts';

const everywhere: Reach = { whole: true, at: () => true };

export function ratingsModule(ratings: Ratings): Module {
  return {
    name: 'serving/ratings',
    permissions: ['ratings.read', 'ratings.answer', 'ratings.moderate'],
    items: ['Rating', 'StarCount', 'PictureLook'],
    routes: (mount) => mountRatingRoutes(mount, ratings),
  };
}

function mountRatingRoutes(mount: Mount, ratings: Ratings): void {
  mount(endpoints.getOrderRatings, ({ memberId, params }) => ratings.ofOrder(memberId, params.orderId));
  mount(endpoints.rateOrder, async ({ memberId, params, body, command }) =>
    command ? ratings.rate(memberId, params.orderId, body, command) : fail('idempotency_key_required'),
  );
  mount(endpoints.deleteRating, ({ memberId, params }) => ratings.remove(memberId, params));
  mount(endpoints.listProductRatings, async ({ params, query }) =>
    ok(await ratings.ofProductPage(params.productId, query)),
  );
  // That the caller has to do with the place was looked at already.
  mount(endpoints.listBranchRatings, ({ params, query }) =>
    ratings.list({ ...query, locationId: params.locationId }, everywhere),
  );
  mount(endpoints.answerBranchRating, ({ params, body }) =>
    ratings.answerAt(params.locationId, params, body.text),
  );
  mount(endpoints.settleBranchRating, ({ params }) => ratings.settleAt(params.locationId, params));
  mount(endpoints.hqListRatings, ({ query, reach }) =>
    ratings.list({ ...query, locationId: query.locationId ?? null }, reach),
  );
  mount(endpoints.hqAnswerRating, ({ params, body, reach }) =>
    ratings.answerWithin(reach, params, body.text),
  );
  mount(endpoints.hqDecideRating, ({ params, body }) => ratings.decide(params, body));
}
