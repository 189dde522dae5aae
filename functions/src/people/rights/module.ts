import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import { deletionDue } from './items.ts';
import type { Rights } from './service.ts';

export function rightsModule(rights: Rights): Module {
  return {
    name: 'people/rights',
    permissions: ['members.requests.read'],
    plans: {
      [deletionDue]: 'when the waiting time of a member who asked to be forgotten is over, unless they stay',
    },
    items: ['DeletionRequest'],
    due: [{ kind: deletionDue, queue: 'publishing', handle: ({ ref }) => rights.forget(ref) }],
    routes(mount) {
      mount(endpoints.getMyData, async ({ memberId, query }) =>
        ok(await rights.data(memberId, query.cursor)),
      );
      mount(endpoints.withdrawConsent, async ({ memberId, body }) => {
        const done = await rights.withdraw(memberId, body.consent);
        return done.ok ? ok({}) : done;
      });
      mount(endpoints.getDeletion, async ({ memberId }) => ok(await rights.deletion(memberId)));
      mount(endpoints.requestDeletion, ({ memberId }) => rights.request(memberId));
      mount(endpoints.cancelDeletion, ({ memberId }) => rights.cancel(memberId));
      mount(endpoints.hqListDeletionRequests, async ({ query }) => ok(await rights.list(query)));
    },
  };
}
