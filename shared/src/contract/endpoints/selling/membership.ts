import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { cursorSchema, locationIdSchema, pageLimitSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  areDays,
  cardCodeSchema,
  greetedMemberSchema,
  memberProfileSchema,
  myProfileSchema,
} from '../../selling/member-card.ts';
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
  getMyCardCode: endpoint({
    id: 'getMyCardCode',
    method: 'get',
    path: '/v1/me/card/code',
    tag: 'members',
    summary: 'What the own card shows at a counter, as a QR and as a barcode; a new one every minute or so',
    access: 'member',
    ownHandOnly: true,
    response: cardCodeSchema,
    problems: ['busy'],
  }),
  getMyProfile: endpoint({
    id: 'getMyProfile',
    method: 'get',
    path: '/v1/me/store-profile',
    tag: 'members',
    summary: 'What one says of oneself, whether staff in stores may see it, and what they noted',
    access: 'member',
    response: myProfileSchema,
  }),
  saveMyProfile: endpoint({
    id: 'saveMyProfile',
    method: 'put',
    path: '/v1/me/store-profile',
    tag: 'members',
    summary:
      'Say something of oneself, or take it back; of children the band of age alone, as their guardian',
    access: 'member',
    audited: 'member.store_profile',
    bodyIsPersonal: true,
    body: memberProfileSchema.extend({ revision: z.int().min(0) }).refine(areDays, 'no such day'),
    response: myProfileSchema,
    problems: ['stale_revision', 'consent_changed', 'busy'],
  }),
  shareInStores: endpoint({
    id: 'shareInStores',
    method: 'put',
    path: '/v1/me/store-profile/sharing',
    tag: 'members',
    summary:
      'Let staff to whom the card is shown see the profile, by the text of this version; null takes it back',
    access: 'member',
    audited: 'member.sharing',
    body: z.object({
      version: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/)
        .nullable(),
    }),
    response: myProfileSchema,
    problems: ['consent_changed', 'busy'],
  }),
  deleteGuideNote: endpoint({
    id: 'deleteGuideNote',
    method: 'delete',
    path: '/v1/me/store-profile/notes/{noteId}',
    tag: 'members',
    summary: 'Delete what staff noted of oneself',
    access: 'member',
    params: z.object({ noteId: ulidSchema }),
    response: myProfileSchema,
    problems: ['not_found', 'busy'],
  }),
  greetMember: endpoint({
    id: 'greetMember',
    method: 'post',
    path: '/v1/branches/{locationId}/members/greeted',
    tag: 'branch',
    summary: 'Read a card that a member shows: tier and points, and what they share; each look is on record',
    access: needs('members.greet', 'location'),
    audited: 'member.greet',
    bodyIsPersonal: true,
    throttle: 'desk_search',
    params: z.object({ locationId: locationIdSchema }),
    body: z.object({ text: words().min(3).max(200) }),
    response: greetedMemberSchema,
    problems: ['card_invalid', 'card_expired', 'busy'],
  }),
  noteOfMember: endpoint({
    id: 'noteOfMember',
    method: 'post',
    path: '/v1/branches/{locationId}/members/greeted/{greetingId}/notes',
    tag: 'branch',
    summary:
      'Note something of a member who showed the card within two hours: they read it, and may delete it',
    access: needs('members.greet', 'location'),
    audited: 'member.note',
    bodyIsPersonal: true,
    params: z.object({ locationId: locationIdSchema, greetingId: ulidSchema }),
    body: z.object({ text: words().min(2).max(200) }),
    response: greetedMemberSchema,
    problems: ['not_found', 'sharing_withdrawn', 'notes_full', 'busy'],
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
