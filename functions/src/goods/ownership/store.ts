import type { SharingMode, SharingTerms } from '@jindian/shared/contract/goods/ownership';
import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';

export type Contract = SharingTerms & {
  ownerId: string;
  revision: number;
  changedAtMs: number;
  changedBy: string;
  changedBySide: 'owner' | 'hq';
};

/**
 * What each dealer's contract says. They are the truth from which the snapshot is made anew; a brand changes some
 * dozens a day and reads them all only for that, so one partition holds them.
 */
export function createContractStore(table: JindianTable) {
  const contracts = new Entity({
    name: 'DealerContract',
    table,
    timestamps: false,
    schema: item({
      ownerId: string().key(),
      revision: number(),
      mode: string(),
      skuIds: list(string()),
      changedAtMs: number(),
      changedBy: string(),
      changedBySide: string().enum('owner', 'hq'),
    }),
    computeKey: ({ ownerId }: { ownerId: string }) => ({ pk: 'OWNERS#CONTRACTS', sk: ownerId }),
  });
  type Stored = Omit<Contract, 'mode'> & { mode: string };
  const toContract = (stored: Stored): Contract => ({ ...stored, mode: stored.mode as SharingMode });

  /** On condition that nobody else changed it since `revision` was read (0: there was none). */
  function save(contract: Contract, revision: number): Write {
    return write(
      'contract',
      contracts
        .build(PutTransaction)
        .item({ ...contract, skuIds: [...contract.skuIds], revision: revision + 1 })
        .options({
          condition: revision === 0 ? { attr: 'ownerId', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  async function read(ownerId: string): Promise<Contract | null> {
    const { Item } = await contracts
      .build(GetItemCommand)
      .key({ ownerId })
      .options({ consistent: true })
      .send();
    return Item ? toContract(Item) : null;
  }

  async function all(): Promise<Contract[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: 'OWNERS#CONTRACTS' })
      .entities(contracts)
      .options({ maxPages: Number.POSITIVE_INFINITY, consistent: true })
      .send();
    return (Items ?? []).map(toContract);
  }

  return { save, read, all };
}
export type ContractStore = ReturnType<typeof createContractStore>;
