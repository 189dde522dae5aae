import {
  childrenVersion,
  type MemberProfileData,
  memberProfileSchema,
  sharingVersion,
} from '@jindian/shared/contract/selling/member-card';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { memberPartition } from '../../../people/members/items.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import { everyPage } from '../../../platform/whole.ts';
import { cardItems, notePrefix } from './items.ts';

const nothingSaid: MemberProfileData = {
  birthday: null,
  sizes: [],
  likes: '',
  children: null,
  appliances: [],
};

/** Of children nothing is said any more where their guardian agreed to an older text. */
export function saidIn(said: unknown): MemberProfileData {
  const read = memberProfileSchema.safeParse(said);
  if (!read.success) return nothingSaid;
  const { children } = read.data;
  return { ...read.data, children: children?.agreedVersion === childrenVersion ? children : null };
}

/** Who agreed to an older text agreed to what that one said. */
export const isShared = (one: { sharingVersion?: string | undefined } | null) =>
  one?.sharingVersion === sharingVersion;

/** Profiles, read as they are and written only over what was read, and what staff noted of a member. */
export function createCardStore(table: JindianTable) {
  const items = cardItems(table);

  async function stored(memberId: string) {
    const { Item } = await items.profiles
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }
  type Stored = NonNullable<Awaited<ReturnType<typeof stored>>>;

  const changesOf = (one: Stored | null) => one?.changes ?? one?.revision ?? 0;
  const seenAs = (one: Stored | null) =>
    one === null
      ? ({ attr: 'memberId', exists: false } as const)
      : one.changes === undefined
        ? ({
            and: [
              { attr: 'revision', eq: one.revision },
              { attr: 'changes', exists: false },
            ],
          } as const)
        : ({ attr: 'changes', eq: one.changes } as const);

  /** On condition that nothing here was written since. What the member says has another revision by it, nothing else. */
  function profileWrite(
    memberId: string,
    before: Stored | null,
    change: Partial<Omit<Stored, 'memberId'>>,
  ): Write {
    const said = (before?.revision ?? 0) + ('said' in change ? 1 : 0);
    const put = items.profiles
      .build(PutTransaction)
      .item({ ...before, ...change, memberId, revision: said, changes: changesOf(before) + 1 } as Stored);
    return write('profile', put.options({ condition: seenAs(before) as never }));
  }

  /** All of them, the latest first. */
  async function notesUnder(memberId: string) {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: memberPartition(memberId), range: { beginsWith: notePrefix } })
      .entities(items.notes)
      .options({ reverse: true, consistent: true, ...everyPage })
      .send();
    return Items;
  }

  const numbersIn = (one: Stored | null) => [
    ...(one?.cardNumber ? [one.cardNumber] : []),
    ...(one?.otherNumbers ?? []),
  ];

  return { items, stored, numbersIn, seenAs, profileWrite, notesUnder };
}
