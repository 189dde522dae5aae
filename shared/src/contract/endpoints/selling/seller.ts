import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { sellerTouchesSchema, touchesSchema } from '../../selling/attribution.ts';
import {
  earningsSchema,
  goodsToSellSchema,
  monthSchema,
  sellerCockpitSchema,
  sellerCustomersSchema,
  sellerRankingSchema,
  sellerTasksSchema,
} from '../../selling/seller.ts';

export const sellerEndpoints = {
  getEarnings: endpoint({
    id: 'getEarnings',
    method: 'get',
    path: '/v1/seller/earnings',
    tag: 'seller',
    summary:
      'Pending and available commission, and why each figure is what it is; of one month where one is told',
    access: needs('selling.sell', 'service'),
    query: z.object({
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
      month: monthSchema.optional(),
    }),
    response: earningsSchema,
  }),
  getSellerCockpit: endpoint({
    id: 'getSellerCockpit',
    method: 'get',
    path: '/v1/seller/cockpit',
    tag: 'seller',
    summary:
      'What customers brought today and in a month (this one unless told), and what becomes available when',
    access: needs('selling.sell', 'service'),
    query: z.object({ month: monthSchema.optional() }),
    response: sellerCockpitSchema,
  }),
  listGoodsToSell: endpoint({
    id: 'listGoodsToSell',
    method: 'get',
    path: '/v1/seller/goods',
    tag: 'seller',
    summary:
      'What a branch has in stock, and what one earns by a piece of each as the rules are now: the most first',
    access: needs('selling.sell', 'service'),
    query: z.object({
      locationId: locationIdSchema,
      text: words().max(40).optional(),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: goodsToSellSchema,
  }),
  getSellerCustomers: endpoint({
    id: 'getSellerCustomers',
    method: 'get',
    path: '/v1/seller/customers',
    tag: 'seller',
    summary: 'Customers who bought, with what they bought last; of names only what each agreed to',
    access: needs('selling.sell', 'service'),
    query: z.object({ cursor: cursorSchema.optional() }),
    response: sellerCustomersSchema,
  }),
  getSellerTasks: endpoint({
    id: 'getSellerTasks',
    method: 'get',
    path: '/v1/seller/tasks',
    tag: 'seller',
    summary:
      'Whom to look after: customers whose orders something is open about, and who have not bought for 90 days; of names only what each agreed to',
    access: needs('selling.sell', 'service'),
    response: sellerTasksSchema,
  }),
  getSellerRanking: endpoint({
    id: 'getSellerRanking',
    method: 'get',
    path: '/v1/seller/ranking',
    tag: 'seller',
    summary:
      'What the guides of the own branch sold this month, unless headquarters show none; nobody’s commission',
    access: needs('selling.sell', 'service'),
    response: sellerRankingSchema,
  }),
  getSellerTouches: endpoint({
    id: 'getSellerTouches',
    method: 'get',
    path: '/v1/seller/touches',
    tag: 'seller',
    summary:
      "Who met the seller's codes and shares, the latest first, and why each is, or is not, a customer",
    access: needs('selling.sell', 'service'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: sellerTouchesSchema,
  }),
  hqMemberTouches: endpoint({
    id: 'hqMemberTouches',
    method: 'get',
    path: '/v1/hq/members/{memberId}/touches',
    tag: 'hq',
    summary:
      'What a member met of sellers, the latest first: whose customer they were before and after, and why',
    access: needs('touches.read', 'brand'),
    params: z.object({ memberId: ulidSchema }),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: touchesSchema,
  }),
};
