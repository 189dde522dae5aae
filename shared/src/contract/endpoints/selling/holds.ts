import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  commissionHoldSchema,
  commissionHoldsSchema,
  holdDecisionSchema,
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
};
