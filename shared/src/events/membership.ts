import { epochMsSchema, ulidSchema } from '../contract/common.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';

/** What members have of the brand. */
export const membershipEvents = {
  'points.expiring': defineEvent({
    aggregate: 'member',
    id: 'memberId',
    sequence: 'expiresAtMs',
    version: 1,
    data: z.object({ memberId: ulidSchema, points: z.int().min(1), expiresAtMs: epochMsSchema }),
  }),
  'member_facts.changed': defineEvent({
    aggregate: 'member',
    id: 'memberId',
    sequence: null,
    version: 1,
    data: z.object({ memberId: ulidSchema }),
  }),
  'member_facts.step': defineEvent({
    aggregate: 'facts',
    id: 'of',
    sequence: 'step',
    version: 1,
    data: z.object({ of: z.enum(['members']), step: z.int().min(0) }),
  }),
  'membership.joined': defineEvent({
    aggregate: 'member',
    id: 'fromMemberId',
    sequence: null,
    version: 1,
    data: z.object({ fromMemberId: ulidSchema, toMemberId: ulidSchema }),
  }),
};
