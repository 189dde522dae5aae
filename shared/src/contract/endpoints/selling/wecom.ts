import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { contactCodeSchema, wecomConnectionSchema, wecomUserIdSchema } from '../../selling/wecom.ts';

export const wecomEndpoints = {
  hqGetWeCom: endpoint({
    id: 'hqGetWeCom',
    method: 'get',
    path: '/v1/hq/wecom',
    tag: 'hq',
    summary: 'How the connection to WeCom is doing, and who has a contact code there',
    access: needs('sellers.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: wecomConnectionSchema,
  }),
  hqRemakeContactCode: endpoint({
    id: 'hqRemakeContactCode',
    method: 'post',
    path: '/v1/hq/wecom/contact-codes/{sellerId}',
    tag: 'hq',
    summary:
      'Have WeCom make the code of somebody anew for the account that they said: the one before adds nobody any more',
    access: needs('sellers.manage', 'brand'),
    audited: 'seller.contact_code',
    ownHandOnly: true,
    params: z.object({ sellerId: ulidSchema }),
    response: z.object({ code: contactCodeSchema }),
    problems: ['wecom_not_set_up', 'wecom_unknown', 'wecom_unavailable', 'busy'],
  }),
  getContactCode: endpoint({
    id: 'getContactCode',
    method: 'get',
    path: '/v1/seller/contact-code',
    tag: 'seller',
    summary: "One's own code to be added on WeCom by customers; null: there is none yet",
    access: needs('selling.sell', 'service'),
    response: z.object({ code: contactCodeSchema.nullable() }),
  }),
  makeContactCode: endpoint({
    id: 'makeContactCode',
    method: 'put',
    path: '/v1/seller/contact-code',
    tag: 'seller',
    summary:
      "Have WeCom make one's code: who adds the seller by it meets the seller's own code. Another account, or another code, replaces it",
    access: needs('selling.sell', 'service'),
    throttle: 'share_make',
    body: z.object({ userId: wecomUserIdSchema }),
    response: z.object({ code: contactCodeSchema }),
    problems: ['wecom_not_set_up', 'wecom_unknown', 'wecom_unavailable', 'busy'],
  }),
  deleteContactCode: endpoint({
    id: 'deleteContactCode',
    method: 'delete',
    path: '/v1/seller/contact-code',
    tag: 'seller',
    summary: "Take one's code back: it adds nobody any more; who was added stays",
    access: needs('selling.sell', 'service'),
    response: z.object({ code: z.null() }),
    problems: ['wecom_not_set_up', 'wecom_unavailable', 'busy'],
  }),
};
