import { isDeepStrictEqual } from 'node:util';
import type { Address, SavedAddress } from '@jindian/shared/contract/people/member';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import type { Condition } from 'dynamodb-toolbox/entity/actions/parseCondition';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { type MemberItems, memberPartition } from './items.ts';

type KeptAddress = Omit<SavedAddress, 'isDefault'>;
type StoredAddress = KeptAddress & { memberId: string; savedAtMs: number };

function toAddress({ memberId: _, savedAtMs: __, ...address }: StoredAddress): KeptAddress {
  return address;
}

/** More than HQ may ever allow: what was saved when more were allowed is still shown. */
const mostListed = 50;

export function createAddresses(deps: {
  table: JindianTable;
  items: MemberItems;
  settings: SettingsReader<'people'>;
  clock: Clock;
  nameOf(memberId: string): Promise<string | null>;
}) {
  const { table, items } = deps;

  /** On the profile, so that no race leaves a member with two. */
  async function defaultIdOf(memberId: string): Promise<string | null> {
    const { Item } = await items.profile
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item?.defaultAddressId ?? null;
  }

  /** The default one, then the newest first: ids are ULIDs, which sort by the time they were made. */
  async function listAddresses(memberId: string): Promise<SavedAddress[]> {
    const defaultId = defaultIdOf(memberId);
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: 'ADDRESS#' } })
      .entities(items.address)
      .options({ reverse: true, limit: mostListed, consistent: true })
      .send();
    const chosen = await defaultId;
    const all = (Items ?? []).map((item) => ({ ...toAddress(item), isDefault: item.id === chosen }));
    return [...all.filter(({ isDefault }) => isDefault), ...all.filter(({ isDefault }) => !isDefault)];
  }

  async function addressOf(memberId: string, id: string): Promise<KeptAddress | null> {
    const { Item } = await items.address.build(GetItemCommand).key({ memberId, id }).send();
    return Item ? toAddress(Item) : null;
  }

  async function read(memberId: string, id: string): Promise<StoredAddress | null> {
    const { Item } = await items.address
      .build(GetItemCommand)
      .key({ memberId, id })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  /** Creates (revision 0) or replaces what was seen. The profile counts addresses, so that no race makes one too many. */
  async function saveAddress(
    memberId: string,
    id: string,
    {
      revision,
      isDefault: wanted,
      ...address
    }: Address & { revision: number; isDefault?: boolean | undefined },
  ): Promise<Result<SavedAddress, 'rate_limited' | 'stale_revision' | 'not_found' | 'busy'>> {
    const kept: KeptAddress = { ...address, id, revision: revision + 1 };
    return runCommand<SavedAddress, 'rate_limited' | 'stale_revision' | 'not_found'>(deps, {
      command: null,
      async attempt() {
        auditDetails({ targets: [{ kind: 'member', id: memberId }] });
        const [before, defaultId] = await Promise.all([read(memberId, id), defaultIdOf(memberId)]);
        const isDefault = wanted ?? defaultId === id;
        const saved: SavedAddress = { ...kept, isDefault };
        if ((before?.revision ?? 0) !== revision) {
          // An answer that was lost, and its command once more.
          if (before && isDeepStrictEqual(toAddress(before), kept) && isDefault === (defaultId === id))
            return ok(saved);
          return staleRevision(before && { by: memberId, atMs: before.savedAtMs }, deps.nameOf);
        }
        const savedAtMs = deps.clock.nowMs();
        const put = (condition: Condition<typeof items.address>) =>
          write(
            'address',
            items.address
              .build(PutTransaction)
              .item({ memberId, ...kept, savedAtMs })
              .options({ condition }),
          );
        // Written only where something was said of it: meanwhile another may have been chosen on another phone.
        const choice = wanted ? { defaultAddressId: id } : null;
        const chosen = choice && items.profile.build(UpdateTransaction).item({ memberId, ...choice });
        const unchosen =
          wanted === false && defaultId === id
            ? items.profile
                .build(UpdateTransaction)
                .item({ memberId, defaultAddressId: $remove() })
                .options({ condition: { attr: 'defaultAddressId', eq: id } })
            : null;
        if (before) {
          const choosing = chosen ?? unchosen;
          return {
            writes: [
              put({ attr: 'revision', eq: revision }),
              ...(choosing ? [write('choice', choosing)] : []),
            ],
            value: saved,
            refused: { address: 'again', choice: 'again' },
          };
        }
        const { addressCount } = await deps.settings.current();
        return {
          writes: [
            put({ attr: 'id', exists: false }),
            write(
              'count',
              items.profile
                .build(UpdateTransaction)
                .item({ memberId, addresses: $add(1), ...choice })
                .options({
                  condition: {
                    and: [
                      { attr: 'addresses', lt: addressCount },
                      { attr: 'joinedInto', exists: false },
                      { attr: 'deletedAtMs', exists: false },
                    ],
                  },
                }),
            ),
          ],
          value: saved,
          refused: { address: 'again', count: fail('rate_limited') },
        };
      },
    });
  }

  /** Deleting what is not there is fine. */
  async function deleteAddress(memberId: string, id: string): Promise<Result<null, 'busy'>> {
    auditDetails({ targets: [{ kind: 'member', id: memberId }] });
    return runCommand<null, never>(deps, {
      command: null,
      attempt: async () => {
        const isDefault = (await defaultIdOf(memberId)) === id;
        const count = items.profile
          .build(UpdateTransaction)
          .item({ memberId, addresses: $add(-1), ...(isDefault ? { defaultAddressId: $remove() } : {}) })
          .options({
            condition: isDefault
              ? { attr: 'defaultAddressId', eq: id }
              : {
                  or: [
                    { attr: 'defaultAddressId', exists: false },
                    { attr: 'defaultAddressId', ne: id },
                  ],
                },
          });
        return {
          writes: [
            write(
              'address',
              items.address
                .build(DeleteTransaction)
                .key({ memberId, id })
                .options({ condition: { attr: 'id', exists: true } }),
            ),
            write('count', count),
          ],
          value: null,
          refused: { address: ok(null), count: 'again' },
        };
      },
    });
  }

  return { listAddresses, addressOf, saveAddress, deleteAddress };
}
