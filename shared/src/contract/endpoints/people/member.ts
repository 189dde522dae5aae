import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import {
  addressSchema,
  memberChangeSchema,
  memberViewSchema,
  savedAddressSchema,
  sessionSchema,
} from '../../people/member.ts';

const addressParams = z.object({ addressId: ulidSchema });

export const memberEndpoints = {
  createWechatSession: endpoint({
    id: 'createWechatSession',
    method: 'post',
    path: '/v1/sessions/wechat',
    tag: 'sessions',
    summary: 'Sign in with the code of wx.login; used where calls do not come through the gateway',
    access: 'public',
    throttle: 'sign_in',
    body: z.object({ code: z.string().min(1).max(128) }),
    response: sessionSchema,
    problems: ['login_code_invalid', 'login_blocked', 'wechat_unavailable'],
  }),
  getMe: endpoint({
    id: 'getMe',
    method: 'get',
    path: '/v1/me',
    tag: 'members',
    summary: 'The member behind this session, with roles and the guide bound to',
    access: 'member',
    response: memberViewSchema,
  }),
  updateMe: endpoint({
    id: 'updateMe',
    method: 'post',
    path: '/v1/me',
    tag: 'members',
    summary: 'Change nickname or language, or record consent to a version of the privacy text',
    access: 'member',
    body: memberChangeSchema,
    response: memberViewSchema,
  }),
  bindPhone: endpoint({
    id: 'bindPhone',
    method: 'post',
    path: '/v1/me/phone',
    tag: 'members',
    summary: 'Record the phone number behind a code of the phone-number button',
    access: 'member',
    body: z.object({ code: z.string().min(1).max(128) }),
    response: memberViewSchema,
    problems: ['login_code_invalid', 'wechat_unavailable'],
  }),
  listAddresses: endpoint({
    id: 'listAddresses',
    method: 'get',
    path: '/v1/me/addresses',
    tag: 'members',
    summary: 'Saved delivery addresses, newest first, at most 20',
    access: 'member',
    response: z.object({ items: z.array(savedAddressSchema) }),
  }),
  saveAddress: endpoint({
    id: 'saveAddress',
    method: 'put',
    path: '/v1/me/addresses/{addressId}',
    tag: 'members',
    summary: 'Create or replace an address; the caller makes the id (a ULID)',
    access: 'member',
    params: addressParams,
    body: addressSchema,
    response: savedAddressSchema,
    problems: ['rate_limited'],
  }),
  deleteAddress: endpoint({
    id: 'deleteAddress',
    method: 'delete',
    path: '/v1/me/addresses/{addressId}',
    tag: 'members',
    summary: 'Delete an address; deleting what is not there is fine',
    access: 'member',
    params: addressParams,
    response: z.object({}),
  }),
  recordSubscriptions: endpoint({
    id: 'recordSubscriptions',
    method: 'post',
    path: '/v1/me/subscriptions',
    tag: 'members',
    summary: 'Which message templates the member just accepted; each accept is good for one message',
    access: 'member',
    idempotent: true,
    body: z.object({
      accepted: z
        .array(z.enum(['order_ready', 'order_dispatched', 'order_refunded', 'pickup_refused']))
        .max(5),
    }),
    response: z.object({}),
  }),
};
