import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import type { Moving } from './service.ts';

export function movingModule(moving: Moving): Module {
  return {
    name: 'selling/moving',
    permissions: ['moving.read', 'moving.make', 'moving.sign', 'moving.desk', 'moving.lookup'],
    announces: {
      'move.step': 'a portion of a signed file is to be booked, each after the one before',
      'moved_member.joined':
        'who took over from the system before is found to be another member: it goes to that one',
      'moved_seller.claimed':
        'a seller of the system before is somebody here: their customers are bound to them',
    },
    items: ['Move', 'MovePortion', 'MovedMember', 'StoredLot', 'MemberCard', 'OldCode', 'CodeMisses'],
    events: moving.eventHandlers,
    routes(mount) {
      mount(endpoints.hqListMoves, async ({ query }) => ok(await moving.listMoves(query)));
      mount(endpoints.hqSignMove, ({ params, memberId }) => moving.sign(params.importId, memberId));
      mount(endpoints.hqRefuseMove, ({ params, body, memberId }) =>
        moving.refuseMove(params.importId, memberId, body.reason),
      );
      mount(endpoints.hqFindMoved, ({ body }) => moving.hqFind(body.text));
      mount(endpoints.hqGiveMoved, ({ params, body, memberId }) =>
        moving.give(params.memberNumber, body.memberId, body.reason, memberId),
      );
      mount(endpoints.findMoved, async ({ body }) =>
        ok({ items: await moving.find(body.text, { byPhone: false }) }),
      );
      mount(endpoints.getMyCard, async ({ memberId }) => ok(await moving.card(memberId)));
      mount(endpoints.claimMoved, ({ params, memberId }) => moving.claim(params.claimId, memberId));
      mount(endpoints.refuseMoved, ({ params, memberId }) => moving.refuse(params.claimId, memberId));
    },
  };
}
