import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { earningsSchema, sellerCodeSchema } from '../../selling/seller.ts';

export const sellerEndpoints = {
  getSellerCode: endpoint({
    id: 'getSellerCode',
    method: 'get',
    path: '/v1/seller/code',
    tag: 'seller',
    summary: "The guide's own QR",
    access: needs('selling.sell', 'service'),
    response: sellerCodeSchema,
  }),
  getEarnings: endpoint({
    id: 'getEarnings',
    method: 'get',
    path: '/v1/seller/earnings',
    tag: 'seller',
    summary: 'Pending and available commission, and why each figure is what it is',
    access: needs('selling.sell', 'service'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: earningsSchema,
  }),
};
