import type { RoleName } from '@jindian/shared/contract/people/permissions';
import {
  type KeptVerification,
  type Verification,
  type VerificationKind,
  verificationKinds,
  verifiedRoles,
} from '@jindian/shared/contract/people/verification';
import { brandDay } from '@jindian/shared/time';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { isSomebody, type MemberItems, memberPartition } from './items.ts';
import type { Profiles } from './profiles.ts';

export type Checked = { seen: Verification; verifiedBy: string; verifiedAtMs: number };

/** A licence that has run out shows nothing. */
export function hasRunOut(seen: Verification, nowMs: number): boolean {
  return seen.kind === 'business_licence' && seen.validUntil !== null && seen.validUntil < brandDay(nowMs);
}

/**
 * Who somebody is, as headquarters saw it in their papers before they were given what asks for it. It lies under the member:
 * they see it among what is kept of them, and it goes with them.
 */
export function createVerifications(deps: {
  table: JindianTable;
  clock: Clock;
  items: Pick<MemberItems, 'profile' | 'verified'>;
  profilesOf: Profiles['profilesOf'];
}) {
  const { table, clock, items } = deps;

  async function stored(memberId: string) {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: 'VERIFIED#' } })
      .entities(items.verified)
      .options({ consistent: true, limit: verificationKinds.length })
      .send();
    return Items;
  }

  async function of(memberId: string): Promise<KeptVerification[]> {
    const kept = await stored(memberId);
    const known = await deps.profilesOf(kept.map(({ verifiedBy }) => verifiedBy));
    return kept.map(({ seen, verifiedBy, verifiedAtMs }) => ({
      seen,
      verifiedByName: known.get(verifiedBy)?.displayName ?? verifiedBy,
      verifiedAtMs,
      isValid: verifiedBy !== memberId && !hasRunOut(seen, clock.nowMs()),
    }));
  }

  /** What a role asks for and was not seen, or by themselves alone, or has run out; null: nothing. */
  async function missing(memberId: string, role: RoleName): Promise<VerificationKind | null> {
    const kind = verifiedRoles[role];
    if (!kind) return null;
    const kept = (await stored(memberId)).find((one) => one.kind === kind);
    return kept && kept.verifiedBy !== memberId && !hasRunOut(kept.seen, clock.nowMs()) ? null : kind;
  }

  function keptWrite(memberId: string, { seen, verifiedBy, verifiedAtMs }: Checked): Write {
    return write(
      'verified',
      items.verified
        .build(PutTransaction)
        .item({ memberId, kind: seen.kind, seen, verifiedBy, verifiedAtMs }),
    );
  }

  /** Of somebody who is found to be another they go along; of two of a kind what was seen last stays. */
  async function joinWrites(fromId: string, toId: string): Promise<Write[]> {
    const [before, own] = await Promise.all([stored(fromId), stored(toId)]);
    return before.flatMap((one) => {
      const isOlder = own.some(
        ({ kind, verifiedAtMs }) => kind === one.kind && verifiedAtMs > one.verifiedAtMs,
      );
      const gone = items.verified.build(DeleteTransaction).key({ memberId: fromId, kind: one.kind });
      return [write('verified before', gone), ...(isOlder ? [] : [keptWrite(toId, one)])];
    });
  }

  async function verify(
    memberId: string,
    seen: Verification,
    byMemberId: string,
  ): Promise<
    Result<{ items: KeptVerification[] }, 'not_found' | 'verification_expired' | 'verification_own' | 'busy'>
  > {
    // What the papers say is in no record of who did what, which is kept for longer than the person.
    auditDetails({ targets: [{ kind: 'member', id: memberId }], after: { verification: seen.kind } });
    if (memberId === byMemberId) return fail('verification_own');
    if (hasRunOut(seen, clock.nowMs())) return fail('verification_expired');
    const done = await runCommand<null, 'not_found'>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          keptWrite(memberId, { seen, verifiedBy: byMemberId, verifiedAtMs: clock.nowMs() }),
          write('profile', items.profile.build(ConditionCheck).key({ memberId }).condition(isSomebody)),
        ],
        value: null,
        refused: { profile: fail('not_found') },
      }),
    });
    return done.ok ? ok({ items: await of(memberId) }) : done;
  }

  return { of, missing, keptWrite, joinWrites, verify };
}
export type Verifications = ReturnType<typeof createVerifications>;
