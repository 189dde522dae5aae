import { z } from '../../zod.ts';
import { bulkEditSchema, bulkRowPageSchema, bulkRowQuerySchema } from '../bulk-edits.ts';
import { ulidSchema } from '../common.ts';
import { endpoint, needs } from '../endpoint.ts';
import { productBulkSchema } from '../goods/product-bulk.ts';
import { placeBulkSchema } from '../places/place-bulk.ts';

const params = z.object({ bulkEditId: ulidSchema });
const places = needs('locations.manage', 'places');
/** Another's is seen by whoever may change every place. */
const own = needs('locations.manage', 'service');
const products = needs('catalog.manage', 'brand');
const recent = z.object({ items: z.array(bulkEditSchema) });

export const bulkEditEndpoints = {
  hqPreviewBulkPlaces: endpoint({
    id: 'hqPreviewBulkPlaces',
    method: 'post',
    path: '/v1/hq/bulk-edits/places',
    tag: 'hq',
    summary: 'A draft of one change of many places: what each would become is told, and nothing is done yet',
    access: places,
    idempotent: true,
    body: placeBulkSchema,
    response: bulkEditSchema,
    problems: ['forbidden', 'bulk_none', 'bulk_too_many', 'busy'],
  }),
  hqListPlaceBulkEdits: endpoint({
    id: 'hqListPlaceBulkEdits',
    method: 'get',
    path: '/v1/hq/bulk-edits/places',
    tag: 'hq',
    summary: 'The latest bulk edits of places: of all, or one’s own where one is of a part of the brand',
    access: own,
    response: recent,
  }),
  hqGetPlaceBulkEdit: endpoint({
    id: 'hqGetPlaceBulkEdit',
    method: 'get',
    path: '/v1/hq/bulk-edits/places/{bulkEditId}',
    tag: 'hq',
    summary: 'How far a bulk edit of places is, and what became of how many',
    access: own,
    params,
    response: bulkEditSchema,
    problems: ['not_found'],
  }),
  hqListPlaceBulkRows: endpoint({
    id: 'hqListPlaceBulkRows',
    method: 'get',
    path: '/v1/hq/bulk-edits/places/{bulkEditId}/rows',
    tag: 'hq',
    summary: 'What became of each place, or of a draft what would',
    access: own,
    params,
    query: bulkRowQuerySchema,
    response: bulkRowPageSchema,
    problems: ['not_found'],
  }),
  hqStartPlaceBulkEdit: endpoint({
    id: 'hqStartPlaceBulkEdit',
    method: 'post',
    path: '/v1/hq/bulk-edits/places/{bulkEditId}/start',
    tag: 'hq',
    summary:
      'Carry out a draft, behind the request; a place that somebody changed since the draft was made stays as it is',
    access: own,
    audited: 'bulk.start',
    params,
    response: bulkEditSchema,
    problems: ['not_found', 'forbidden', 'transition_refused', 'busy'],
  }),
  hqDiscardPlaceBulkEdit: endpoint({
    id: 'hqDiscardPlaceBulkEdit',
    method: 'post',
    path: '/v1/hq/bulk-edits/places/{bulkEditId}/discard',
    tag: 'hq',
    summary: 'Drop a draft',
    access: own,
    audited: 'bulk.discard',
    params,
    response: bulkEditSchema,
    problems: ['not_found', 'transition_refused', 'busy'],
  }),
  hqPreviewBulkProducts: endpoint({
    id: 'hqPreviewBulkProducts',
    method: 'post',
    path: '/v1/hq/bulk-edits/products',
    tag: 'hq',
    summary: 'A draft of one change of many goods: what each would become is told, and nothing is done yet',
    access: products,
    idempotent: true,
    body: productBulkSchema,
    response: bulkEditSchema,
    problems: ['bulk_none', 'bulk_too_many', 'busy'],
  }),
  hqListProductBulkEdits: endpoint({
    id: 'hqListProductBulkEdits',
    method: 'get',
    path: '/v1/hq/bulk-edits/products',
    tag: 'hq',
    summary: 'The latest bulk edits of goods',
    access: products,
    response: recent,
  }),
  hqGetProductBulkEdit: endpoint({
    id: 'hqGetProductBulkEdit',
    method: 'get',
    path: '/v1/hq/bulk-edits/products/{bulkEditId}',
    tag: 'hq',
    summary: 'How far a bulk edit of goods is, and what became of how many',
    access: products,
    params,
    response: bulkEditSchema,
    problems: ['not_found'],
  }),
  hqListProductBulkRows: endpoint({
    id: 'hqListProductBulkRows',
    method: 'get',
    path: '/v1/hq/bulk-edits/products/{bulkEditId}/rows',
    tag: 'hq',
    summary: 'What became of each product, or of a draft what would',
    access: products,
    params,
    query: bulkRowQuerySchema,
    response: bulkRowPageSchema,
    problems: ['not_found'],
  }),
  hqStartProductBulkEdit: endpoint({
    id: 'hqStartProductBulkEdit',
    method: 'post',
    path: '/v1/hq/bulk-edits/products/{bulkEditId}/start',
    tag: 'hq',
    summary:
      'Carry out a draft, behind the request, as one publication of the goods; a product that somebody changed since the draft was made stays as it is',
    access: products,
    audited: 'bulk.start',
    params,
    response: bulkEditSchema,
    problems: ['not_found', 'transition_refused', 'busy'],
  }),
  hqDiscardProductBulkEdit: endpoint({
    id: 'hqDiscardProductBulkEdit',
    method: 'post',
    path: '/v1/hq/bulk-edits/products/{bulkEditId}/discard',
    tag: 'hq',
    summary: 'Drop a draft',
    access: products,
    audited: 'bulk.discard',
    params,
    response: bulkEditSchema,
    problems: ['not_found', 'transition_refused', 'busy'],
  }),
};
