import {
  type Segment,
  type SegmentConditions,
  segmentConditionsSchema,
} from '@jindian/shared/contract/selling/segments';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';

export type StoredSegment = Segment & { by: string };

/** Segments that were kept: a brand has dozens. */
export function createSegmentStore(table: JindianTable) {
  const entity = new Entity({
    name: 'Segment',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      name: map({ zh: string(), en: string() }),
      conditions: any().castAs<SegmentConditions>(),
      revision: number(),
      savedAtMs: number(),
      by: string(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'SEGMENTS', sk: id }),
  });
  /** What an earlier or later version kept and this one cannot read is no condition of this one: it is nobody's segment. */
  const readable = (stored: StoredSegment): StoredSegment[] =>
    segmentConditionsSchema.safeParse(stored.conditions).success ? [stored] : [];
  const seen = (revision: number) =>
    revision === 0
      ? ({ attr: 'revision', exists: false } as const)
      : ({ attr: 'revision', eq: revision } as const);

  return {
    async read(id: string, consistent = false): Promise<StoredSegment | null> {
      const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent }).send();
      return Item ? (readable(Item)[0] ?? null) : null;
    },
    /** The latest first. */
    async all(): Promise<StoredSegment[]> {
      const { Items = [] } = await table
        .build(QueryCommand)
        .query({ partition: 'SEGMENTS' })
        .entities(entity)
        .options({ ...everyPage, reverse: true, consistent: true })
        .send();
      return Items.flatMap(readable);
    },
    putWrite(next: StoredSegment): Write {
      const put = entity.build(PutTransaction).item({ ...next, conditions: [...next.conditions] });
      return write('segment', put.options({ condition: seen(next.revision - 1) }));
    },
    dropWrite(id: string, revision: number): Write {
      const drop = entity.build(DeleteTransaction).key({ id });
      return write('segment', drop.options({ condition: seen(revision) }));
    },
  };
}
