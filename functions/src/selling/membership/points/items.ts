import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { memberPartition } from '../../../people/members/items.ts';
import { dueAttributes } from '../../../platform/due-items.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';

/** The points that a member may use, by when they expire. Where there is none, all that the books have is good for ever. */
export function purseItems(table: JindianTable) {
  return new Entity({
    name: 'PointsPurse',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      version: number(),
      lots: list(
        map({
          /** Absent: it stays good. */
          expiresAtMs: number().optional(),
          left: number(),
          expired: number(),
          isTold: boolean().optional(),
        }),
      ),
      owed: number(),
      /** It waits for the next lot to be told of, or to expire. */
      ...dueAttributes(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: memberPartition(memberId), sk: 'POINTS' }),
  });
}
