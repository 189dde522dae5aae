import { brandDay, dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
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
import { ownFen, withinCaps } from './cut.ts';

/** Goods come back within a year at the latest. */
const keptMs = 400 * dayMs;

type Credited = Pick<FrozenAttribution, 'sellerId' | 'sellerCaps'>;

/**
 * What sellers were promised on a day and in a month, where there is a cap of it. An order is counted in the transaction
 * that records its payment, on condition that the cap has room for just that: of two at once the second is refused, and
 * decided on what the first has left. Once a cap is reached nothing is written for the seller any more, so that
 * whoever sells a thousand orders a second is counted as often as the cap has room for one, and not more.
 */
export function createSellerCaps({ table }: { table: JindianTable }) {
  const entity = new Entity({
    name: 'SellerCap',
    table,
    timestamps: false,
    schema: item({
      sellerId: string().key(),
      /** A day or a month of the brand's. */
      period: string().key(),
      usedFen: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ sellerId, period }: { sellerId: string; period: string }) => ({
      pk: `SELLER_CAP#${sellerId}`,
      sk: period,
    }),
  });

  function periodsOf({ sellerCaps = {} }: Credited, paidAtMs: number): { period: string; capFen: number }[] {
    const day = brandDay(paidAtMs);
    const { dayFen, monthFen } = sellerCaps;
    return [
      ...(dayFen === undefined ? [] : [{ period: day, capFen: dayFen }]),
      ...(monthFen === undefined ? [] : [{ period: day.slice(0, 7), capFen: monthFen }]),
    ];
  }

  const addition = (sellerId: string, period: string, fen: number, paidAtMs: number) =>
    entity.build(UpdateTransaction).item({
      sellerId,
      period,
      usedFen: $add(fen),
      expiresAtS: Math.ceil((paidAtMs + keptMs) / 1000),
    });

  /** What was counted of each. */
  async function usedOf(sellerId: string, periods: readonly string[]): Promise<number[]> {
    const found = await readBatch(
      table,
      periods.map((period) => entity.build(BatchGetRequest).key({ sellerId, period })),
      { consistent: true },
    );
    return found.map((one) => one?.usedFen ?? 0);
  }

  /**
   * What the order pays within its seller's caps, and the writes that count it; refused under the label `seller cap` where
   * somebody else counted meanwhile: decide again.
   */
  async function counted(
    frozen: FrozenAttribution,
    paidAtMs: number,
  ): Promise<{ frozen: FrozenAttribution; writes: Write[] }> {
    const { sellerId, sellerCaps } = frozen;
    if (sellerCaps === undefined || ownFen(frozen) === 0) return { frozen, writes: [] };
    const periods = periodsOf(frozen, paidAtMs);
    const used = await usedOf(
      sellerId,
      periods.map(({ period }) => period),
    );
    const of = (isMonth: boolean) =>
      used[periods.findIndex(({ period }) => (period.length === 7) === isMonth)] ?? 0;
    const within = withinCaps(frozen, sellerCaps, { dayFen: of(false), monthFen: of(true) });
    const fen = ownFen(within);
    if (fen === 0) return { frozen: within, writes: [] };
    const writes = periods.map(({ period, capFen }) =>
      write(
        'seller cap',
        addition(sellerId, period, fen, paidAtMs).options({
          condition: {
            or: [
              { attr: 'usedFen', exists: false },
              { attr: 'usedFen', lte: capFen - fen },
            ],
          },
        }),
      ),
    );
    return { frozen: within, writes };
  }

  /** What a refund took back of it leaves room in the day and the month in which the order was paid. */
  function givenBackWrites(credited: Credited, paidAtMs: number, fen: number): Write[] {
    if (fen === 0) return [];
    return periodsOf(credited, paidAtMs).map(({ period }) =>
      write('seller cap given back', addition(credited.sellerId, period, 0 - fen, paidAtMs)),
    );
  }

  return { counted, givenBackWrites, usedOf };
}
export type SellerCapsService = ReturnType<typeof createSellerCaps>;
