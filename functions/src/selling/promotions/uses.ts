import type { PromotionRefusal } from '@jindian/shared/contract/selling/promotions';
import { brandDay, dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import type { Condition } from 'dynamodb-toolbox/entity/actions/parseCondition';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { readBatch } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Applied, Compiled } from './engine/types.ts';

/** Counts of a day are of no use once it is over; orders that are called off give back to them for a while. */
const dayKeptMs = 30 * dayMs;

/** What is counted of a promotion: all of it, a day, a member, a member's day. */
const countKinds = ['all', 'day', 'member', 'member_day'] as const;
export type CountKind = (typeof countKinds)[number];

/** What an order counted for, so that exactly this is given back when it is called off. */
export type CountedUse = { promotionId: string; amountFen: number; day: string; counts: CountKind[] };

export const useLabel = (promotionId: string) => `promotion ${promotionId}`;
export const promotionOfLabel = (label: string) =>
  label.startsWith('promotion ') ? label.slice('promotion '.length) : null;

type NoRoom = Extract<PromotionRefusal, 'used_up' | 'used_by_you'>;

/**
 * How often, and for how much, capped promotions were used. A use is counted in the transaction of its order, on
 * condition that there is room for just that; so no number of orders at once passes a cap. A promotion without caps
 * writes nothing.
 */
export function createPromotionUses({ table }: { table: JindianTable }) {
  const entity = new Entity({
    name: 'PromotionUse',
    table,
    timestamps: false,
    schema: item({
      promotionId: string().key(),
      /** Empty: of everybody. */
      memberId: string().key(),
      /** Empty: of all days. */
      day: string().key(),
      uses: number(),
      fen: number(),
      expiresAtS: number().optional(),
    }),
    computeKey: ({ promotionId, memberId, day }: Key) => ({
      pk: memberId === '' ? `PROMOTION#${promotionId}` : `PROMOTED#${memberId}`,
      sk: `USE#${promotionId}#${day}`,
    }),
  });
  type Key = { promotionId: string; memberId: string; day: string };

  const countsOf = ({ caps }: Compiled['promotion']): CountKind[] =>
    countKinds.filter(
      (kind) =>
        ({
          all: caps.inAll !== null || caps.budgetFen !== null,
          day: caps.perDay !== null,
          member: caps.perMember !== null,
          member_day: caps.perMemberDay !== null,
        })[kind],
    );
  const capOf = ({ caps }: Compiled['promotion'], kind: CountKind) =>
    ({ all: caps.inAll, day: caps.perDay, member: caps.perMember, member_day: caps.perMemberDay })[kind];

  const keyOf = (promotionId: string, kind: CountKind, memberId: string, day: string): Key => ({
    promotionId,
    memberId: kind === 'member' || kind === 'member_day' ? memberId : '',
    day: kind === 'day' || kind === 'member_day' ? day : '',
  });

  /** What is left of each promotion's caps, for this member on this day; null: no end. */
  async function roomOf(promotions: readonly Compiled[], memberId: string, atMs: number) {
    const day = brandDay(atMs);
    const asked = promotions.flatMap(({ promotion }) =>
      countsOf(promotion).map((kind) => ({ promotion, kind, key: keyOf(promotion.id, kind, memberId, day) })),
    );
    const found = await readBatch(
      table,
      asked.map(({ key }) => entity.build(BatchGetRequest).key(key)),
    );
    const noRoom = new Map<string, NoRoom>();
    const budgetLeft = new Map<string, number>();
    for (const [at, { promotion, kind }] of asked.entries()) {
      const { uses = 0, fen = 0 } = found[at] ?? {};
      const cap = capOf(promotion, kind);
      const isOwn = kind === 'member' || kind === 'member_day';
      if (cap !== null && uses >= cap) noRoom.set(promotion.id, isOwn ? 'used_by_you' : 'used_up');
      const { budgetFen } = promotion.caps;
      if (kind !== 'all' || budgetFen === null) continue;
      budgetLeft.set(promotion.id, budgetFen - fen);
      if (fen >= budgetFen) noRoom.set(promotion.id, 'used_up');
    }
    return { noRoom, budgetLeft };
  }

  function added(key: Key, uses: number, fen: number) {
    return entity.build(UpdateTransaction).item({
      ...key,
      uses: $add(uses),
      fen: $add(fen),
      ...(key.day === ''
        ? {}
        : { expiresAtS: Math.ceil((Date.parse(`${key.day}T00:00:00Z`) + dayKeptMs) / 1000) }),
    });
  }

  /** Into the order's transaction: each use with its caps as conditions. */
  function take(applied: readonly Applied[], memberId: string, atMs: number) {
    const day = brandDay(atMs);
    const writes: Write[] = [];
    const counted: CountedUse[] = [];
    for (const { promotion, amountFen, deliveryFen } of applied) {
      const counts = countsOf(promotion);
      if (counts.length === 0) continue;
      const fen = amountFen + deliveryFen;
      counted.push({ promotionId: promotion.id, amountFen: fen, day, counts });
      for (const kind of counts) {
        const cap = capOf(promotion, kind);
        const { budgetFen } = promotion.caps;
        const room = (attr: 'uses' | 'fen', most: number) => ({
          or: [
            { attr, exists: false as const },
            { attr, lte: most },
          ],
        });
        const rooms = [
          ...(cap === null ? [] : [room('uses', cap - 1)]),
          ...(kind === 'all' && budgetFen !== null ? [room('fen', budgetFen - fen)] : []),
        ];
        const condition = { and: rooms } as unknown as Condition<typeof entity>;
        const key = keyOf(promotion.id, kind, memberId, day);
        writes.push(write(useLabel(promotion.id), added(key, 1, fen).options({ condition })));
      }
    }
    return { writes, counted };
  }

  /** Into the transaction that calls the order off, which happens once. */
  function giveBackWrites(counted: readonly CountedUse[], memberId: string): Write[] {
    return counted.flatMap(({ promotionId, amountFen, day, counts }) =>
      counts.map((kind) =>
        write('promotion given back', added(keyOf(promotionId, kind, memberId, day), -1, 0 - amountFen)),
      ),
    );
  }

  /** How often, and for how much, each was used so far; of those without caps nothing is known. */
  async function usedOf(promotionIds: readonly string[]) {
    const found = await readBatch(
      table,
      promotionIds.map((promotionId) =>
        entity.build(BatchGetRequest).key({ promotionId, memberId: '', day: '' }),
      ),
    );
    return new Map(
      promotionIds.flatMap((id, at) => {
        const one = found[at];
        return one ? [[id, { uses: one.uses, fen: one.fen }] as const] : [];
      }),
    );
  }

  return { roomOf, take, giveBackWrites, usedOf };
}
export type PromotionUses = ReturnType<typeof createPromotionUses>;
