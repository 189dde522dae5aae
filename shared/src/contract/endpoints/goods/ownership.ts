import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, ownerIdSchema, pageLimitSchema, pageOf } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  dealerSchema,
  dealerViewSchema,
  ownerStatementSchema,
  ownerSummarySchema,
  sharingTermsSchema,
  sharingViewSchema,
} from '../../goods/ownership.ts';

const owner = z.object({ ownerId: ownerIdSchema });
const page = z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() });

export const ownershipEndpoints = {
  getSharing: endpoint({
    id: 'getSharing',
    method: 'get',
    path: '/v1/owners/{ownerId}/sharing',
    tag: 'ownership',
    summary: "What of a dealer's stock may serve other people's orders",
    access: needs('sharing.read', 'owner'),
    params: owner,
    response: sharingViewSchema,
  }),
  setSharing: endpoint({
    id: 'setSharing',
    method: 'post',
    path: '/v1/owners/{ownerId}/sharing',
    tag: 'ownership',
    summary:
      'Change that, for all of his branches: by the dealer himself, or by HQ as the contract says; sourcing follows within seconds',
    access: needs('sharing.manage', 'owner'),
    audited: 'sharing.set',
    params: owner,
    body: sharingTermsSchema.extend({ revision: z.int().min(0) }),
    response: sharingViewSchema,
    problems: ['forbidden', 'product_not_offered', 'stale_revision', 'busy'],
  }),
  getOwnerStatement: endpoint({
    id: 'getOwnerStatement',
    method: 'get',
    path: '/v1/owners/{ownerId}/statement',
    tag: 'ownership',
    summary: 'What HQ owes a dealer, and every posting of it',
    access: needs('owner.statement.read', 'owner'),
    params: owner,
    query: page,
    response: ownerStatementSchema,
    problems: ['forbidden'],
  }),
  hqSaveOwner: endpoint({
    id: 'hqSaveOwner',
    method: 'put',
    path: '/v1/hq/owners/{ownerId}',
    tag: 'ownership',
    summary: 'Write a dealer down, or change what is written (revision 0: a new one)',
    access: needs('contracts.manage', 'brand'),
    audited: 'owner.save',
    params: owner,
    body: dealerSchema.extend({ revision: z.int().min(0) }),
    response: dealerViewSchema,
    problems: ['owner_id_taken', 'stale_revision', 'busy'],
  }),
  hqListOwners: endpoint({
    id: 'hqListOwners',
    method: 'get',
    path: '/v1/hq/owners',
    tag: 'ownership',
    summary: 'Dealers with what they share and what is owed to them, by id',
    access: needs('owners.read', 'brand'),
    query: page.extend({ text: words().max(40).optional() }),
    response: pageOf(ownerSummarySchema),
  }),
};
