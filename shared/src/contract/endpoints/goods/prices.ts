import { z } from '../../../zod.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { priceChangeSchema, priceDraftSchema, priceVersionSchema } from '../../goods/prices.ts';

export const priceEndpoints = {
  hqGetPrices: endpoint({
    id: 'hqGetPrices',
    method: 'get',
    path: '/v1/hq/prices',
    tag: 'hq',
    summary: 'Regional prices as HQ is editing them, beside what is in force',
    access: needs('prices.read', 'brand'),
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
    body: priceChangeSchema,
    response: priceDraftSchema,
    problems: ['product_not_offered', 'price_is_national', 'busy'],
  }),
  hqPublishPrices: endpoint({
    id: 'hqPublishPrices',
    method: 'post',
    path: '/v1/hq/price-versions',
    tag: 'hq',
    summary: 'Put the edited prices in force for orders placed from now on, as a new version with who did it',
    access: needs('prices.publish', 'brand'),
    idempotent: true,
    body: z.object({ note: z.string().trim().min(1).max(120) }),
    response: priceVersionSchema,
    problems: ['busy'],
  }),
  hqListPriceVersions: endpoint({
    id: 'hqListPriceVersions',
    method: 'get',
    path: '/v1/hq/price-versions',
    tag: 'hq',
    summary: 'The latest publications of regional prices, newest first, at most 50',
    access: needs('prices.read', 'brand'),
    response: z.object({ items: z.array(priceVersionSchema) }),
  }),
};
