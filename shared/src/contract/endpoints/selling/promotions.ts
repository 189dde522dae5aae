import { z } from '../../../zod.ts';
import { locationIdSchema, productIdSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import { basketRequestSchema, basketViewSchema, productOffersSchema } from '../../selling/promotions.ts';

const branch = z.object({ locationId: locationIdSchema });

export const promotionEndpoints = {
  priceBasket: endpoint({
    id: 'priceBasket',
    method: 'post',
    path: '/v1/branches/{locationId}/basket',
    tag: 'storefront',
    summary: 'What a cart would get by promotions, and what is missing for more; nothing is reserved',
    access: 'public',
    params: branch,
    body: basketRequestSchema,
    response: basketViewSchema,
    problems: ['not_found'],
  }),
  getProductOffers: endpoint({
    id: 'getProductOffers',
    method: 'get',
    path: '/v1/branches/{locationId}/products/{productId}/offers',
    tag: 'storefront',
    summary: 'Which promotions hold for a product at a branch now, and what one piece costs with them',
    access: 'public',
    params: branch.extend({ productId: productIdSchema }),
    query: z.object({ channel: z.enum(['mini_program', 'h5']).optional() }),
    response: productOffersSchema,
    problems: ['not_found'],
  }),
} as const;
