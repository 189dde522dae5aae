import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';

/** What one step gathered: the names of two files. */
export type GatheredPart = { persons: string; bought: string };
export type Gathered = { atMs: number; parts: GatheredPart[] };
/** A gathering that is under way, and what the last one that came to its end made. */
export type Gathering = {
  /** Counts on over all gatherings, so that no step of one before is taken for one of this. */
  step: number;
  startedAtMs: number;
  /** The next partition to be read; null: none, it is done. */
  nextShard: number | null;
  parts: GatheredPart[];
  last: Gathered | null;
  /** When somebody counted last, to the hour: for whom it is gathered every night. */
  askedAtMs: number;
};

/** How far the gathering of facts is, in one item. */
export function createGatheringStore(table: JindianTable) {
  const part = () => map({ persons: string(), bought: string() });
  const entity = new Entity({
    name: 'FactsGathering',
    table,
    timestamps: false,
    schema: item({
      of: string().key(),
      revision: number(),
      step: number(),
      startedAtMs: number(),
      nextShard: number().optional(),
      parts: list(part()),
      last: map({ atMs: number(), parts: list(part()) }).optional(),
      askedAtMs: number(),
    }),
    computeKey: ({ of }: { of: string }) => ({ pk: 'FACTS_GATHERING', sk: of }),
  });
  const of = 'members';

  return {
    async read(): Promise<{ gathering: Gathering; revision: number } | null> {
      const { Item } = await entity.build(GetItemCommand).key({ of }).options({ consistent: true }).send();
      if (!Item) return null;
      const { revision, of: _, nextShard = null, last = null, ...rest } = Item;
      return { gathering: { ...rest, nextShard, last }, revision };
    },
    write({ nextShard, last, ...rest }: Gathering, revision: number): Write {
      const put = entity.build(PutTransaction).item({
        of,
        ...rest,
        ...(nextShard === null ? {} : { nextShard }),
        ...(last === null ? {} : { last }),
        revision: revision + 1,
      });
      return write(
        'gathering',
        put.options({
          condition:
            revision === 0 ? { attr: 'revision', exists: false } : { attr: 'revision', eq: revision },
        }),
      );
    },
  };
}
export type GatheringStore = ReturnType<typeof createGatheringStore>;
