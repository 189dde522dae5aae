import { z } from '../../../zod.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { priceChangeSchema, priceDraftSchema } from '../../goods/prices.ts';

export const priceEndpoints = {
  hqGetPrices: endpoint({
    id: 'hqGetPrices',
    method: 'get',
    path: '/v1/hq/prices',
    tag: 'hq',
    summary: 'Regional prices as HQ is editing them, beside what is in force',
    access: needs('prices.read', 'service'),
    response: priceDraftSchema,
  }),
  hqChangePrices: endpoint({
    id: 'hqChangePrices',
    method: 'post',
    path: '/v1/hq/prices',
    tag: 'hq',
    summary:
      'Set and remove regional prices, and say which products may have them; in force only once published',
    access: needs('prices.edit', 'brand'),
    idempotent: true,
    body: priceChangeSchema.extend({ revision: z.int().min(0) }),
    response: priceDraftSchema,
    problems: ['product_not_offered', 'price_is_national', 'stale_revision', 'busy'],
  }),
};
