import { anywhere, granted } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { BindingView } from '@jindian/shared/contract/people/member';
import type { Mount } from '../../platform/http/mount.ts';
import { randomToken } from '../../platform/ids.ts';
import { ok } from '../../platform/result.ts';
import type { Members } from './service.ts';
import type { Sessions } from './sessions.ts';
import { hashOfSecret, type SignInTickets, ticketLifeMs } from './sign-in-tickets.ts';

export type DeskSignInDeps = {
  members: Pick<Members, 'view' | 'rolesOf'>;
  sessions: Pick<Sessions, 'open'>;
  /** Of the door to the desk. */
  deskTickets: SignInTickets;
  bindingOf(memberId: string): Promise<BindingView | null>;
};

/**
 * A desk in a browser. The one that asks for a ticket gets a secret with it, which never leaves it but to claim the
 * session: a QR that was photographed, or a ticket that was guessed, opens nothing.
 */
export function mountDeskSignIn(
  mount: Mount,
  { members, sessions, deskTickets, bindingOf }: DeskSignInDeps,
): void {
  mount(endpoints.openDeskSignIn, async ({ origin }) => {
    const secret = randomToken();
    const ticket = await deskTickets.openSignIn(hashOfSecret(secret), origin);
    return ok({ ticket, secret, lastsMs: ticketLifeMs });
  });

  mount(endpoints.claimDeskSession, async ({ body: { ticket, secret }, origin }) => {
    const browserHash = hashOfSecret(secret);
    const { kind } = await deskTickets.look(ticket, browserHash);
    if (kind !== 'approved') return ok({ state: kind, session: null });
    const memberId = await deskTickets.redeem(ticket, browserHash);
    // The role is looked up anew: it may have been taken away since.
    if (memberId === null || !granted(await members.rolesOf(memberId), 'desk.enter', anywhere))
      return ok({ state: 'gone' as const, session: null });
    const [{ token, expiresAtMs }, member] = await Promise.all([
      sessions.open(memberId, 'desk', origin),
      bindingOf(memberId).then((binding) => members.view(memberId, binding)),
    ]);
    return member.ok
      ? ok({ state: 'signed_in' as const, session: { token, expiresAtMs, member: member.value } })
      : member;
  });

  mount(endpoints.getDeskSignIn, ({ params }) => deskTickets.waiting(params.ticket));

  mount(endpoints.approveDeskSignIn, async ({ params, memberId }) => {
    const approved = await deskTickets.approve(params.ticket, memberId);
    return approved.ok ? ok({}) : approved;
  });
}
