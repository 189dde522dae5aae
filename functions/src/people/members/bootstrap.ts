import { createHash, timingSafeEqual } from 'node:crypto';
import { brandGrant } from '@jindian/shared/access';
import type { Language } from '@jindian/shared/contract/common';
import { Entity } from 'dynamodb-toolbox/entity';
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
import type { Origin } from '../../platform/http/origin.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { staffPartition } from './items.ts';
import type { Members } from './service.ts';

const administrator = brandGrant('administrator');

/** As people type it: in capitals or not, with or without the hyphens between its groups. */
const plain = (code: string) => code.toUpperCase().replace(/[^0-9A-Z]/g, '');
const hashOf = (text: string) => createHash('sha256').update(text).digest();

/**
 * How a brand begins: whoever holds the one-time code of an empty system becomes its administrator. The code is a secret
 * of the deployment; that it was used is an item, written with the first grant or not at all. A system that has an
 * administrator by any other way takes no code.
 */
export function createBootstrap(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  audit: Pick<AuditLog, 'pending'>;
  members: Pick<Members, 'grantWrite' | 'phoneJoinWrites'>;
  secret(): Pick<Secrets, 'bootstrapCode' | 'bootstrapUntilMs'>;
}) {
  const { table, clock, ids, members } = deps;
  const used = new Entity({
    name: 'BootstrapUsed',
    table,
    timestamps: false,
    schema: item({ once: string().key(), memberId: string(), usedAtMs: number() }),
    computeKey: () => ({ pk: 'BOOTSTRAP', sk: 'USED' }),
  });
  const once = 'used';

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

  /** Whether somebody may still begin with the code. */
  async function isOpen(): Promise<boolean> {
    if (!deps.secret().bootstrapCode) return false;
    const { Item } = await used.build(GetItemCommand).key({ once }).options({ consistent: true }).send();
    return !Item && !(await hasAdministrator());
  }

  /** Makes the first administrator, reached by this number; their id. Used, expired and wrong codes make nobody. */
  async function begin(
    wanted: { code: string; phone: string; name: string; language: Language },
    origin: Origin,
  ): Promise<Result<string, 'bootstrap_closed' | 'bootstrap_expired' | 'bootstrap_code_wrong' | 'busy'>> {
    const { bootstrapCode, bootstrapUntilMs = 0 } = deps.secret();
    if (!bootstrapCode || !(await isOpen())) return fail('bootstrap_closed');
    if (!timingSafeEqual(hashOf(plain(bootstrapCode)), hashOf(plain(wanted.code))))
      return fail('bootstrap_code_wrong');
    if (clock.nowMs() >= bootstrapUntilMs) return fail('bootstrap_expired');
    const memberId = ids.next();
    const act = {
      act: 'brand.begin' as const,
      targets: [{ kind: 'member', id: memberId }],
      after: { name: wanted.name },
    };
    const by = { caller: { kind: 'member' as const, memberId, roles: [administrator] }, origin };
    return audited(deps.audit.pending(by, act), () =>
      runCommand<string, 'bootstrap_closed'>(deps, {
        command: null,
        async attempt() {
          const writes: Write[] = [
            write(
              'bootstrap',
              used
                .build(PutTransaction)
                .item({ once, memberId, usedAtMs: clock.nowMs() })
                .options({ condition: { attr: 'once', exists: false } }),
            ),
            ...(await members.phoneJoinWrites(memberId, wanted)),
            members.grantWrite(memberId, administrator),
          ];
          return {
            writes,
            value: memberId,
            refused: { bootstrap: fail('bootstrap_closed'), number: 'again', before: 'again' },
          };
        },
      }),
    );
  }

  return { isOpen, begin };
}
export type Bootstrap = ReturnType<typeof createBootstrap>;
