import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { locationIdSchema, pageLimitSchema, revisionSchema, ulidSchema } from '../../common.ts';
import { endpoint } from '../../endpoint.ts';
import { branchViewSchema } from '../../goods/storefront.ts';
import {
  addressSchema,
  memberChangeSchema,
  memberViewSchema,
  savedAddressSchema,
  sessionSchema,
} from '../../people/member.ts';
import { messageKinds } from '../../people/message-kinds.ts';
import { sessionViewSchema } from '../../people/session.ts';

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
    body: z.object({ code: words().min(1).max(128) }),
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
  listWorkplaces: endpoint({
    id: 'listWorkplaces',
    method: 'get',
    path: '/v1/me/workplaces',
    tag: 'members',
    summary:
      'Places whose orders the member may work on, by name where a text is given; the one that was worked at last comes first',
    access: 'member',
    query: z.object({
      text: words().max(40).optional(),
      last: locationIdSchema.optional(),
      limit: pageLimitSchema.default(20),
    }),
    response: z.object({ items: z.array(branchViewSchema), more: z.boolean() }),
  }),
  listSessions: endpoint({
    id: 'listSessions',
    method: 'get',
    path: '/v1/me/sessions',
    tag: 'sessions',
    summary: "The member's sessions that are open now, newest first: where each was begun, and with what",
    access: 'member',
    response: z.object({ items: z.array(sessionViewSchema) }),
  }),
  endSession: endpoint({
    id: 'endSession',
    method: 'delete',
    path: '/v1/me/sessions/{sessionId}',
    tag: 'sessions',
    summary: 'End a session, this one or another; its token opens nothing any more',
    access: 'member',
    params: z.object({ sessionId: ulidSchema }),
    response: z.object({}),
  }),
  endSessions: endpoint({
    id: 'endSessions',
    method: 'post',
    path: '/v1/me/sessions/ended',
    tag: 'sessions',
    summary: 'End every session of the member, this one too unless it is to be kept',
    access: 'member',
    body: z.object({ keepThis: z.boolean() }),
    response: z.object({ ended: z.int() }),
  }),
  updateMe: endpoint({
    id: 'updateMe',
    method: 'post',
    path: '/v1/me',
    tag: 'members',
    summary: 'Change nickname or language, or record consent to a version of the privacy text',
    access: 'member',
    audited: 'member.change',
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
    audited: 'member.phone',
    body: z.object({ code: words().min(1).max(128) }),
    response: memberViewSchema,
    problems: ['login_code_invalid', 'wechat_unavailable', 'busy'],
  }),
  listAddresses: endpoint({
    id: 'listAddresses',
    method: 'get',
    path: '/v1/me/addresses',
    tag: 'members',
    summary: 'Saved delivery addresses, the default one first, then the newest, at most 20',
    access: 'member',
    response: z.object({ items: z.array(savedAddressSchema) }),
  }),
  saveAddress: endpoint({
    id: 'saveAddress',
    method: 'put',
    path: '/v1/me/addresses/{addressId}',
    tag: 'members',
    summary:
      'Create or replace an address; the caller makes the id (a ULID). Where text and point name different counties it is refused once: `pointIsRight` says that somebody looked',
    access: 'member',
    audited: 'address.save',
    params: addressParams,
    body: addressSchema.extend({
      revision: revisionSchema,
      /** true: the one that is taken unless another is chosen; false: not any more; absent: as before. */
      isDefault: z.boolean().optional(),
      pointIsRight: z.boolean().optional(),
    }),
    response: savedAddressSchema,
    problems: ['address_off_map', 'address_disagrees', 'rate_limited', 'stale_revision', 'busy'],
  }),
  deleteAddress: endpoint({
    id: 'deleteAddress',
    method: 'delete',
    path: '/v1/me/addresses/{addressId}',
    tag: 'members',
    summary: 'Delete an address; deleting what is not there is fine',
    access: 'member',
    audited: 'address.delete',
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
      accepted: z.array(z.enum(messageKinds)).max(5),
    }),
    response: z.object({}),
  }),
};
