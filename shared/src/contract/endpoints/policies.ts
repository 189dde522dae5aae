import { z } from '../../zod.ts';
import { cursorSchema, epochMsSchema, pageLimitSchema, pageOf } from '../common.ts';
import { endpoint, needs } from '../endpoint.ts';
import { legalVersionsSchema } from '../people/legal.ts';
import {
  policyNameSchema,
  policyNoteSchema,
  policyProblemSchema,
  policySubjectSchema,
  policyVersionSchema,
  policyViewSchema,
} from '../policies.ts';
import { shopperSettingsSchema } from '../settings/index.ts';

/** Which permission it takes depends on the kind, and so does whether a grant for a region is enough to see it: the service knows. */
const atHq = needs('hq.enter', 'service');
/** What holds for all is changed for all. */
const forAll = needs('hq.enter', 'brand');
const kind = { name: policyNameSchema };
const params = z.object(kind);
const versionParams = z.object({ ...kind, number: z.coerce.number().int().min(0).max(999_999) });
/** Of a kind with a document for each owner: whose. */
const query = z.object({ subject: policySubjectSchema.optional() });
/** Of the document as it was seen: it counts every act on it, whoever did it. */
const revision = z.int().min(0);
const publication = z.object({
  revision,
  note: policyNoteSchema,
  /** Comes into force then; now where it is absent or past. */
  atMs: epochMsSchema.optional(),
});
const changed = z.object({ revision: z.int() });
const published = policyVersionSchema.extend({ revision: z.int() });

export const policyEndpoints = {
  getSettings: endpoint({
    id: 'getSettings',
    method: 'get',
    path: '/v1/settings',
    tag: 'storefront',
    summary: 'Times, fees and limits as they are now, for shoppers to know before they act',
    access: 'public',
    anyVersion: true,
    response: shopperSettingsSchema.extend({
      ...legalVersionsSchema.shape,
      /** Modules that the brand has switched off, by name: nothing of them is shown. */
      modulesOff: z.array(z.string()),
      /** What staff open on a computer at the counter. */
      deskUrl: z.url(),
    }),
  }),
  hqListPolicies: endpoint({
    id: 'hqListPolicies',
    method: 'get',
    path: '/v1/hq/policies',
    tag: 'policies',
    summary: 'The kinds of documents that HQ edits: prices, sourcing, sharing, rates, settings',
    access: atHq,
    response: z.object({ items: z.array(z.object({ name: policyNameSchema, bySubject: z.boolean() })) }),
  }),
  hqGetPolicy: endpoint({
    id: 'hqGetPolicy',
    method: 'get',
    path: '/v1/hq/policies/{name}',
    tag: 'policies',
    summary: 'A document: what is in force, what is planned, its draft, and who changed it last',
    access: atHq,
    params,
    query,
    response: policyViewSchema,
  }),
  hqSavePolicyDraft: endpoint({
    id: 'hqSavePolicyDraft',
    method: 'post',
    path: '/v1/hq/policies/{name}/draft',
    tag: 'policies',
    summary: 'Keep a draft; nothing of it is in force before it is published',
    access: forAll,
    params,
    query,
    body: z.object({ revision, content: z.unknown() }),
    response: changed.extend({ problems: z.array(policyProblemSchema) }),
    problems: ['stale_revision', 'payload_too_large', 'busy'],
  }),
  hqDiscardPolicyDraft: endpoint({
    id: 'hqDiscardPolicyDraft',
    method: 'post',
    path: '/v1/hq/policies/{name}/draft/discarded',
    tag: 'policies',
    summary: 'Throw the draft away',
    access: forAll,
    params,
    query,
    body: z.object({ revision }),
    response: changed,
    problems: ['stale_revision', 'busy'],
  }),
  hqPublishPolicy: endpoint({
    id: 'hqPublishPolicy',
    method: 'post',
    path: '/v1/hq/policies/{name}/versions',
    tag: 'policies',
    summary: 'Put the draft in force, now or at a time; running functions follow within seconds',
    access: forAll,
    audited: 'policy.publish',
    idempotent: true,
    params,
    query,
    body: publication,
    response: published,
    problems: ['stale_revision', 'policy_problem', 'replay_first', 'busy'],
  }),
  hqCancelPlannedPolicy: endpoint({
    id: 'hqCancelPlannedPolicy',
    method: 'post',
    path: '/v1/hq/policies/{name}/plan/cancelled',
    tag: 'policies',
    summary: 'What is planned does not come into force; its version stays to be restored',
    access: forAll,
    audited: 'policy.cancel',
    params,
    query,
    body: z.object({ revision }),
    response: changed,
    problems: ['stale_revision', 'busy'],
  }),
  hqListPolicyVersions: endpoint({
    id: 'hqListPolicyVersions',
    method: 'get',
    path: '/v1/hq/policies/{name}/versions',
    tag: 'policies',
    summary: 'Every version, newest first: who, when, why, and whether it came into force',
    access: atHq,
    params,
    query: query.extend({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: pageOf(policyVersionSchema),
  }),
  hqGetPolicyVersion: endpoint({
    id: 'hqGetPolicyVersion',
    method: 'get',
    path: '/v1/hq/policies/{name}/versions/{number}',
    tag: 'policies',
    summary: 'A version with its content',
    access: atHq,
    params: versionParams,
    query,
    response: policyVersionSchema.extend({ content: z.unknown() }),
  }),
  hqRestorePolicyVersion: endpoint({
    id: 'hqRestorePolicyVersion',
    method: 'post',
    path: '/v1/hq/policies/{name}/versions/{number}/restored',
    tag: 'policies',
    summary: 'An earlier version again, as a new one; a draft stays',
    access: forAll,
    audited: 'policy.restore',
    idempotent: true,
    params: versionParams,
    query,
    body: publication,
    response: published,
    problems: ['stale_revision', 'policy_problem', 'busy'],
  }),
};
