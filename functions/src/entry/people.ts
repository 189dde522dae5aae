import { modules } from '@jindian/shared/contract/modules/index';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { createAuditView } from '../people/audit/view.ts';
import { createInvitations } from '../people/invitations/service.ts';
import { createBootstrap } from '../people/members/bootstrap.ts';
import { type BranchStaffDeps, createBranchStaff } from '../people/members/branch-staff.ts';
import { createDirectory } from '../people/members/directory.ts';
import { createPhoneCodes } from '../people/members/phone-codes.ts';
import { createMembers } from '../people/members/service.ts';
import { createSessions } from '../people/members/sessions.ts';
import { createSignInTickets } from '../people/members/sign-in-tickets.ts';
import { createStaffDesk } from '../people/members/staff-routes.ts';
import { createSavedViews } from '../people/saved-views/service.ts';
import type { createNetwork } from '../places/network/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { createSessionTokens } from '../platform/sessions.ts';
import type { JindianTable } from '../platform/table.ts';
import type { TencentSms } from '../tencent/index.ts';
import type { Foundation } from './foundation.ts';

/** Members, how they sign in, and who works here. What other modules keep of a member is passed in for joining two. */
export function createPeople(
  deps: Pick<Foundation, 'ids' | 'idempotency' | 'dueItems' | 'throttle' | 'audit' | 'settings' | 'legal'> &
    Required<Pick<Parameters<typeof createMembers>[0], 'joinWrites' | 'beside' | 'met'>> & {
      table: JindianTable;
      clock: Clock;
      secrets: Secrets;
      network: ReturnType<typeof createNetwork>;
      sms: TencentSms | null;
      config: Pick<Config, 'publicBaseUrl'>;
      isOwner(ownerId: string): Promise<boolean>;
      openWork: BranchStaffDeps['openWork'];
      handOn: BranchStaffDeps['handOn'];
    },
) {
  const { table, clock, ids, idempotency, throttle, settings, secrets, network, sms } = deps;
  const members = createMembers({
    table,
    clock,
    ids,
    settings: settings.people,
    joinWrites: deps.joinWrites,
    met: deps.met,
    beside: deps.beside,
    legalVersionOf: async (document) => (await deps.legal.documents[document].current()).version,
  });
  const phoneCodes = createPhoneCodes({ table, clock, sms, throttle, secret: () => secrets.codeSecret });
  const sessions = createSessions({
    table,
    clock,
    ids,
    tokens: createSessionTokens({ secret: () => secrets.sessionSecret, clock }),
    standings: members.standings,
    settings: settings.people,
  });
  const staff = createStaffDesk({
    table,
    members,
    sessions,
    location: network.location,
    places: async () => (await network.current()).locations,
    isOwner: deps.isOwner,
    openWork: deps.openWork,
    handOn: deps.handOn,
  });
  const branchStaff = createBranchStaff({
    table,
    members,
    place: async (locationId) => (await network.location(locationId)) ?? null,
    unknownIn: staff.unknownIn,
    openWork: deps.openWork,
    handOn: deps.handOn,
  });
  const directory = createDirectory({ clock, members });
  const deskTickets = createSignInTickets({ table, clock }, 'desk');
  const auditView = createAuditView({ audit: deps.audit, namesOf: members.profilesOf });
  const savedViews = createSavedViews({ table, clock, ids, idempotency });
  const bootstrap = createBootstrap({
    table,
    clock,
    ids,
    audit: deps.audit,
    members,
    secret: () => secrets,
  });
  const invitations = createInvitations({
    table,
    clock,
    ids,
    idempotency,
    settings: settings.people,
    members,
    sms,
    throttle,
    secret: () => secrets.codeSecret,
    publicBaseUrl: deps.config.publicBaseUrl,
    brandName: async () => brandNameOf(await settings.brand.current()),
    place: async (locationId) => (await network.location(locationId)) ?? null,
    unknownIn: staff.unknownIn,
    dueItems: deps.dueItems,
    isOff: async (role) => (await settings.off()).some((name) => modules[name].roles.includes(role)),
  });
  return {
    members,
    invitations,
    bootstrap,
    phoneCodes,
    deskTickets,
    sessions,
    staff,
    branchStaff,
    directory,
    auditView,
    savedViews,
  };
}
export type People = ReturnType<typeof createPeople>;
