import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Module } from '../../platform/module.ts';
import { ok } from '../../platform/result.ts';
import { invitationEnds } from './items.ts';
import type { Invitations } from './service.ts';

export function invitationsModule(invitations: Invitations): Module {
  return {
    name: 'people/invitations',
    plans: { [invitationEnds]: 'when an invitation ends that nobody accepted: its number is forgotten' },
    items: ['Invitation', 'InvitationCode'],
    due: [{ kind: invitationEnds, queue: 'publishing', handle: ({ ref }) => invitations.forgetNumber(ref) }],
    routes(mount) {
      mount(endpoints.hqInvite, ({ memberId, body, command }) =>
        invitations.make(memberId, body, command as CommandClaim),
      );
      mount(endpoints.hqListInvitations, async ({ query }) => ok(await invitations.list(null, query)));
      mount(endpoints.hqResendInvitation, ({ memberId, params, command }) =>
        invitations.resend(memberId, params.invitationId, null, command as CommandClaim),
      );
      mount(endpoints.hqRevokeInvitation, ({ memberId, params }) =>
        invitations.revoke(params.invitationId, null, memberId),
      );
      mount(endpoints.hqVerifyInvitation, ({ memberId, params, body }) =>
        invitations.verify(params.invitationId, body, memberId),
      );
      mount(endpoints.invite, ({ memberId, params: { locationId }, body, command }) => {
        const { role, ...invited } = body;
        const grant = { role, scope: { kind: 'branch' as const, locationId } };
        return invitations.make(memberId, { ...invited, grant }, command as CommandClaim);
      });
      mount(endpoints.listInvitations, async ({ params, query }) =>
        ok(await invitations.list(params.locationId, query)),
      );
      mount(endpoints.resendInvitation, ({ memberId, params, command }) =>
        invitations.resend(memberId, params.invitationId, params.locationId, command as CommandClaim),
      );
      mount(endpoints.revokeInvitation, ({ memberId, params }) =>
        invitations.revoke(params.invitationId, params.locationId, memberId),
      );
      mount(endpoints.findInvitation, ({ body }) => invitations.show(body.code));
      mount(endpoints.acceptInvitation, ({ memberId, body }) => invitations.accept(body.code, memberId));
    },
  };
}
