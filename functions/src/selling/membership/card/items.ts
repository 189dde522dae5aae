import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { memberPartition } from '../../../people/members/items.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';

export const notePrefix = 'GUIDE_NOTE#';

export function cardItems(table: JindianTable) {
  /** Whose card a number is. */
  const numbers = new Entity({
    name: 'CardNumber',
    table,
    timestamps: false,
    schema: item({ number: string().key(), memberId: string() }),
    computeKey: ({ number: of }: { number: string }) => ({ pk: `CARD_NUMBER#${of}`, sk: 'NUMBER' }),
  });

  /** What a member says of themselves, whether staff may see it, and the number of their card. */
  const profiles = new Entity({
    name: 'StoreProfile',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      /** Of what the member says: whoever saves saw this one. */
      revision: number(),
      /** Of all that is written here, also with a note; absent: as often as the revision. */
      changes: number().optional(),
      cardNumber: string().optional(),
      /** Of cards of other sign-ins of theirs. */
      otherNumbers: list(string()).optional(),
      sharingVersion: string().optional(),
      sharingSinceMs: number().optional(),
      /** As the contract has it. */
      said: any().optional(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({
      pk: memberPartition(memberId),
      sk: 'STORE_PROFILE',
    }),
  });

  /** What staff wrote down of a member, who reads it and deletes what they do not want there. */
  const notes = new Entity({
    name: 'GuideNote',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      noteId: string().key(),
      text: string(),
      byMemberId: string(),
      locationId: string(),
      atMs: number(),
    }),
    computeKey: ({ memberId, noteId }: { memberId: string; noteId: string }) => ({
      pk: memberPartition(memberId),
      sk: `${notePrefix}${noteId}`,
    }),
  });

  /** A card was shown at a place: for so long staff there may write a note about who showed it. */
  const greetings = new Entity({
    name: 'Greeting',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      greetingId: string().key(),
      memberId: string(),
      by: string(),
      atMs: number(),
      expiresAtS: number(),
      /** What was noted of this look: the same once more is not noted again. */
      noted: list(string()).optional(),
    }),
    computeKey: ({ locationId, greetingId }: { locationId: string; greetingId: string }) => ({
      pk: `GREETINGS#${locationId}`,
      sk: greetingId,
    }),
  });

  return { numbers, profiles, notes, greetings };
}
