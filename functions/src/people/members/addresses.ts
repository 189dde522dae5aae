import type { Address, SavedAddress } from '@jindian/shared/contract/people/member';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import { runCommand } from '../../platform/command.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { type MemberItems, memberPartition } from './items.ts';

type StoredAddress = SavedAddress & { memberId: string };

function toAddress({ memberId: _, ...address }: StoredAddress): SavedAddress {
  return address;
}

/** More than HQ may ever allow: what was saved when more were allowed is still shown. */
const mostListed = 50;

export function createAddresses(deps: {
  table: JindianTable;
  items: MemberItems;
  settings: SettingsReader<'people'>;
}) {
  const { table, items } = deps;

  /** Newest first: ids are ULIDs, which sort by the time they were made. */
  async function listAddresses(memberId: string): Promise<SavedAddress[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: 'ADDRESS#' } })
      .entities(items.address)
      .options({ reverse: true, limit: mostListed, consistent: true })
      .send();
    return (Items ?? []).map(toAddress);
  }

  async function addressOf(memberId: string, id: string): Promise<SavedAddress | null> {
    const { Item } = await items.address.build(GetItemCommand).key({ memberId, id }).send();
    return Item ? toAddress(Item) : null;
  }

  /** Creates or replaces. The profile counts addresses, so that no race makes one too many. */
  async function saveAddress(
    memberId: string,
    id: string,
    address: Address,
  ): Promise<Result<SavedAddress, 'rate_limited' | 'busy'>> {
    const stored = { memberId, id, ...address };
    return runCommand<SavedAddress, 'rate_limited'>(deps, {
      command: null,
      async attempt() {
        auditDetails({ targets: [{ kind: 'member', id: memberId }] });
        const value = { ...address, id };
        if (await addressOf(memberId, id))
          return {
            writes: [
              write(
                'address',
                items.address
                  .build(PutTransaction)
                  .item(stored)
                  .options({ condition: { attr: 'id', exists: true } }),
              ),
            ],
            value,
            // Deleted in between: it is made anew.
            refused: { address: 'again' },
          };
        const { addressCount } = await deps.settings.current();
        return {
          writes: [
            write(
              'address',
              items.address
                .build(PutTransaction)
                .item(stored)
                .options({ condition: { attr: 'id', exists: false } }),
            ),
            write(
              'count',
              items.profile
                .build(UpdateTransaction)
                .item({ memberId, addresses: $add(1) })
                .options({ condition: { attr: 'addresses', lt: addressCount } }),
            ),
          ],
          value,
          // Made in between by a twin of this request: the later one replaces it.
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
      attempt: () => ({
        writes: [
          write(
            'address',
            items.address
              .build(DeleteTransaction)
              .key({ memberId, id })
              .options({ condition: { attr: 'id', exists: true } }),
          ),
          write('count', items.profile.build(UpdateTransaction).item({ memberId, addresses: $add(-1) })),
        ],
        value: null,
        refused: { address: ok(null) },
      }),
    });
  }

  return { listAddresses, addressOf, saveAddress, deleteAddress };
}
