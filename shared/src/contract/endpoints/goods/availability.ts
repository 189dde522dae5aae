import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { locationIdSchema, productIdSchema, skuIdSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  availabilityCheckSchema,
  branchesWithStockSchema,
  productAvailabilitySchema,
  regionPictureSchema,
  skuRegionStockSchema,
  stockSourceSchema,
} from '../../goods/availability.ts';

const place = z.object({ locationId: locationIdSchema });
const name = words().min(1).max(40);
/** Where the shopper is: a point, or the branch they look at. */
const around = {
  latGcj02: z.coerce.number().min(-90).max(90).optional(),
  lngGcj02: z.coerce.number().min(-180).max(180).optional(),
  locationId: locationIdSchema.optional(),
};

export const availabilityEndpoints = {
  getProductAvailability: endpoint({
    id: 'getProductAvailability',
    method: 'get',
    path: '/v1/products/{productId}/availability',
    tag: 'availability',
    summary: 'How well a product is to be had in the county, city and province of a point or a branch',
    access: 'public',
    params: z.object({ productId: productIdSchema }),
    query: z.object(around),
    response: productAvailabilitySchema,
  }),
  listBranchesWithStock: endpoint({
    id: 'listBranchesWithStock',
    method: 'get',
    path: '/v1/products/{productId}/branches',
    tag: 'availability',
    summary: 'Open branches near a point or a branch that have a product, or one SKU of it, nearest first',
    access: 'public',
    params: z.object({ productId: productIdSchema }),
    query: z.object({
      ...around,
      skuId: skuIdSchema.optional(),
      limit: z.coerce.number().int().min(1).max(10).default(5),
    }),
    response: branchesWithStockSchema,
  }),
  listStockSources: endpoint({
    id: 'listStockSources',
    method: 'get',
    path: '/v1/branches/{locationId}/stock-sources',
    tag: 'availability',
    summary: 'Places near this one that have a SKU, with how many, nearest first',
    access: needs('stock.read', 'location'),
    params: place,
    query: z.object({ skuId: skuIdSchema, limit: z.coerce.number().int().min(1).max(20).default(10) }),
    response: z.object({ items: z.array(stockSourceSchema) }),
  }),
  getRegionStock: endpoint({
    id: 'getRegionStock',
    method: 'get',
    path: '/v1/branches/{locationId}/region-stock',
    tag: 'availability',
    summary: "Pieces of a product's SKUs in this place's county, city, province and nationwide",
    access: needs('stock.read', 'location'),
    params: place,
    query: z.object({ productId: productIdSchema }),
    response: z.object({ items: z.array(skuRegionStockSchema) }),
  }),
  hqGetAvailability: endpoint({
    id: 'hqGetAvailability',
    method: 'get',
    path: '/v1/hq/availability',
    tag: 'availability',
    summary: 'Pieces of a SKU in a region and in the regions it is made of; without a name, nationwide',
    access: needs('stock.read', 'places'),
    query: z.object({
      skuId: skuIdSchema,
      province: name.optional(),
      city: name.optional(),
      county: name.optional(),
    }),
    response: regionPictureSchema,
    problems: ['product_not_offered'],
  }),
  hqCheckAvailability: endpoint({
    id: 'hqCheckAvailability',
    method: 'post',
    path: '/v1/hq/availability/checks',
    tag: 'availability',
    summary:
      'Compare the figures of a province, or of all, with the levels and mend what differs; the findings come later',
    access: needs('stock.check', 'places'),
    idempotent: true,
    body: z.object({ province: name.optional() }),
    response: z.object({ provinces: z.int() }),
    problems: ['busy'],
  }),
  hqListAvailabilityChecks: endpoint({
    id: 'hqListAvailabilityChecks',
    method: 'get',
    path: '/v1/hq/availability/checks',
    tag: 'availability',
    summary: 'What the last comparison of each province found',
    access: needs('stock.read', 'places'),
    response: z.object({ items: z.array(availabilityCheckSchema) }),
  }),
};
