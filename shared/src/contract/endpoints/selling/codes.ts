import { printedCodePattern } from '../../../qr-text.ts';
import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import {
  brandDaySchema,
  cursorSchema,
  locationIdSchema,
  pageLimitSchema,
  productIdSchema,
  ulidSchema,
} from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { resolvedCodeSchema } from '../../goods/storefront.ts';
import { bindingViewSchema } from '../../people/member.ts';
import {
  codeInputSchema,
  codeKinds,
  codeMeaningSchema,
  madeCodeSchema,
  madeCodesSchema,
  ownCodeSchema,
} from '../../selling/codes.ts';
import {
  comparedScenesSchema,
  sceneFiguresSchema,
  sceneInputSchema,
  sceneSchema,
} from '../../selling/scenes.ts';
import { sellerCodeSchema, shelfCodeSchema } from '../../selling/seller.ts';

const codeSchema = z.string().regex(printedCodePattern);
/** Days of the brand, both included; the last thirty unless told, 92 at most. */
const periodQuery = { fromDay: brandDaySchema.optional(), toDay: brandDaySchema.optional() };

export const codeEndpoints = {
  readCode: endpoint({
    id: 'readCode',
    method: 'get',
    path: '/v1/codes/{code}/meaning',
    tag: 'codes',
    summary:
      'What a scanned code stands for: one of ours, one of the system before, or the number under a barcode (`01-` and the GTIN of a GS1 Digital Link, or its digits)',
    access: 'public',
    throttle: 'printed_code',
    params: z.object({ code: codeSchema }),
    response: codeMeaningSchema,
    problems: ['code_unknown', 'code_revoked'],
  }),
  resolveCode: endpoint({
    id: 'resolveCode',
    method: 'get',
    path: '/v1/codes/{code}',
    tag: 'codes',
    summary:
      'What a scanned code stands for, for versions of the app that know shelves and guides alone; others call `readCode`',
    access: 'public',
    throttle: 'printed_code',
    params: z.object({ code: codeSchema }),
    response: resolvedCodeSchema,
    problems: ['code_unknown', 'code_revoked'],
  }),
  recordTouch: endpoint({
    id: 'recordTouch',
    method: 'post',
    path: '/v1/touches',
    tag: 'codes',
    summary:
      "Record that this member scanned a code; a guide's code binds the member (last scan wins, for as long as the settings say)",
    access: 'member',
    throttle: 'printed_code',
    idempotent: true,
    body: z.object({ code: codeSchema }),
    response: z.object({ binding: bindingViewSchema.nullable() }),
    problems: ['code_unknown', 'code_revoked'],
  }),
  createShelfCode: endpoint({
    id: 'createShelfCode',
    method: 'post',
    path: '/v1/branches/{locationId}/shelf-codes',
    tag: 'branch',
    summary: 'The QR for a product on a shelf of this branch; the same every time, until it is revoked',
    access: needs('codes.mint', 'location'),
    params: z.object({ locationId: locationIdSchema }),
    body: z.object({ productId: productIdSchema }),
    response: shelfCodeSchema,
    problems: ['product_not_offered'],
  }),
  getSellerCode: endpoint({
    id: 'getSellerCode',
    method: 'get',
    path: '/v1/seller/code',
    tag: 'seller',
    summary: "The guide's own QR",
    access: needs('selling.sell', 'service'),
    response: sellerCodeSchema,
  }),
  hqListCodes: endpoint({
    id: 'hqListCodes',
    method: 'get',
    path: '/v1/hq/codes',
    tag: 'hq',
    summary:
      'Codes that were made, the latest first: of a kind, of a branch, or of a channel, seller or product',
    access: needs('codes.read', 'brand'),
    query: z.object({
      kind: z.enum(codeKinds).optional(),
      locationId: locationIdSchema.optional(),
      sceneId: ulidSchema.optional(),
      campaignId: ulidSchema.optional(),
      sellerId: ulidSchema.optional(),
      productId: productIdSchema.optional(),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: madeCodesSchema,
  }),
  hqGetCode: endpoint({
    id: 'hqGetCode',
    method: 'get',
    path: '/v1/hq/codes/{code}',
    tag: 'hq',
    summary: 'A code, as it is printed or typed, and whether it was revoked',
    access: needs('codes.read', 'brand'),
    params: z.object({ code: ownCodeSchema }),
    response: madeCodeSchema,
    problems: ['code_unknown'],
  }),
  hqMakeCode: endpoint({
    id: 'hqMakeCode',
    method: 'post',
    path: '/v1/hq/codes',
    tag: 'hq',
    summary:
      'Make the code of a seller, product, branch, shelf, table or channel, or of several of them at once; the same parts have the same code, until it is revoked',
    access: needs('codes.manage', 'brand'),
    audited: 'code.make',
    body: codeInputSchema,
    response: madeCodeSchema,
    problems: ['product_not_offered', 'too_many_codes'],
  }),
  hqRevokeCode: endpoint({
    id: 'hqRevokeCode',
    method: 'post',
    path: '/v1/hq/codes/{code}/revoked',
    tag: 'hq',
    summary: 'Revoke a code: it leads nowhere from then on, and is never given to anything else',
    access: needs('codes.manage', 'brand'),
    audited: 'code.revoke',
    params: z.object({ code: ownCodeSchema }),
    body: z.object({ reason: words().min(1).max(200) }),
    response: madeCodeSchema,
    problems: ['code_unknown', 'busy'],
  }),
  hqCompareScenes: endpoint({
    id: 'hqCompareScenes',
    method: 'get',
    path: '/v1/hq/scenes',
    tag: 'hq',
    summary: 'Channels and campaigns, the latest first, and what the codes of each brought in a time',
    access: needs('codes.read', 'brand'),
    query: z.object({
      ...periodQuery,
      limit: z.coerce.number().int().min(1).max(20).default(20),
      cursor: cursorSchema.optional(),
    }),
    response: comparedScenesSchema,
  }),
  hqGetScene: endpoint({
    id: 'hqGetScene',
    method: 'get',
    path: '/v1/hq/scenes/{sceneId}',
    tag: 'hq',
    summary: 'A channel or campaign, and what its codes brought by day and by branch',
    access: needs('codes.read', 'brand'),
    params: z.object({ sceneId: ulidSchema }),
    query: z.object(periodQuery),
    response: sceneFiguresSchema,
  }),
  hqSaveScene: endpoint({
    id: 'hqSaveScene',
    method: 'put',
    path: '/v1/hq/scenes/{sceneId}',
    tag: 'hq',
    summary: 'Make or change a channel or a campaign, under an id of the caller; what kind it is stays',
    access: needs('codes.manage', 'brand'),
    audited: 'scene.save',
    params: z.object({ sceneId: ulidSchema }),
    body: sceneInputSchema,
    response: sceneSchema,
    problems: ['stale_revision', 'busy'],
  }),
};
