import { z } from '../../../zod.ts';
import { cursorSchema, languageSchema, ulidSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import { bindingViewSchema } from '../../people/member.ts';
import { posterJobSchema } from '../../selling/posters.ts';
import {
  mySharesSchema,
  shareContentSchema,
  shareNoteSchema,
  shareViewSchema,
} from '../../selling/shares.ts';

const params = z.object({ shareId: ulidSchema });

export const shareEndpoints = {
  makeShare: endpoint({
    id: 'makeShare',
    method: 'post',
    path: '/v1/shares',
    tag: 'codes',
    summary:
      'Begin a share of a product, the shop or a basket, with a note that WeChat has looked through; of who sells it carries their code, of anybody else it earns nothing',
    access: 'member',
    throttle: 'share_make',
    idempotent: true,
    body: z.object({ content: shareContentSchema, note: shareNoteSchema.default('') }),
    response: shareViewSchema,
    problems: ['note_refused', 'note_unchecked'],
  }),
  readShare: endpoint({
    id: 'readShare',
    method: 'get',
    path: '/v1/shares/{shareId}',
    tag: 'codes',
    summary: 'What was shared, by whom, and the note with it',
    access: 'public',
    throttle: 'printed_code',
    params,
    response: shareViewSchema,
  }),
  openShare: endpoint({
    id: 'openShare',
    method: 'post',
    path: '/v1/shares/{shareId}/opens',
    tag: 'codes',
    summary:
      'Record that this member opened a share, forwarded or not: a touch of whoever made it, which may bind the member',
    access: 'member',
    throttle: 'printed_code',
    idempotent: true,
    params,
    response: z.object({ binding: bindingViewSchema.nullable() }),
  }),
  listMyShares: endpoint({
    id: 'listMyShares',
    method: 'get',
    path: '/v1/shares',
    tag: 'codes',
    summary: "A member's own shares, the latest first, and what each brought",
    access: 'member',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(10).default(10),
      cursor: cursorSchema.optional(),
    }),
    response: mySharesSchema,
  }),
  makeSharePoster: endpoint({
    id: 'makeSharePoster',
    method: 'post',
    path: '/v1/shares/{shareId}/posters',
    tag: 'codes',
    summary:
      'Have a picture of a share drawn, with its code, its note and what it shows, to keep, print or send',
    access: 'member',
    throttle: 'share_make',
    params,
    body: z.object({ language: languageSchema }),
    response: posterJobSchema.pick({ id: true, state: true }),
    problems: ['busy'],
  }),
  getSharePoster: endpoint({
    id: 'getSharePoster',
    method: 'get',
    path: '/v1/share-posters/{posterJobId}',
    tag: 'codes',
    summary:
      'The picture of a share as a PNG in base64 once it is drawn, for whoever asked for it; for a day',
    access: 'member',
    params: z.object({ posterJobId: ulidSchema }),
    response: z.object({ state: posterJobSchema.shape.state, pngBase64: z.string().nullable() }),
  }),
};
