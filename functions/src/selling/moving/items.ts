import { lotKinds, movedStates, moveStates } from '@jindian/shared/contract/selling/moving';
import { signedKinds } from '@jindian/shared/import-table';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { record } from 'dynamodb-toolbox/schema/record';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';

export const allMoves = 'MOVES';
export const refusedByThem = 'MOVED_REFUSED';
/** Members who were moved in and whom nobody is yet are found by their number, and by nothing else of it. */
export const phoneOfMoved = (phone: string) => `MOVED_PHONE#${phone}`;
export const cardOfMoved = (cardNumber: string) => `MOVED_CARD#${cardNumber}`;
/** Claimed while the seller whose customers they are was not: bound once that seller comes. */
export const waitingForSeller = (memberNumber: string) => `MOVED_BOUND#${memberNumber}`;

/** Whose balances those of a member of the system before are until somebody claims them. */
const movedHolder = (memberNumber: string) => `old-${memberNumber}`;
export const movedPartition = (memberNumber: string) => `MOVED#${memberNumber}`;
const memberPartition = (memberId: string) => `MEMBER#${memberId}`;
/** Under whom lots lie: a member here, or one of the system before whom nobody is yet. */
export type Holder = { kind: 'member'; memberId: string } | { kind: 'moved'; memberNumber: string };
export const holderPartition = (holder: Holder): string =>
  holder.kind === 'member' ? memberPartition(holder.memberId) : movedPartition(holder.memberNumber);
/** The id of the holder's accounts. */
export const holderId = (holder: Holder): string =>
  holder.kind === 'member' ? holder.memberId : movedHolder(holder.memberNumber);
const lotPrefix = 'LOT#';
export const lotsRange = { beginsWith: lotPrefix };

export function movingItems(table: JindianTable) {
  /** A file that moves in. */
  const moves = new Entity({
    name: 'Move',
    table,
    timestamps: false,
    schema: item({
      importId: string().key(),
      kind: string().enum(...signedKinds, 'old_codes'),
      state: string().enum(...moveStates),
      totals: record(string(), number()),
      rows: number(),
      portions: number(),
      /** Portions that are booked. */
      done: number(),
      booked: number(),
      conflicts: number(),
      by: string(),
      atMs: number(),
      signedBy: string().optional(),
      signedAtMs: number().optional(),
      reason: string().optional(),
      gsi1pk: string(),
      gsi1sk: string(),
    }),
    computeKey: ({ importId }: { importId: string }) => ({ pk: `MOVE#${importId}`, sk: 'MOVE' }),
  });

  /** Rows of a file until they are booked, or the file is over. */
  const portions = new Entity({
    name: 'MovePortion',
    table,
    timestamps: false,
    schema: item({
      importId: string().key(),
      portion: number().key(),
      packed: binary(),
      changed: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ importId, portion }: { importId: string; portion: number }) => ({
      pk: `MOVE#${importId}`,
      sk: `PORTION#${String(portion).padStart(4, '0')}`,
    }),
  });

  /** A member of the system before. Once claimed nothing personal is left here. */
  const records = new Entity({
    name: 'MovedMember',
    table,
    timestamps: false,
    schema: item({
      memberNumber: string().key(),
      state: string().enum(...movedStates),
      /** Of all that its row said, with a key: tells whether another row says the same. */
      digest: string(),
      points: number(),
      lots: number(),
      cardNumber: string().optional(),
      memberName: string().optional(),
      phone: string().optional(),
      joinedOn: string().optional(),
      sellerAt: string().optional(),
      boundTo: string().optional(),
      claimedBy: string().optional(),
      claimedAtMs: number().optional(),
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: ({ memberNumber }: { memberNumber: string }) => ({
      pk: movedPartition(memberNumber),
      sk: 'RECORD',
    }),
  });

  /** Stored value that came in at once: what is left of it. Under its holder, so that it goes where they go. */
  const lots = new Entity({
    name: 'StoredLot',
    table,
    timestamps: false,
    schema: item({
      holder: string().key(),
      memberNumber: string().key(),
      lotId: string().key(),
      lotKind: string().enum(...lotKinds),
      leftFen: number(),
      lotOn: string(),
      expiresOn: string().optional(),
    }),
    computeKey: ({
      holder,
      memberNumber,
      lotId,
    }: {
      holder: string;
      memberNumber: string;
      lotId: string;
    }) => ({
      pk: holder,
      sk: `${lotPrefix}${memberNumber}#${lotId}`,
    }),
  });

  /** The old numbers that somebody claimed, under them: forgotten with them. */
  const cards = new Entity({
    name: 'MemberCard',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      memberNumber: string().key(),
      cardNumber: string().optional(),
      joinedOn: string().optional(),
      claimedAtMs: number(),
      boundTo: string().optional(),
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: ({ memberId, memberNumber }: { memberId: string; memberNumber: string }) => ({
      pk: memberPartition(memberId),
      sk: `CARD#${memberNumber}`,
    }),
  });

  /** What a code that was printed before leads to. */
  const oldCodes = new Entity({
    name: 'OldCode',
    table,
    timestamps: false,
    schema: item({
      oldCode: string().key(),
      memberNumber: string().optional(),
      locationId: string().optional(),
      productId: string().optional(),
    }),
    computeKey: ({ oldCode }: { oldCode: string }) => ({ pk: `OLD_CODE#${oldCode}`, sk: 'CODE' }),
  });

  /** How often a day codes were asked for that lead nowhere. */
  const misses = new Entity({
    name: 'CodeMisses',
    table,
    timestamps: false,
    schema: item({ day: string().key(), count: number(), expiresAtS: number() }),
    computeKey: ({ day }: { day: string }) => ({ pk: 'CODE_MISSES', sk: day }),
  });

  return { moves, portions, records, lots, cards, oldCodes, misses };
}
export type MovingItems = ReturnType<typeof movingItems>;
