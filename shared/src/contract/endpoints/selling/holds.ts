import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  branchHoldsSchema,
  commissionHoldSchema,
  commissionHoldsSchema,
  holdDecisionSchema,
  holdReleaseSchema,
  holdStates,
} from '../../selling/holds.ts';

export const holdEndpoints = {
  hqListCommissionHolds: endpoint({
    id: 'hqListCommissionHolds',
    method: 'get',
    path: '/v1/hq/commission-holds',
    tag: 'hq',
    summary: 'Commission that is not paid until somebody has looked, newest first, or what was decided of it',
    access: needs('commission.read', 'brand'),
    query: z.object({
      state: z.enum(holdStates).default('waiting'),
      limit: pageLimitSchema.default(20),
      cursor: cursorSchema.optional(),
    }),
    response: commissionHoldsSchema,
  }),
  hqDecideCommissionHold: endpoint({
    id: 'hqDecideCommissionHold',
    method: 'post',
    path: '/v1/hq/commission-holds/{orderId}/decision',
    tag: 'hq',
    summary: 'Release the commission of an order, or refuse it for good; the same decision again is fine',
    access: needs('commission.release', 'brand'),
    audited: 'commission.decide',
    params: z.object({ orderId: ulidSchema }),
    body: holdDecisionSchema,
    response: commissionHoldSchema,
    problems: ['not_found', 'transition_refused', 'hold_own', 'busy'],
  }),
  listBranchHolds: endpoint({
    id: 'listBranchHolds',
    method: 'get',
    path: '/v1/branches/{locationId}/commission-holds',
    tag: 'branch',
    summary: 'Commission of people of this branch that is not paid until somebody has looked, newest first',
    access: needs('commission.branch.release', 'location'),
    params: z.object({ locationId: locationIdSchema }),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: branchHoldsSchema,
  }),
  releaseBranchHold: endpoint({
    id: 'releaseBranchHold',
    method: 'post',
    path: '/v1/branches/{locationId}/commission-holds/{orderId}/release',
    tag: 'branch',
    summary:
      'Release the commission of an order of somebody of this branch, where the settings let its manager',
    access: needs('commission.branch.release', 'location'),
    audited: 'commission.decide',
    params: z.object({ locationId: locationIdSchema, orderId: ulidSchema }),
    body: holdReleaseSchema,
    response: commissionHoldSchema,
    problems: ['not_found', 'transition_refused', 'hold_own', 'hold_of_hq', 'busy'],
  }),
};
