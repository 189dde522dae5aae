import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import type { RoleName } from '@jindian/shared/contract/people/permissions';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { DueItems } from '../../platform/due-items.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { scopeKey } from '../members/items.ts';
import { maxRoles } from '../members/rules.ts';
import type { Members } from '../members/service.ts';
import { type Closed, closedBecause, stateAt } from './rules.ts';
import { checkedOf, grantOf, type InvitationStore, withoutSeen } from './store.ts';

/**
 * Taking what an invitation gives, once. Whether who made it may still give it is looked at again, and is a condition of
 * the transaction that gives it.
 */
export function createAccepting(deps: {
  table: JindianTable;
  clock: Clock;
  store: InvitationStore;
  members: Pick<
    Members,
    'read' | 'phonesOf' | 'holderOfPhone' | 'newGrantWrites' | 'holdsCheck' | 'standings' | 'verifications'
  >;
  unknownIn(scope: Scope): Promise<string | null>;
  isOff(role: RoleName): Promise<boolean>;
  dueItems: Pick<DueItems, 'waitsNow'>;
}) {
  const { clock, members } = deps;
  const { invitation, behind, rightToGive } = deps.store;

  type NotAccepted =
    | 'invitation_unknown'
    | Closed
    | 'invitation_other_number'
    | 'invitation_lapsed'
    | 'phone_needed'
    | 'verification_needed'
    | 'module_off'
    | 'roles_full'
    | 'busy';

  async function accept(
    code: string,
    memberId: string,
  ): Promise<Result<{ roles: RoleGrant[] }, NotAccepted>> {
    const done = await runCommand<null, Exclude<NotAccepted, 'busy'>>(deps, {
      command: null,
      async attempt() {
        const stored = await behind(code);
        if (!stored) return fail('invitation_unknown');
        const grant = grantOf(stored);
        auditDetails({ targets: [{ kind: 'invitation', id: stored.id }], after: { grant } });
        // A tap whose answer was lost is tapped again.
        if (stored.state === 'accepted' && stored.acceptedBy === memberId) return ok(null);
        const closed = closedBecause[stateAt(stored, clock.nowMs())];
        if (closed) return fail(closed);
        // Switched off since it was made.
        if (await deps.isOff(grant.role)) return fail('module_off');
        const phone = (await members.phonesOf([memberId])).get(memberId);
        const holder = phone === undefined ? null : await members.holderOfPhone(phone);
        if (stored.phone !== undefined && phone !== undefined && phone !== stored.phone)
          return fail('invitation_other_number');
        if (holder?.memberId !== memberId || !holder.isTrusted) return fail('phone_needed');
        const right = await rightToGive(stored.invitedBy, grant);
        if (!right || (await deps.unknownIn(grant.scope)) !== null) return fail('invitation_lapsed');
        const known = await members.read(memberId, { consistent: true });
        if (!known) return fail('phone_needed');
        const isIt = ({ role, scope }: RoleGrant) =>
          role === grant.role && scopeKey(scope) === scopeKey(grant.scope);
        // Nobody comes back by an old invitation from what was taken up against them since.
        if (known.suspendedByHq.length > 0 || known.suspended.some(isIt)) return fail('invitation_lapsed');
        const seen = checkedOf(stored, clock.nowMs());
        // The number may have become theirs after they saw the papers.
        const checked = seen?.verifiedBy === memberId ? null : seen;
        if (!checked && (await members.verifications.missing(memberId, grant.role)))
          return fail('verification_needed');
        const isHeld = known.roles.some(isIt);
        auditDetails({ before: { roles: known.roles } });
        const isNamed = known.profile.displayName !== known.profile.nickname;
        return {
          writes: [
            write(
              'invitation',
              invitation
                .build(UpdateTransaction)
                .item({
                  id: stored.id,
                  state: 'accepted',
                  acceptedBy: memberId,
                  endedAtMs: clock.nowMs(),
                  phone: $remove(),
                  ...withoutSeen(),
                  ...deps.dueItems.waitsNow(stored.id, null),
                })
                .options({
                  condition: {
                    and: [
                      { attr: 'state', eq: 'open' },
                      { attr: 'codes', eq: stored.codes },
                      { attr: 'endsAtMs', gt: clock.nowMs() },
                      // What was put right meanwhile is what is kept.
                      stored.seen === undefined
                        ? { attr: 'seen' as const, exists: false as const }
                        : { attr: 'seen' as const, eq: stored.seen },
                    ],
                  },
                }),
            ),
            ...(checked ? [members.verifications.keptWrite(memberId, checked)] : []),
            // Of somebody who accepts their own, it is the grant that stays as it is.
            members.holdsCheck('right', stored.invitedBy, right),
            // Suspended meanwhile, they are by each of these; what lets them invite themselves is looked at above.
            ...(stored.invitedBy === memberId
              ? []
              : known.roles.map((held, nth) => members.holdsCheck(`held ${nth}`, memberId, held))),
            ...(isHeld ? [] : members.newGrantWrites(memberId, grant, isNamed ? null : stored.name)),
          ],
          value: null,
          refused: {
            profile: fail('roles_full', { max: maxRoles }),
            '*': 'again',
          },
        };
      },
    });
    if (!done.ok) return done;
    members.standings.forget(memberId);
    return ok({ roles: (await members.read(memberId, { consistent: true }))?.roles ?? [] });
  }

  /** Whom it is for, for the page that proves the number first; null: for whoever has it. */
  async function numberOf(code: string): Promise<string | null> {
    return (await behind(code))?.phone ?? null;
  }

  return { accept, numberOf };
}
