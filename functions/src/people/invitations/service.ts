import { anywhere, granted, isWholeGrant, placeOf } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Invitation, MadeInvitation, NewInvitation } from '@jindian/shared/contract/people/invitations';
import type { Scope } from '@jindian/shared/contract/people/member';
import { type RoleName, roles } from '@jindian/shared/contract/people/permissions';
import { verifiedRoles } from '@jindian/shared/contract/people/verification';
import { maskPhone } from '@jindian/shared/mask';
import { invitationLink } from '@jindian/shared/qr-text';
import { dayMs } from '@jindian/shared/time';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import type { DueItems } from '../../platform/due-items.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Throttle } from '../../platform/throttle.ts';
import { write } from '../../platform/transact.ts';
import type { TencentSms } from '../../tencent/index.ts';
import type { Members } from '../members/service.ts';
import { createAccepting } from './accepting.ts';
import { allInvitations, invitationEnds, invitationsOf } from './items.ts';
import { type Closed, closedBecause, mayResend, mayRevoke, stateAt } from './rules.ts';
import { createInvitationStore, grantOf, type Place, type StoredInvitation, withoutSeen } from './store.ts';
import { createVerifying } from './verifying.ts';
import { createInvitationViews } from './views.ts';

/**
 * Invitations to a role: made by who may give it, accepted once by who holds the code (and the number, where one is
 * named). Whether who made it may still give it is looked at again when it is accepted, in the same transaction.
 */
