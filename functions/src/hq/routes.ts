import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { SignInTickets } from '../people/members/sign-in-tickets.ts';
import type { Config } from '../platform/config.ts';
import type { Mount } from '../platform/http/mount.ts';
import { ok } from '../platform/result.ts';

/** The two ways that the mini-program opens the web view: approving a browser's QR, and a ticket for its own. */
export function mountHqRoutes(
  mount: Mount,
  deps: { tickets: SignInTickets; config: Pick<Config, 'publicBaseUrl'> },
): void {
  const { tickets, config } = deps;

  mount(endpoints.getHqSignIn, ({ params }) => tickets.waiting(params.ticket));
  mount(endpoints.approveHqSignIn, async ({ params, memberId }) => {
    const approved = await tickets.approve(params.ticket, memberId);
    return approved.ok ? ok({}) : approved;
  });
  mount(endpoints.createHqWebTicket, async ({ memberId }) => {
    const ticket = await tickets.openWeb(memberId);
    return ok({ url: `${config.publicBaseUrl.replace(/\/$/, '')}/hq/enter?ticket=${ticket}` });
  });
}
