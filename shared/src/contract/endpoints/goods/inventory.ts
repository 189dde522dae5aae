import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema, pageOf, skuIdSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  finishedImportSchema,
  finishImportSchema,
  importedPortionSchema,
  importPortionParamsSchema,
  importPortionSchema,
} from '../../goods/imports.ts';
import {
  bucketsSchema,
  countedLineSchema,
  countLineSchema,
  hotSkuSchema,
  safetyLineSchema,
  stockItemSchema,
  stockMovementSchema,
} from '../../goods/inventory.ts';

const place = z.object({ locationId: locationIdSchema });
const page = { limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() };

export const inventoryEndpoints = {
  listStock: endpoint({
    id: 'listStock',
    method: 'get',
    path: '/v1/branches/{locationId}/stock',
    tag: 'stock',
    summary:
      'Levels of a place: on hand, reserved, safety stock, by owner. A whole barcode, SKU or product id finds what the place never had, too',
    access: needs('stock.read', 'location'),
    params: place,
    query: z.object({ text: z.string().trim().max(40).optional(), ...page }),
    response: pageOf(stockItemSchema),
  }),
  listStockMovements: endpoint({
    id: 'listStockMovements',
    method: 'get',
    path: '/v1/branches/{locationId}/stock-movements',
    tag: 'stock',
    summary: 'Who changed the levels of a place, when and why, newest first; of one SKU or of all',
    access: needs('stock.read', 'location'),
    params: place,
    query: z.object({ skuId: skuIdSchema.optional(), ...page }),
    response: pageOf(stockMovementSchema),
  }),
  countStock: endpoint({
    id: 'countStock',
    method: 'post',
    path: '/v1/branches/{locationId}/stocktakes',
    tag: 'stock',
    summary:
      'Set levels to what was counted, each if it is still as it was when it was looked at; the others say why not',
    access: needs('stock.count', 'location'),
    idempotent: true,
    params: place,
    body: z.object({ lines: z.array(countLineSchema).min(1).max(50) }),
    response: z.object({ lines: z.array(countedLineSchema) }),
    problems: ['product_not_offered', 'busy'],
  }),
  setSafetyStock: endpoint({
    id: 'setSafetyStock',
    method: 'post',
    path: '/v1/branches/{locationId}/safety-stock',
    tag: 'stock',
    summary:
      'How many pieces stay for the own customers of a place; deliveries for elsewhere leave them alone',
    access: needs('stock.safety.set', 'location'),
    idempotent: true,
    params: place,
    body: z.object({
      reason: z.string().trim().min(1).max(120).optional(),
      lines: z.array(safetyLineSchema).min(1).max(50),
    }),
    response: z.object({ lines: z.array(safetyLineSchema) }),
    problems: ['product_not_offered', 'busy'],
  }),
  hqListHotSkus: endpoint({
    id: 'hqListHotSkus',
    method: 'get',
    path: '/v1/hq/hot-skus',
    tag: 'stock',
    summary: 'SKUs of flash sales: their levels are split into buckets, so that thousands can buy at once',
    access: needs('stock.read', 'brand'),
    response: z.object({ items: z.array(hotSkuSchema) }),
  }),
  hqMarkHotSku: endpoint({
    id: 'hqMarkHotSku',
    method: 'post',
    path: '/v1/hq/hot-skus',
    tag: 'stock',
    summary: 'Split the levels of a SKU at a place into so many buckets, while orders go on',
    access: needs('stock.hot.manage', 'brand'),
    idempotent: true,
    body: z.object({ locationId: locationIdSchema, skuId: skuIdSchema, buckets: bucketsSchema }),
    response: hotSkuSchema,
    problems: ['busy'],
  }),
  hqUnmarkHotSku: endpoint({
    id: 'hqUnmarkHotSku',
    method: 'post',
    path: '/v1/hq/hot-skus/unmark',
    tag: 'stock',
    summary: 'Make one level of the buckets again, at once or as soon as no order holds pieces of them',
    access: needs('stock.hot.manage', 'brand'),
    idempotent: true,
    body: z.object({ locationId: locationIdSchema, skuId: skuIdSchema }),
    response: z.object({ drained: z.boolean() }),
    problems: ['busy'],
  }),
  hqImportPortion: endpoint({
    id: 'hqImportPortion',
    method: 'put',
    path: '/v1/hq/imports/{importId}/portions/{portion}',
    tag: 'stock',
    summary:
      'A portion of a table of levels or prices. Each row is judged by itself; the same portion again has no further effect',
    access: needs('imports.run', 'brand'),
    params: importPortionParamsSchema,
    body: importPortionSchema,
    response: importedPortionSchema,
    problems: ['idempotency_key_reused', 'busy'],
  }),
  hqFinishImport: endpoint({
    id: 'hqFinishImport',
    method: 'post',
    path: '/v1/hq/imports/{importId}/finish',
    tag: 'stock',
    summary: 'Put the prices of an import in force in one step; levels are in force already',
    access: needs('imports.run', 'brand'),
    params: importPortionParamsSchema.pick({ importId: true }),
    body: finishImportSchema,
    response: finishedImportSchema,
    problems: ['busy'],
  }),
};
