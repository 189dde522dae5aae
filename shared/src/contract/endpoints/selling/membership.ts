import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { memberPointsSchema } from '../../selling/points.ts';
import { memberTierSchema, tierIdSchema } from '../../selling/tiers.ts';

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
  getMyTier: endpoint({
    id: 'getMyTier',
    method: 'get',
    path: '/v1/me/tier',
    tag: 'members',
    summary:
      'The own tier, how long it stays, what is missing for the next one, and why it became what it is',
    access: 'member',
    response: memberTierSchema,
  }),
  hqGetMemberTier: endpoint({
    id: 'hqGetMemberTier',
    method: 'get',
    path: '/v1/hq/members/{memberId}/tier',
    tag: 'people',
    summary: 'The tier of a member, what counts for it, and why it became what it is',
    access: needs('tiers.read', 'brand'),
    params: member,
    response: memberTierSchema,
    problems: ['not_found'],
  }),
  hqSetTier: endpoint({
    id: 'hqSetTier',
    method: 'post',
    path: '/v1/hq/members/{memberId}/tier',
    tag: 'people',
    summary: 'Give a member a tier for a period, or take theirs away; with the reason',
    access: needs('tiers.set', 'brand'),
    audited: 'tier.set',
    idempotent: true,
    params: member,
    body: z.object({ tierId: tierIdSchema.nullable(), reason: words().min(2).max(120) }),
    response: memberTierSchema,
    problems: ['not_found', 'busy'],
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
