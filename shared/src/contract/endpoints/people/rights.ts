import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { consents, deletionRequestPageSchema, deletionSchema, myDataSchema } from '../../people/rights.ts';

export const rightsEndpoints = {
  getMyData: endpoint({
    id: 'getMyData',
    method: 'get',
    path: '/v1/me/data',
    tag: 'members',
    summary: 'Everything that is kept of the member, to see and to take along; orders page by page',
    access: 'member',
    ownHandOnly: true,
    query: z.object({ cursor: cursorSchema.optional() }),
    response: myDataSchema,
  }),
  withdrawConsent: endpoint({
    id: 'withdrawConsent',
    method: 'post',
    path: '/v1/me/consents/withdrawn',
    tag: 'members',
    summary:
      'Take back a consent: to the privacy text, to messages, or to being bound to a guide; again is fine',
    access: 'member',
    audited: 'member.consent',
    body: z.object({ consent: z.enum(consents) }),
    response: z.object({}),
    problems: ['busy'],
  }),
  getDeletion: endpoint({
    id: 'getDeletion',
    method: 'get',
    path: '/v1/me/deletion',
    tag: 'members',
    summary:
      'Whether the member asked to be forgotten, until when it can be taken back, and what is to be settled first',
    access: 'member',
    response: deletionSchema,
  }),
  requestDeletion: endpoint({
    id: 'requestDeletion',
    method: 'post',
    path: '/v1/me/deletion',
    tag: 'members',
    summary:
      'Ask to be forgotten: after a waiting time the person is gone, and what the books must keep is kept without them',
    access: 'member',
    ownHandOnly: true,
    audited: 'member.deletion',
    response: deletionSchema,
    problems: ['deletion_blocked', 'busy'],
  }),
  cancelDeletion: endpoint({
    id: 'cancelDeletion',
    method: 'post',
    path: '/v1/me/deletion/cancelled',
    tag: 'members',
    summary: 'Stay after all, while the waiting time runs; again is fine',
    access: 'member',
    audited: 'member.deletion_cancel',
    response: deletionSchema,
    problems: ['busy'],
  }),
  hqListDeletionRequests: endpoint({
    id: 'hqListDeletionRequests',
    method: 'get',
    path: '/v1/hq/deletion-requests',
    tag: 'people',
    summary: 'Members who asked to be forgotten, newest first, with their clock; no names',
    access: needs('members.requests.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: deletionRequestPageSchema,
  }),
};
