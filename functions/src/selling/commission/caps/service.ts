import { brandDay, brandMonth, dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import type { Condition } from 'dynamodb-toolbox/entity/actions/parseCondition';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { readBatch } from '../../../platform/batch-read.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import type { FrozenAttribution } from '../frozen.ts';
import { ownFen, type Used, withinCaps } from './cut.ts';

/** Goods come back within a year at the latest. */
const keptMs = 400 * dayMs;

type Credited = Pick<FrozenAttribution, 'sellerId' | 'sellerCaps'>;

/** `d01` to `d31`. */
const dayNames = Array.from({ length: 31 }, (_, nth) => `d${String(nth + 1).padStart(2, '0')}`);
const days = Object.fromEntries(dayNames.map((name) => [name, number().optional()]));

/**
 * What sellers were promised on a day and in a month, where there is a cap of either. An order is counted in the
 * transaction that records its payment, on condition that both caps have room for just that: of two at once the second is
 * refused, and decided on what the first has left. Once a cap is reached nothing is written for the seller any more, so
 * that whoever sells a thousand orders a second is counted as often as the cap has room for one, and not more.
 */
export function createSellerCaps({ table }: { table: JindianTable }) {
  const entity = new Entity({
    name: 'SellerCap',
    table,
    timestamps: false,
    schema: item({
      sellerId: string().key(),
      month: string().key(),
      usedFen: number(),
      expiresAtS: number(),
      // Of the days on which something was sold.
      ...days,
    }),
    computeKey: ({ sellerId, month }: { sellerId: string; month: string }) => ({
      pk: `SELLER_CAP#${sellerId}`,
      sk: month,
    }),
  });

  const dayName = (paidAtMs: number) => `d${brandDay(paidAtMs).slice(8)}`;

  /** In one item, and so in one write, whichever cap there is. */
  const addition = (sellerId: string, fen: number, paidAtMs: number) =>
    entity.build(UpdateTransaction).item({
      sellerId,
      month: brandMonth(paidAtMs),
      usedFen: $add(fen),
      [dayName(paidAtMs)]: $add(fen),
      expiresAtS: Math.ceil((paidAtMs + keptMs) / 1000),
    });

  async function usedOf(sellerId: string, atMs: number): Promise<Used> {
    const request = entity.build(BatchGetRequest).key({ sellerId, month: brandMonth(atMs) });
    const [found] = await readBatch(table, [request], { consistent: true });
    const ofDay = found && (found as unknown as Record<string, number | undefined>)[dayName(atMs)];
    return { dayFen: ofDay ?? 0, monthFen: found?.usedFen ?? 0 };
  }

  /**
   * What the order pays within its seller's caps, and the write that counts it; refused under the label `seller cap` where
   * somebody else counted meanwhile: decide again.
   */
  async function counted(
    frozen: FrozenAttribution,
    paidAtMs: number,
  ): Promise<{ frozen: FrozenAttribution; writes: Write[] }> {
    const { sellerId, sellerCaps } = frozen;
    if (sellerCaps === undefined || ownFen(frozen) === 0) return { frozen, writes: [] };
    const within = withinCaps(frozen, sellerCaps, await usedOf(sellerId, paidAtMs));
    const fen = ownFen(within);
    if (fen === 0) return { frozen: within, writes: [] };
    const hasRoom = (attr: string, capFen: number) => ({
      or: [
        { attr, exists: false as const },
        { attr, lte: capFen - fen },
      ],
    });
    const { dayFen, monthFen } = sellerCaps;
    const room = [
      ...(dayFen === undefined ? [] : [hasRoom(dayName(paidAtMs), dayFen)]),
      ...(monthFen === undefined ? [] : [hasRoom('usedFen', monthFen)]),
    ];
    const condition = { and: room } as unknown as Condition<typeof entity>;
    return {
      frozen: within,
      writes: [write('seller cap', addition(sellerId, fen, paidAtMs).options({ condition }))],
    };
  }

  /** What a refund took back of it leaves room in the day and the month in which the order was paid. */
  function givenBackWrites(credited: Credited, paidAtMs: number, fen: number): Write[] {
    if (fen === 0 || credited.sellerCaps === undefined) return [];
    return [write('seller cap given back', addition(credited.sellerId, 0 - fen, paidAtMs))];
  }

  return { counted, givenBackWrites, usedOf };
}
export type SellerCapsService = ReturnType<typeof createSellerCaps>;
