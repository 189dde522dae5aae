import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { DueHandler } from '../../platform/due-items.ts';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Module } from '../../platform/module.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import { expiryKind } from './points/purses.ts';
import { keptKind, type Membership } from './service.ts';
import { periodKind } from './tiers/store.ts';

/** Each may be delivered more than once and in any order: whatever happened, the order says how things stand. */
function eventHandlers(membership: Membership): EventHandler[] {
  return [
    hears({
      name: 'membership: order paid',
      queue: 'books',
      types: ['order.paid'],
      handle: ({ data }) => membership.bring(data.orderId),
    }),
    hears({
      name: 'membership: order completed',
      queue: 'books',
      types: ['order.completed'],
      handle: ({ data }) => membership.completed(data.orderId),
    }),
    hears({
      name: 'membership: refund arrived',
      queue: 'books',
      types: ['refund.succeeded'],
      handle: ({ data }) => membership.bring(data.orderId),
    }),
    hears({
      name: 'membership: joined',
      queue: 'heavy',
      types: ['membership.joined'],
      handle: ({ data: { fromMemberId, toMemberId } }) => membership.follow(fromMemberId, toMemberId),
    }),
  ];
}

function dueHandlers(membership: Membership): DueHandler[] {
  return [
    { kind: keptKind, queue: 'books', handle: ({ ref }) => membership.bring(ref) },
    { kind: periodKind, queue: 'books', handle: ({ ref }) => membership.tiers.look(ref) },
    { kind: expiryKind, queue: 'books', handle: ({ ref }) => membership.points.look(ref) },
  ];
}

/** What the brand knows of its members, and gives them for what they buy: points and tiers. */
export function membershipModule(membership: Membership): Module {
  return {
    name: 'selling/membership',
    permissions: [
      'points.read',
      'points.edit',
      'points.publish',
      'points.adjust',
      'tiers.read',
      'tiers.edit',
      'tiers.publish',
      'tiers.set',
      'members.greet',
    ],
    announces: {
      'points.expiring': 'points of a member expire within the days that HQ set',
      'membership.joined': 'a member is found to be another one, who has all of theirs from then on',
    },
    plans: {
      [keptKind]: 'when goods of an order can no longer be brought back: what it brought its member counts',
      [periodKind]: 'when the period of a tier is over: it becomes what counts by then',
      [expiryKind]: 'when points of a member are to be told of, or expire',
    },
    items: [
      'PointsPurse',
      'MemberTier',
      'TierChange',
      'OrderCounted',
      'CardNumber',
      'StoreProfile',
      'GuideNote',
      'Greeting',
    ],
    events: eventHandlers(membership),
    due: dueHandlers(membership),
    routes: (mount) => mountMembershipRoutes(mount, membership),
  };
}

function mountMembershipRoutes(mount: Mount, { points, tiers, cards }: Membership): void {
  mount(endpoints.getMyCardCode, ({ memberId }) => cards.codeOf(memberId));
  mount(endpoints.getMyProfile, async ({ memberId }) => ok(await cards.profileOf(memberId)));
  mount(endpoints.saveMyProfile, ({ memberId, body: { revision, ...said } }) =>
    cards.saveProfile(memberId, said, revision),
  );
  mount(endpoints.shareInStores, ({ memberId, body }) => cards.share(memberId, body.version));
  mount(endpoints.deleteGuideNote, ({ memberId, params }) => cards.deleteNote(memberId, params.noteId));
  mount(endpoints.greetMember, ({ memberId: by, params, body }) => cards.greet(body.text, { ...params, by }));
  mount(endpoints.noteOfMember, ({ memberId: by, params: { locationId, greetingId }, body }) =>
    cards.note(greetingId, body.text, { locationId, by }),
  );
  mount(endpoints.getMyTier, async ({ memberId }) => ok(await tiers.tierOf(memberId)));
  mount(endpoints.hqGetMemberTier, ({ params }) => tiers.hqTierOf(params.memberId));
  mount(endpoints.hqSetTier, ({ params, body, command }) =>
    tiers.set({ ...body, memberId: params.memberId }, command as CommandClaim),
  );
  mount(endpoints.getMyPoints, ({ memberId, query }) => points.pointsOf(memberId, query));
  mount(endpoints.hqGetMemberPoints, ({ params, query }) => points.hqPointsOf(params.memberId, query));
  mount(endpoints.hqAdjustPoints, ({ params, body, memberId, command }) =>
    points.adjust({ ...body, memberId: params.memberId, by: memberId }, command as CommandClaim),
  );
}