export function createInvitations(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
  settings: SettingsReader<'people'>;
  members: Pick<
    Members,
    | 'read'
    | 'profilesOf'
    | 'phonesOf'
    | 'holderOfPhone'
    | 'newGrantWrites'
    | 'holdsCheck'
    | 'standings'
    | 'verifications'
  >;
  sms: TencentSms | null;
  throttle: Pick<Throttle, 'attempt'>;
  secret(): string;
  publicBaseUrl: string;
  brandName(): Promise<LocalizedText>;
  place(locationId: string): Promise<Place | null>;
  /** What of a scope the network does not know; null: all of it is known. */
  unknownIn(scope: Scope): Promise<string | null>;
  /** Is a role of something that the brand has switched off? */
  isOff(role: RoleName): Promise<boolean>;
  dueItems: Pick<DueItems, 'waits' | 'waitsNow'>;
}) {
  const { clock, ids, members, sms, throttle, dueItems } = deps;
  const store = createInvitationStore(deps);
  const { invitation, codeOf, read, rightToGive, expiresAtS, codeWrite } = store;
  const { viewOf, list, show } = createInvitationViews({ ...deps, store });
  const { verify } = createVerifying({ ...deps, store, viewOf });
  const { accept, numberOf } = createAccepting({ ...deps, store });

  /** Told to who made it, now or by a repeat of the same command. */
  async function toldOf(id: string, nth: number): Promise<Result<MadeInvitation, 'not_found'>> {
    const stored = await read(id);
    if (!stored) return fail('not_found');
    const code = codeOf(id, nth);
    return ok({
      invitation: await viewOf(stored),
      code,
      link: invitationLink(deps.publicBaseUrl, code),
      sms: stored.sms,
    });
  }

  /** By a text message; what became of it is kept, so that a list says so and a repeat sends nothing. */
  async function sendCode(id: string, nth: number, phone: string, days: number): Promise<void> {
    let isSent = false;
    if (sms?.can('invitation', phone)) {
      let isAllowed = true;
      for (const [name, who] of [
        ['sms_number', phone],
        ['sms_number_day', phone],
        ['sms_brand', 'all'],
      ] as const)
        isAllowed &&= (await throttle.attempt(name, who)).ok;
      isSent = isAllowed && (await sms.send('invitation', phone, codeOf(id, nth), days)).ok;
    }
    await invitation
      .build(UpdateItemCommand)
      .item({ id, sms: isSent ? 'sent' : 'failed' })
      .options({ condition: { attr: 'codes', eq: nth } })
      .send();
  }

  type Refusal =
    | 'scope_unfit'
    | 'scope_unknown'
    | 'invitation_needs_phone'
    | 'forbidden'
    | 'not_found'
    | 'busy'
    | 'idempotency_key_reused';

  async function make(
    byMemberId: string,
    wanted: NewInvitation,
    command: CommandClaim,
  ): Promise<Result<MadeInvitation, Refusal>> {
    const { grant, name, phone, bySms } = wanted;
    const phoneMasked = phone === undefined ? undefined : maskPhone(phone);
    // The number itself is in no record of who did what.
    auditDetails({ after: { grant, name, ...(phoneMasked ? { phone: phoneMasked } : {}) } });
    if (!isWholeGrant(grant)) {
      const scopes = roles[grant.role].scopes.join(', ');
      return fail('scope_unfit', { role: grant.role, scopes });
    }
    // Whoever finds the code would come into headquarters by it.
    // And papers are of one person: with the link alone somebody else would come in by them, and read them.
    if (phone === undefined && (granted([grant], 'hq.enter', anywhere) || verifiedRoles[grant.role]))
      return fail('invitation_needs_phone');
    const unknown = await deps.unknownIn(grant.scope);
    if (unknown !== null) return fail('scope_unknown', { name: unknown });
    const { invitationDays } = await deps.settings.current();
    const id = ids.next();
    let isNew = false;
    const done = await runCommand<string, 'forbidden'>(deps, {
      command,
      async attempt() {
        const right = await rightToGive(byMemberId, grant);
        if (!right) return fail('forbidden');
        const nowMs = clock.nowMs();
        const endsAtMs = nowMs + invitationDays * dayMs;
        const locationId = placeOf(grant);
        auditDetails({ targets: [{ kind: 'invitation', id }] });
        return {
          writes: [
            members.holdsCheck('right', byMemberId, right),
            write(
              'invitation',
              invitation
                .build(PutTransaction)
                .item({
                  id,
                  ...grant,
                  name,
                  ...(phone && phoneMasked ? { phone, phoneMasked } : {}),
                  invitedBy: byMemberId,
                  state: 'open',
                  codes: 1,
                  sms: 'none',
                  createdAtMs: nowMs,
                  endsAtMs,
                  expiresAtS: expiresAtS(endsAtMs),
                  gsi1pk: allInvitations,
                  gsi1sk: id,
                  ...dueItems.waits(id, { kind: invitationEnds, atMs: endsAtMs }),
                  ...(locationId === null ? {} : { gsi2pk: invitationsOf(locationId), gsi2sk: id }),
                })
                .options({ condition: { attr: 'id', exists: false } }),
            ),
            codeWrite(id, 1, endsAtMs),
          ],
          value: id,
          kept: { id },
          refused: { right: 'again', invitation: 'again' },
        };
      },
      replay: ({ id: made }) => ok(String(made)),
    });
    if (!done.ok) return done;
    isNew = done.value === id;
    if (isNew && bySms && phone) await sendCode(id, 1, phone, invitationDays);
    return toldOf(done.value, 1);
  }

  /** `locationId`: of that place only; null: whoever may give any role. */
  async function of(id: string, locationId: string | null): Promise<StoredInvitation | null> {
    const stored = await read(id);
    return stored && (locationId === null || placeOf(grantOf(stored)) === locationId) ? stored : null;
  }

  async function resend(
    byMemberId: string,
    id: string,
    locationId: string | null,
    command: CommandClaim,
  ): Promise<Result<MadeInvitation, Closed | Refusal>> {
    const { invitationDays } = await deps.settings.current();
    let toPhone: string | undefined;
    let made = 0;
    const done = await runCommand<number, Closed | 'forbidden' | 'not_found'>(deps, {
      command,
      async attempt() {
        const stored = await of(id, locationId);
        if (!stored) return fail('not_found');
        const state = stateAt(stored, clock.nowMs());
        if (!mayResend.includes(state)) return fail(closedBecause[state] as Closed);
        // Its number was forgotten when it expired: it would be anybody's.
        if (stored.phoneMasked !== undefined && stored.phone === undefined) return fail('invitation_expired');
        const right = await rightToGive(byMemberId, grantOf(stored));
        if (!right) return fail('forbidden');
        auditDetails({ before: { name: stored.name, grant: grantOf(stored), state } });
        toPhone = stored.phone;
        made = stored.codes + 1;
        const endsAtMs = clock.nowMs() + invitationDays * dayMs;
        return {
          writes: [
            members.holdsCheck('right', byMemberId, right),
            write(
              'invitation',
              invitation
                .build(UpdateTransaction)
                // Who sends it anew answers for it from then on.
                .item({
                  id,
                  codes: $add(1),
                  invitedBy: byMemberId,
                  sms: 'none',
                  endsAtMs,
                  ...dueItems.waitsNow(id, { kind: invitationEnds, atMs: endsAtMs }),
                  expiresAtS: expiresAtS(endsAtMs),
                })
                .options({
                  condition: {
                    and: [
                      { attr: 'state', eq: 'open' },
                      { attr: 'codes', eq: stored.codes },
                    ],
                  },
                }),
            ),
            codeWrite(id, made, endsAtMs),
          ],
          value: made,
          kept: { nth: made },
          refused: { '*': 'again' },
        };
      },
      replay: ({ nth }) => ok(Number(nth)),
    });
    if (!done.ok) return done;
    // A repeat is answered with the code that the first time made, and sends nothing.
    if (done.value === made && toPhone) await sendCode(id, made, toPhone, invitationDays);
    return toldOf(id, done.value);
  }

  async function revoke(
    id: string,
    locationId: string | null,
    byMemberId: string,
  ): Promise<Result<Invitation, 'invitation_used' | 'not_found' | 'forbidden' | 'busy'>> {
    const done = await runCommand<null, 'invitation_used' | 'not_found' | 'forbidden'>(deps, {
      command: null,
      async attempt() {
        const stored = await of(id, locationId);
        if (!stored) return fail('not_found');
        const state = stateAt(stored, clock.nowMs());
        if (state === 'revoked') return ok(null);
        if (!mayRevoke.includes(state)) return fail('invitation_used');
        if (!(await rightToGive(byMemberId, grantOf(stored)))) return fail('forbidden');
        auditDetails({ before: { name: stored.name, grant: grantOf(stored), state } });
        return {
          writes: [
            write(
              'invitation',
              invitation
                .build(UpdateTransaction)
                .item({
                  id,
                  state: 'revoked',
                  endedAtMs: clock.nowMs(),
                  phone: $remove(),
                  ...withoutSeen(),
                  ...dueItems.waitsNow(id, null),
                })
                .options({ condition: { attr: 'state', eq: 'open' } }),
            ),
          ],
          value: null,
          refused: { invitation: 'again' },
        };
      },
    });
    if (!done.ok) return done;
    const stored = await read(id);
    return stored ? ok(await viewOf(stored)) : fail('not_found');
  }

  /** Nobody accepted it in time: whose number and papers it was is nobody's business any more. */
  async function forgetNumber(id: string): Promise<void> {
    unlessBusy(
      await runCommand<null, never>(deps, {
        command: null,
        async attempt() {
          const stored = await read(id);
          if (!stored || stateAt(stored, clock.nowMs()) !== 'expired') return ok(null);
          if (stored.phone === undefined && stored.seen === undefined) return ok(null);
          return {
            writes: [
              write(
                'invitation',
                invitation
                  .build(UpdateTransaction)
                  .item({ id, phone: $remove(), ...withoutSeen() })
                  .options({ condition: { attr: 'codes', eq: stored.codes } }),
              ),
            ],
            value: null,
            refused: { invitation: 'again' },
          };
        },
      }),
      'an invitation that ended',
    );
  }

  return { make, resend, revoke, list, show, numberOf, accept, verify, forgetNumber };
}
export type Invitations = ReturnType<typeof createInvitations>;
