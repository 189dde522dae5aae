import { anywhere, granted } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { linkLifeMs, type SignInTickets } from '../people/members/sign-in-tickets.ts';
import type { Clock } from '../platform/clock.ts';
import { recordReading } from '../platform/command.ts';
import type { Config } from '../platform/config.ts';
import type { Mount } from '../platform/http/mount.ts';
import { fail, ok } from '../platform/result.ts';
import type { JindianTable } from '../platform/table.ts';
import type { HqMember } from './deps.ts';

/** How a browser is let into the web view from elsewhere: its QR approved, a ticket of the mini-program, a link. */
export function mountHqRoutes(
  mount: Mount,
  deps: {
    tickets: SignInTickets;
    config: Pick<Config, 'publicBaseUrl'>;
    clock: Clock;
    table: JindianTable;
    memberOf(memberId: string): Promise<HqMember | null>;
  },
): void {
  const { tickets, config, clock } = deps;
  const entry = (ticket: string) => `${config.publicBaseUrl.replace(/\/$/, '')}/hq/enter?ticket=${ticket}`;

  mount(endpoints.getHqSignIn, ({ params }) => tickets.waiting(params.ticket));
  mount(endpoints.approveHqSignIn, async ({ params, memberId }) => {
    const approved = await tickets.approve(params.ticket, memberId);
    return approved.ok ? ok({}) : approved;
  });
  mount(endpoints.createHqWebTicket, async ({ memberId }) => {
    const ticket = await tickets.openWeb(memberId);
    return ok({ url: entry(ticket) });
  });
  mount(endpoints.hqMakeSignInLink, async ({ params, memberId }) => {
    if (params.memberId === memberId) return fail('forbidden');
    const member = await deps.memberOf(params.memberId);
    if (!member) return fail('not_found');
    if (!granted(member.roles, 'hq.enter', anywhere)) return fail('no_hq_role');
    const recorded = await recordReading(deps);
    if (!recorded.ok) return recorded;
    const expiresAtMs = clock.nowMs() + linkLifeMs;
    return ok({ url: entry(await tickets.openLink(params.memberId)), expiresAtMs });
  });
}
