/** Dealers that headquarters know by name: before they have a place, and whom to call. */
import type { DealerView } from '@jindian/shared/contract/goods/ownership';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import { Entity } from '../../platform/entity.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { hqOwner } from './rules.ts';

type Said = Pick<DealerView, 'name' | 'contact' | 'phone'>;

export function createOwners(deps: {
  table: JindianTable;
  clock: Clock;
  nameOf(memberId: string): Promise<string | null>;
}) {
  const { table, clock } = deps;
  const owners = new Entity({
    name: 'Owner',
    table,
    timestamps: false,
    schema: item({
      ownerId: string().key(),
      name: string(),
      contact: string().optional(),
      phone: string().optional(),
      revision: number(),
      changedBy: string(),
      changedAtMs: number(),
    }),
    computeKey: ({ ownerId }: { ownerId: string }) => ({ pk: 'OWNERS', sk: ownerId }),
  });
  type Stored = {
    ownerId: string;
    name: string;
    contact?: string | undefined;
    phone?: string | undefined;
    revision: number;
    changedBy: string;
    changedAtMs: number;
  };
  const viewOf = ({ ownerId, name, contact, phone, revision }: Stored): DealerView => ({
    ownerId,
    name,
    contact: contact ?? null,
    phone: phone ?? null,
    revision,
  });

  async function stored(ownerId: string): Promise<Stored | null> {
    const { Item } = await owners.build(GetItemCommand).key({ ownerId }).options({ consistent: true }).send();
    return Item ?? null;
  }

  return {
    async read(ownerId: string): Promise<DealerView | null> {
      const found = await stored(ownerId);
      return found && viewOf(found);
    },
    /** All of them, by id: a brand has some hundreds. */
    async all(): Promise<DealerView[]> {
      const { Items } = await table
        .build(QueryCommand)
        .query({ partition: 'OWNERS' })
        .entities(owners)
        .options({ consistent: true, ...everyPage })
        .send();
      return (Items ?? []).map(viewOf);
    },
    /** A new one at revision 0. Asked for again by the same person it is there already. */
    async save(
      ownerId: string,
      said: Said,
      { revision, by }: { revision: number; by: string },
    ): Promise<Result<DealerView>> {
      if (ownerId === hqOwner) return fail('owner_id_taken', { id: ownerId });
      return runCommand<DealerView>(deps, {
        command: null,
        async attempt() {
          const before = await stored(ownerId);
          const now = before && viewOf(before);
          if ((before?.revision ?? 0) !== revision) {
            const isMine =
              now?.revision === revision + 1 &&
              before?.changedBy === by &&
              now.name === said.name &&
              now.contact === said.contact &&
              now.phone === said.phone;
            if (isMine) return ok(now);
            if (revision === 0) return fail('owner_id_taken', { id: ownerId });
            return staleRevision(before && { by: before.changedBy, atMs: before.changedAtMs }, deps.nameOf);
          }
          auditDetails({ before: { name: now?.name ?? '', phone: now?.phone ?? '' } });
          const next: Stored = {
            ownerId,
            name: said.name,
            ...(said.contact ? { contact: said.contact } : {}),
            ...(said.phone ? { phone: said.phone } : {}),
            revision: revision + 1,
            changedBy: by,
            changedAtMs: clock.nowMs(),
          };
          return {
            writes: [
              write(
                'owner',
                owners
                  .build(PutTransaction)
                  .item(next)
                  .options({
                    condition:
                      revision === 0
                        ? { attr: 'ownerId', exists: false }
                        : { attr: 'revision', eq: revision },
                  }),
              ),
            ],
            value: viewOf(next),
            refused: { owner: 'again' },
          };
        },
      });
    },
  };
}
export type Owners = ReturnType<typeof createOwners>;
