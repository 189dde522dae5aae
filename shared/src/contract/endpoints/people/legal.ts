import { z } from '../../../zod.ts';
import { endpoint } from '../../endpoint.ts';
import {
  agreementSchema,
  legalDocumentSchema,
  legalVersionSchema,
  legalViewSchema,
} from '../../people/legal.ts';

export const legalEndpoints = {
  getLegalText: endpoint({
    id: 'getLegalText',
    method: 'get',
    path: '/v1/legal/{document}',
    tag: 'storefront',
    summary:
      'The privacy text or the terms in force, with their version; lines that begin with # are headings',
    access: 'public',
    params: z.object({ document: legalDocumentSchema }),
    response: legalViewSchema,
  }),
  agree: endpoint({
    id: 'agree',
    method: 'post',
    path: '/v1/me/agreements',
    tag: 'members',
    summary: 'Agree to the version in force of a text; when it was agreed to first is kept',
    access: 'member',
    body: z.object({ document: legalDocumentSchema, version: legalVersionSchema }),
    response: agreementSchema,
    problems: ['text_changed', 'busy'],
  }),
  listAgreements: endpoint({
    id: 'listAgreements',
    method: 'get',
    path: '/v1/me/agreements',
    tag: 'members',
    summary: 'Which versions of which texts one has agreed to, and when',
    access: 'member',
    response: z.object({ items: z.array(agreementSchema) }),
  }),
};
