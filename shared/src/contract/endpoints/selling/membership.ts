import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { memberPointsSchema } from '../../selling/points.ts';

const member = z.object({ memberId: ulidSchema });
const page = z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() });

export const membershipEndpoints = {
  getMyPoints: endpoint({
    id: 'getMyPoints',
    method: 'get',
    path: '/v1/me/points',
    tag: 'members',
    summary: 'Points that may be used, those of orders that may still be returned, when they expire, and why',
    access: 'member',
    query: page,
    response: memberPointsSchema,
  }),
  hqGetMemberPoints: endpoint({
    id: 'hqGetMemberPoints',
    method: 'get',
    path: '/v1/hq/members/{memberId}/points',
    tag: 'people',
    summary: 'The points of a member, with what moved them',
    access: needs('points.read', 'brand'),
    params: member,
    query: page,
    response: memberPointsSchema,
    problems: ['not_found'],
  }),
  hqAdjustPoints: endpoint({
    id: 'hqAdjustPoints',
    method: 'post',
    path: '/v1/hq/members/{memberId}/points',
    tag: 'people',
    summary: 'Give a member points, or take some for what was handed over for them; with the reason',
    access: needs('points.adjust', 'brand'),
    audited: 'points.adjust',
    idempotent: true,
    params: member,
    body: z.object({
      points: z
        .int()
        .min(-1_000_000)
        .max(1_000_000)
        .refine((points) => points !== 0, 'nothing'),
      reason: words().min(2).max(120),
    }),
    response: z.object({ available: z.int().min(0) }),
    problems: ['not_found', 'points_short', 'busy'],
  }),
};
