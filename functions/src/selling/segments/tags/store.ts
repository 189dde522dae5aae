import type { MemberTags } from '@jindian/shared/contract/selling/segments';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { memberPartition } from '../../../people/members/items.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';

/** Words that people of the brand put on a member: under the member, who reads them and has them forgotten. */
export function createTagStore(table: JindianTable) {
  const entity = new Entity({
    name: 'MemberTags',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      tags: list(string()),
      revision: number(),
      by: string(),
      atMs: number(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: memberPartition(memberId), sk: 'TAGS' }),
  });

  async function stored(memberId: string) {
    const { Item } = await entity
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }
  const seen = (revision: number) =>
    revision === 0
      ? ({ attr: 'revision', exists: false } as const)
      : ({ attr: 'revision', eq: revision } as const);

  return {
    stored,
    async read(memberId: string): Promise<MemberTags> {
      const { tags = [], revision = 0 } = (await stored(memberId)) ?? {};
      return { tags, revision };
    },
    putWrite(memberId: string, tags: readonly string[], revision: number, by: string, atMs: number): Write {
      const put = entity
        .build(PutTransaction)
        .item({ memberId, tags: [...tags], revision: revision + 1, by, atMs });
      return write('tags', put.options({ condition: seen(revision) }));
    },
    dropWrite(memberId: string, revision: number): Write {
      const drop = entity.build(DeleteTransaction).key({ memberId });
      return write('tags before', drop.options({ condition: seen(revision) }));
    },
    async forget(memberId: string): Promise<void> {
      await entity.build(DeleteItemCommand).key({ memberId }).send();
    },
  };
}
export type TagStore = ReturnType<typeof createTagStore>;
