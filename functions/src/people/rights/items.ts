import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { dueAttributes } from '../../platform/due-items.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { memberPartition } from '../members/items.ts';

export const deletionRequests = 'DELETION_REQUESTS';
export const deletionSortKey = 'DELETION';
export const deletionDue = 'members.delete';

export function deletionItems(table: JindianTable) {
  return new Entity({
    name: 'DeletionRequest',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      state: string().enum('waiting', 'cancelled', 'deleting', 'done'),
      askedAtMs: number(),
      dueAtMs: number(),
      endedAtMs: number().optional(),
      putOff: number(),
      gsi1pk: string(),
      gsi1sk: string(),
      ...dueAttributes(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({
      pk: memberPartition(memberId),
      sk: deletionSortKey,
    }),
  });
}
