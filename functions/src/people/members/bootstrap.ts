import { createHash, timingSafeEqual } from 'node:crypto';
import { brandGrant } from '@jindian/shared/access';
import type { Language } from '@jindian/shared/contract/common';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { AuditLog } from '../../platform/audit.ts';
import { audited } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { Secrets } from '../../platform/config.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { Entity } from '../../platform/entity.ts';
import type { Origin } from '../../platform/http/origin.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { staffPartition } from './items.ts';
import type { Members } from './service.ts';

const administrator = brandGrant('administrator');

/** As people type it: in capitals or not, with or without the hyphens between its groups. */
const plain = (code: string) => code.toUpperCase().replace(/[^0-9A-Z]/g, '');
const hashOf = (text: string) => createHash('sha256').update(text).digest();

/**
 * How a brand begins: whoever holds the one-time code of the deployment becomes its administrator, or comes in again where
 * no administrator can any more. The code is a secret that only who deploys can make; that it was used is an item of its
 * own, written with the grant or not at all.
 */
export function createBootstrap(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  audit: Pick<AuditLog, 'pending'>;
  members: Pick<
    Members,
    'grantWrites' | 'newGrantWrites' | 'holderOfPhone' | 'renewWrite' | 'phoneJoinWrites' | 'rolesOf'
  >;
  secret(): Pick<Secrets, 'bootstrapCode' | 'bootstrapUntilMs'>;
}) {
  const { table, clock, ids, members } = deps;
  const used = new Entity({
    name: 'BootstrapUsed',
    table,
    timestamps: false,
    schema: item({ codeHash: string().key(), memberId: string(), usedAtMs: number() }),
    computeKey: ({ codeHash }: { codeHash: string }) => ({ pk: 'BOOTSTRAP', sk: `USED#${codeHash}` }),
  });
  /** Of a code, for the item that says it was used. */
  const nameOf = (code: string) =>
    hashOf(`used ${plain(code)}`)
      .toString('base64url')
      .slice(0, 22);

  async function hasAdministrator(): Promise<boolean> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byOwner,
        partition: staffPartition(null),
        range: { beginsWith: 'administrator#' },
      })
      .options({ limit: 1 })
      .send();
    return (Items ?? []).length > 0;
  }

  /** Whether there is a code that nobody used. */
  async function isOpen(): Promise<boolean> {
    const { bootstrapCode } = deps.secret();
    if (!bootstrapCode) return false;
    const codeHash = nameOf(bootstrapCode);
    const { Item } = await used.build(GetItemCommand).key({ codeHash }).options({ consistent: true }).send();
    return !Item;
  }

  /** Whether nobody runs this system yet, and somebody may begin. */
  const isNobodys = async (): Promise<boolean> => (await isOpen()) && !(await hasAdministrator());

  /** Whether this is the code, and still good: asked before anything is sent to anybody. */
  async function check(code: string): Promise<Result<null, BootstrapProblem>> {
    const { bootstrapCode, bootstrapUntilMs = 0 } = deps.secret();
    if (!bootstrapCode || !(await isOpen())) return fail('bootstrap_closed');
    if (!timingSafeEqual(hashOf(plain(bootstrapCode)), hashOf(plain(code))))
      return fail('bootstrap_code_wrong');
    return clock.nowMs() < bootstrapUntilMs ? ok(null) : fail('bootstrap_expired');
  }

  /**
   * Makes the administrator who is reached by this number, or lets the member who has it be one; their id. `proved`: a code
   * that was sent there came back. Without that a number that leads to somebody is refused: one wrong digit, and a stranger
   * would run the brand.
   */
  async function begin(
    wanted: { code: string; phone: string; proved: boolean; name: string; language: Language },
    origin: Origin,
  ): Promise<Result<string, BootstrapProblem | 'phone_in_use' | 'roles_full' | 'busy'>> {
    const checked = await check(wanted.code);
    if (!checked.ok) return checked;
    const holder = await members.holderOfPhone(wanted.phone);
    if (holder && !wanted.proved) return fail('phone_in_use');
    const roles = holder ? await members.rolesOf(holder.memberId) : [];
    // A number that was silent for long may be another's by now; one of the staff's is theirs, as who deploys vouches.
    const known = holder && (holder.isTrusted || roles.length > 0) ? holder.memberId : null;
    const memberId = known ?? ids.next();
    const act = {
      act: 'brand.begin' as const,
      targets: [{ kind: 'member', id: memberId }],
      after: { name: wanted.name },
    };
    const by = { caller: { kind: 'member' as const, memberId, roles: [administrator] }, origin };
    return audited(deps.audit.pending(by, act), () =>
      runCommand<string, 'bootstrap_closed' | 'roles_full'>(deps, {
        command: null,
        async attempt() {
          const useCode = write(
            'bootstrap',
            used
              .build(PutTransaction)
              .item({ codeHash: nameOf(wanted.code), memberId, usedAtMs: clock.nowMs() })
              .options({ condition: { attr: 'codeHash', exists: false } }),
          );
          const isOne =
            known !== null && (await members.rolesOf(known)).some(({ role }) => role === administrator.role);
          const writes: Write[] =
            known === null
              ? [
                  ...(await members.phoneJoinWrites(memberId, wanted)),
                  ...members.grantWrites(memberId, administrator),
                ]
              : [
                  await members.renewWrite(wanted.phone, known),
                  ...(isOne ? [] : members.newGrantWrites(known, administrator)),
                ];
          return {
            writes: [useCode, ...writes],
            value: memberId,
            refused: {
              bootstrap: fail('bootstrap_closed'),
              profile: fail('roles_full'),
              number: 'again',
              before: 'again',
              role: 'again',
            },
          };
        },
      }),
    );
  }

  return { isOpen, isNobodys, check, begin };
}
export type Bootstrap = ReturnType<typeof createBootstrap>;
type BootstrapProblem = 'bootstrap_closed' | 'bootstrap_expired' | 'bootstrap_code_wrong';
