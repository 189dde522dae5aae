import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema, productIdSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import {
  branchesFoundSchema,
  branchViewSchema,
  mapViewSchema,
  productAtBranchSchema,
  productSortSchema,
  storefrontSchema,
  suggestionSchema,
} from '../../goods/storefront.ts';

const latGcj02 = z.coerce.number().min(-90).max(90);
const lngGcj02 = z.coerce.number().min(-180).max(180);

export const storefrontEndpoints = {
  nearestBranches: endpoint({
    id: 'nearestBranches',
    method: 'get',
    path: '/v1/branches/nearest',
    tag: 'storefront',
    summary: 'Branches nearest to a point, nearest first',
    access: 'public',
    query: z.object({ latGcj02, lngGcj02, limit: pageLimitSchema.default(10) }),
    response: z.object({ items: z.array(branchViewSchema) }),
  }),
  searchBranches: endpoint({
    id: 'searchBranches',
    method: 'get',
    path: '/v1/branches',
    tag: 'storefront',
    summary:
      'Find branches by name, city or county, in Chinese, pinyin or English; of equally good ones the nearest to the point first',
    access: 'public',
    query: z.object({
      text: words().min(1).max(40),
      limit: pageLimitSchema.default(20),
      latGcj02: latGcj02.optional(),
      lngGcj02: lngGcj02.optional(),
    }),
    response: branchesFoundSchema,
  }),
  getBranch: endpoint({
    id: 'getBranch',
    method: 'get',
    path: '/v1/branches/{locationId}',
    tag: 'storefront',
    summary: 'One branch',
    access: 'public',
    params: z.object({ locationId: locationIdSchema }),
    response: branchViewSchema,
  }),
  getStorefront: endpoint({
    id: 'getStorefront',
    method: 'get',
    path: '/v1/branches/{locationId}/products',
    tag: 'storefront',
    summary: "A branch's storefront: its categories and a page of its products",
    access: 'public',
    params: z.object({ locationId: locationIdSchema }),
    query: z.object({
      categoryId: words().max(64).optional(),
      text: words().max(40).optional(),
      sort: productSortSchema.default('relevance'),
      fromFen: z.coerce.number().int().min(0).max(100_000_000).optional(),
      toFen: z.coerce.number().int().min(0).max(100_000_000).optional(),
      inStock: z.stringbool().optional(),
      /** `grade:a|grade:b|_tag:新品`: values of facets; one of each facet's is enough. */
      values: words().max(400).optional(),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: storefrontSchema,
  }),
  suggestProducts: endpoint({
    id: 'suggestProducts',
    method: 'get',
    path: '/v1/branches/{locationId}/suggestions',
    tag: 'storefront',
    summary: 'What may be meant by what is typed so far: categories and products that may be offered there',
    access: 'public',
    params: z.object({ locationId: locationIdSchema }),
    query: z.object({ text: words().min(1).max(40) }),
    response: z.object({ items: z.array(suggestionSchema) }),
  }),
  getProductAtBranch: endpoint({
    id: 'getProductAtBranch',
    method: 'get',
    path: '/v1/branches/{locationId}/products/{productId}',
    tag: 'storefront',
    summary: "A product with this branch's stock and prices",
    access: 'public',
    params: z.object({ locationId: locationIdSchema, productId: productIdSchema }),
    query: z.object({
      /** Of `hqPreviewProduct`: the product as somebody at headquarters is about to change it. */
      preview: z
        .string()
        .regex(/^[0-9A-Za-z_-]{20,64}$/)
        .optional(),
    }),
    response: productAtBranchSchema,
    problems: ['product_not_offered'],
  }),
  getMap: endpoint({
    id: 'getMap',
    method: 'get',
    path: '/v1/map',
    tag: 'storefront',
    summary: 'Outlines and branches around a point, and the county it lies in',
    access: 'public',
    query: z.object({
      latGcj02,
      lngGcj02,
      radiusMeters: z.coerce.number().int().min(500).max(300_000).default(20_000),
    }),
    response: mapViewSchema,
  }),
};
