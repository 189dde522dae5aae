import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { branchPriceChangeSchema, branchPricesSchema } from '../../goods/branch-prices.ts';

const ofBranch = z.object({ locationId: locationIdSchema });

export const branchPriceEndpoints = {
  getBranchPrices: endpoint({
    id: 'getBranchPrices',
    method: 'get',
    path: '/v1/branches/{locationId}/prices',
    tag: 'prices',
    summary:
      "Prices that a dealer's branch has of its own and the band of the contract; with a text, what may have one and fits",
    access: needs('prices.own.set', 'location'),
    params: ofBranch,
    query: z.object({
      text: words().max(40).optional(),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: branchPricesSchema,
  }),
  setBranchPrices: endpoint({
    id: 'setBranchPrices',
    method: 'post',
    path: '/v1/branches/{locationId}/prices',
    tag: 'prices',
    summary:
      'Set prices of a branch itself, or take them back: within the band, asked of shoppers within seconds; again is fine',
    access: needs('prices.own.set', 'location'),
    audited: 'branch_price.set',
    params: ofBranch,
    body: branchPriceChangeSchema,
    response: z.object({ count: z.int() }),
    problems: [
      'no_price_band',
      'price_outside_band',
      'price_is_national',
      'product_not_offered',
      'branch_prices_full',
      'busy',
    ],
  }),
};
