import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { followedItems } from '../../platform/deployed-names.ts';
import type { Module } from '../../platform/module.ts';
import { hears } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import type { Segments } from './service.ts';

export function segmentsModule(segments: Segments): Module {
  const { facts, tags, gathering } = segments;
  return {
    name: 'selling/segments',
    permissions: ['segments.read', 'segments.manage', 'segments.members.read'],
    announces: {
      'member_facts.changed':
        'something is kept anew of a member that segments go by; told by the change itself',
      'member_facts.step': 'facts of members are being gathered, and there are more',
    },
    items: ['MemberFacts', 'BoughtFacts', 'FactsGathering', 'Segment', 'MemberTags'],
    follows: [{ items: followedItems, type: 'member_facts.changed', id: 'memberId' }],
    events: [
      hears({
        name: 'segments: order paid',
        queue: 'insight',
        types: ['order.paid'],
        handle: ({ data }) => facts.bringOrder(data.orderId),
      }),
      hears({
        name: 'segments: refund arrived',
        queue: 'insight',
        types: ['refund.succeeded'],
        handle: ({ data }) => facts.bringOrder(data.orderId),
      }),
      hears({
        name: 'segments: member changed',
        queue: 'insight',
        types: ['member_facts.changed'],
        handle: ({ data }) => facts.bring(data.memberId),
      }),
      hears({
        name: 'segments: joined',
        queue: 'heavy',
        types: ['membership.joined'],
        handle: ({ data: { fromMemberId, toMemberId } }) => tags.follow(fromMemberId, toMemberId),
      }),
      hears({
        name: 'segments: gather facts',
        queue: 'figures',
        types: ['member_facts.step'],
        handle: ({ data }) => gathering.doStep(data.step),
      }),
    ],
    routes(mount) {
      mount(endpoints.hqListSegments, async () => ok({ items: await segments.all() }));
      mount(endpoints.hqCountSegment, async ({ body }) => ok(await segments.count(body.conditions)));
      mount(endpoints.hqGetRfm, async () => ok(await segments.rfm()));
      mount(endpoints.hqGatherMemberFacts, () => gathering.begin(true));
      mount(endpoints.hqSaveSegment, ({ params, body, memberId }) =>
        segments.save(params.segmentId, body, memberId),
      );
      mount(endpoints.hqRemoveSegment, ({ params }) => segments.remove(params.segmentId));
      mount(endpoints.hqListSegmentMembers, ({ params, body }) =>
        segments.membersOf(params.segmentId, body.cursor),
      );
      mount(endpoints.hqGetMemberTags, ({ params }) => tags.tagsOf(params.memberId));
      mount(endpoints.hqTagMember, ({ params, body, memberId }) =>
        tags.save(params.memberId, body, memberId),
      );
    },
  };
}
