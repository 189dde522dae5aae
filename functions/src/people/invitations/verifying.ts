import type { Invitation } from '@jindian/shared/contract/people/invitations';
import { type Verification, verifiedRoles } from '@jindian/shared/contract/people/verification';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $set } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import type { Members } from '../members/service.ts';
import { hasRunOut } from '../members/verifications.ts';
import { type Closed, closedBecause, stateAt } from './rules.ts';
import type { InvitationStore, StoredInvitation } from './store.ts';

/** Headquarters has seen the papers of who is invited: from then on the invitation can be accepted. */
export function createVerifying(deps: {
  table: JindianTable;
  clock: Clock;
  store: Pick<InvitationStore, 'read' | 'invitation'>;
  members: Pick<Members, 'holderOfPhone'>;
  viewOf(stored: StoredInvitation): Promise<Invitation>;
}) {
  const { clock } = deps;
  const { read, invitation } = deps.store;

  type Refusal = Closed | 'not_found' | 'verification_unfit' | 'verification_own';

  async function verify(
    id: string,
    seen: Verification,
    byMemberId: string,
  ): Promise<Result<Invitation, Refusal | 'verification_expired' | 'busy'>> {
    auditDetails({ targets: [{ kind: 'invitation', id }], after: { verification: seen.kind } });
    if (hasRunOut(seen, clock.nowMs())) return fail('verification_expired');
    const done = await runCommand<null, Refusal>(deps, {
      command: null,
      async attempt() {
        const stored = await read(id);
        if (!stored) return fail('not_found');
        const closed = closedBecause[stateAt(stored, clock.nowMs())];
        if (closed) return fail(closed);
        if (verifiedRoles[stored.role] !== seen.kind) return fail('verification_unfit');
        const invited = stored.phone === undefined ? null : await deps.members.holderOfPhone(stored.phone);
        if (invited?.memberId === byMemberId) return fail('verification_own');
        return {
          writes: [
            write(
              'invitation',
              invitation
                .build(UpdateTransaction)
                .item({
                  id, // A map replaces what was there; without `$set` it would be merged into it, which its type does not tell.
                  seen: $set(seen) as unknown as Verification,
                  verifiedBy: byMemberId,
                  verifiedAtMs: clock.nowMs(),
                })
                .options({
                  condition: {
                    and: [
                      { attr: 'state', eq: 'open' },
                      { attr: 'endsAtMs', gt: clock.nowMs() },
                    ],
                  },
                }),
            ),
          ],
          value: null,
          refused: { invitation: 'again' },
        };
      },
    });
    if (!done.ok) return done;
    const stored = await read(id);
    return stored ? ok(await deps.viewOf(stored)) : fail('not_found');
  }

  return { verify };
}
