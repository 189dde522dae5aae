import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  claimIdSchema,
  memberCardSchema,
  movedMemberSchema,
  moveSchema,
  movesSchema,
} from '../../selling/moving.ts';

const one = z.object({ importId: ulidSchema });
const claim = z.object({ claimId: claimIdSchema });
const reason = words().min(2).max(120);
const text = words().min(3).max(64);
const found = z.object({ items: z.array(movedMemberSchema) });

export const movingEndpoints = {
  hqListMoves: endpoint({
    id: 'hqListMoves',
    method: 'get',
    path: '/v1/hq/moves',
    tag: 'people',
    summary:
      'Files that move in from another system: their sums, who stated and who signed them, how far they are booked',
    access: needs('moving.read', 'brand'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: movesSchema,
  }),
  hqSignMove: endpoint({
    id: 'hqSignMove',
    method: 'post',
    path: '/v1/hq/moves/{importId}/signed',
    tag: 'people',
    summary: 'Sign the sums of a file as a second person: it is booked from then on; again is fine',
    access: needs('moving.sign', 'brand'),
    ownHandOnly: true,
    audited: 'move.sign',
    params: one,
    response: moveSchema,
    problems: ['not_found', 'move_same_person', 'transition_refused', 'moved_on', 'busy'],
  }),
  hqRefuseMove: endpoint({
    id: 'hqRefuseMove',
    method: 'post',
    path: '/v1/hq/moves/{importId}/refused',
    tag: 'people',
    summary:
      'Refuse a file that waits for its second signature, or take back one of your own; nothing of it is booked',
    access: needs('moving.sign', 'brand'),
    audited: 'move.refuse',
    params: one,
    body: z.object({ reason }),
    response: moveSchema,
    problems: ['not_found', 'transition_refused', 'busy'],
  }),
  hqFindMoved: endpoint({
    id: 'hqFindMoved',
    method: 'post',
    path: '/v1/hq/moved-members/found',
    tag: 'people',
    summary:
      'Members of the system before, by old number, card number or phone; with nothing to look for, those who said that they are somebody else',
    access: needs('moving.desk', 'brand'),
    audited: 'moved.find',
    throttle: 'hq_search',
    body: z.object({ text: text.optional() }),
    response: found,
    problems: ['busy'],
  }),
  hqGiveMoved: endpoint({
    id: 'hqGiveMoved',
    method: 'post',
    path: '/v1/hq/moved-members/{memberNumber}/given',
    tag: 'people',
    summary:
      'Give what a member of the system before had to a member here, whose papers headquarters saw; once',
    access: needs('moving.desk', 'brand'),
    ownHandOnly: true,
    audited: 'moved.give',
    params: z.object({ memberNumber: text }),
    body: z.object({ memberId: ulidSchema, reason }),
    response: movedMemberSchema,
    problems: ['not_found', 'moved_claimed', 'moved_to_oneself', 'roles_full', 'busy'],
  }),
  findMoved: endpoint({
    id: 'findMoved',
    method: 'post',
    path: '/v1/branches/{locationId}/moved-members/found',
    tag: 'branch',
    summary: 'A member of the system before, by the whole number on an old card',
    access: needs('moving.lookup', 'location'),
    throttle: 'desk_search',
    params: z.object({ locationId: locationIdSchema }),
    body: z.object({ text }),
    response: found,
  }),
  getMyCard: endpoint({
    id: 'getMyCard',
    method: 'get',
    path: '/v1/me/card',
    tag: 'members',
    summary: 'Points and balances of the member, and what waits under their number from the system before',
    access: 'member',
    response: memberCardSchema,
  }),
  claimMoved: endpoint({
    id: 'claimMoved',
    method: 'post',
    path: '/v1/me/card/{claimId}/claimed',
    tag: 'members',
    summary: 'Take over what waits under the own number, once; again is fine',
    access: 'member',
    ownHandOnly: true,
    audited: 'moved.claim',
    params: claim,
    response: memberCardSchema,
    problems: ['not_found', 'moved_phone_needed', 'moved_claimed', 'roles_full', 'busy'],
  }),
  refuseMoved: endpoint({
    id: 'refuseMoved',
    method: 'post',
    path: '/v1/me/card/{claimId}/refused',
    tag: 'members',
    summary: 'Say that what waits under the own number is somebody else’s: headquarters finds out whose',
    access: 'member',
    audited: 'moved.refuse',
    params: claim,
    response: memberCardSchema,
    problems: ['not_found', 'moved_phone_needed', 'moved_claimed', 'busy'],
  }),
};
