import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, pageOf, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { brandDaySchema } from '../../hq.ts';
import {
  noteSchema,
  policyDraftSchema,
  policyVersionSchema,
  policyVersionWithBookSchema,
  simulationSchema,
  sourcingPolicyViewSchema,
} from '../../serving/sourcing.ts';
import { policyBookSchema } from '../../serving/sourcing-policy.ts';

const versionParams = z.object({ number: z.coerce.number().int().min(0).max(999_999) });

export const sourcingEndpoints = {
  hqGetSourcingPolicy: endpoint({
    id: 'hqGetSourcingPolicy',
    method: 'get',
    path: '/v1/hq/sourcing/policy',
    tag: 'hq',
    summary: 'Who serves which orders: the policies in force, and the draft that is being worked on',
    access: needs('policies.read', 'brand'),
    response: sourcingPolicyViewSchema,
  }),
  hqSaveSourcingDraft: endpoint({
    id: 'hqSaveSourcingDraft',
    method: 'post',
    path: '/v1/hq/sourcing/draft',
    tag: 'hq',
    summary: 'Keep a changed draft; nothing is decided by it before it is published',
    access: needs('policies.edit', 'brand'),
    body: z.object({
      book: policyBookSchema,
      /** Of the draft that was changed; 0: there was none. */
      revision: z.int().min(0),
    }),
    response: policyDraftSchema,
    problems: ['draft_changed'],
  }),
  hqDiscardSourcingDraft: endpoint({
    id: 'hqDiscardSourcingDraft',
    method: 'post',
    path: '/v1/hq/sourcing/draft/discarded',
    tag: 'hq',
    summary: 'Throw the draft away',
    access: needs('policies.edit', 'brand'),
    body: z.object({ revision: z.int().min(1) }),
    response: z.object({}),
    problems: ['draft_changed'],
  }),
  hqPublishSourcingPolicy: endpoint({
    id: 'hqPublishSourcingPolicy',
    method: 'post',
    path: '/v1/hq/sourcing/versions',
    tag: 'hq',
    summary: 'Put the draft in force; running functions follow within two seconds',
    access: needs('policies.publish', 'brand'),
    audited: 'policy.publish',
    idempotent: true,
    body: z.object({ revision: z.int().min(1), note: noteSchema }),
    response: policyVersionSchema,
    problems: ['draft_changed', 'busy'],
  }),
  hqListSourcingVersions: endpoint({
    id: 'hqListSourcingVersions',
    method: 'get',
    path: '/v1/hq/sourcing/versions',
    tag: 'hq',
    summary: 'Every policy that was ever published, newest first',
    access: needs('policies.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: pageOf(policyVersionSchema),
  }),
  hqGetSourcingVersion: endpoint({
    id: 'hqGetSourcingVersion',
    method: 'get',
    path: '/v1/hq/sourcing/versions/{number}',
    tag: 'hq',
    summary: 'A published policy as it was',
    access: needs('policies.read', 'brand'),
    params: versionParams,
    response: policyVersionWithBookSchema,
  }),
  hqRestoreSourcingVersion: endpoint({
    id: 'hqRestoreSourcingVersion',
    method: 'post',
    path: '/v1/hq/sourcing/versions/{number}/restored',
    tag: 'hq',
    summary: 'Put an earlier policy in force again, as a new version; a draft stays',
    access: needs('policies.publish', 'brand'),
    audited: 'policy.restore',
    idempotent: true,
    params: versionParams,
    body: z.object({ note: noteSchema }),
    response: policyVersionSchema,
    problems: ['busy'],
  }),
  hqSimulateSourcing: endpoint({
    id: 'hqSimulateSourcing',
    method: 'post',
    path: '/v1/hq/sourcing/simulations',
    tag: 'hq',
    summary:
      'Try the draft on past deliveries, beside the policy in force; both with the stock there is now and what the orders themselves took',
    access: needs('policies.edit', 'brand'),
    body: z
      .object({ fromDay: brandDaySchema, toDay: brandDaySchema, revision: z.int().min(1) })
      .refine(({ fromDay, toDay }) => fromDay <= toDay, {
        path: ['toDay'],
        message: 'ends before it begins',
      }),
    response: simulationSchema,
    problems: ['draft_changed'],
  }),
  hqGetSourcingSimulation: endpoint({
    id: 'hqGetSourcingSimulation',
    method: 'get',
    path: '/v1/hq/sourcing/simulations/{simulationId}',
    tag: 'hq',
    summary: 'How far a simulation is, and what has come out so far',
    access: needs('policies.read', 'brand'),
    params: z.object({ simulationId: ulidSchema }),
    response: simulationSchema,
  }),
};
