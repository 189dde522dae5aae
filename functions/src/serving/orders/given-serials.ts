import type { PieceSerial } from '@jindian/shared/contract/serving/serials';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';

export type Holder = { orderId: string; fulfilmentId: string; takenAtMs: number };
/** As it is kept: `earlier` are those that it came back from, the last of them last. */
export type HeldPiece = Holder & { earlier: readonly Holder[] };

/** A piece that is sold oftener than that is one of a shop's own. */
const maxEarlier = 20;
const holderMap = () => ({ orderId: string(), fulfilmentId: string(), takenAtMs: number() });

/** Which part of which order a piece went with, or is to go with: a piece is in one at a time. */
export function createGivenSerials(table: JindianTable) {
  const entity = new Entity({
    name: 'GivenSerial',
    table,
    timestamps: false,
    schema: item({
      serial: string().key(),
      skuId: string().key(),
      ...holderMap(),
      earlier: list(map(holderMap())).optional(),
    }),
    computeKey: ({ serial, skuId }: { serial: string; skuId: string }) => ({
      pk: `SERIAL#${serial}`,
      sk: skuId,
    }),
  });

  /** In their order; null: nobody has it. */
  async function holdersOf(pieces: readonly PieceSerial[]): Promise<(HeldPiece | null)[]> {
    const keys = pieces.map(({ skuId, serial }) => entity.build(BatchGetRequest).key({ serial, skuId }));
    const found = await readBatch(table, keys, { consistent: true });
    return found.map((one) => {
      if (!one) return null;
      const { orderId, fulfilmentId, takenAtMs, earlier = [] } = one;
      return { orderId, fulfilmentId, takenAtMs, earlier };
    });
  }

  /** As it was read: of two who take one piece at once, one does. */
  const seenAs = (before: Holder | null) => ({
    and: before
      ? [
          { attr: 'fulfilmentId' as const, eq: before.fulfilmentId },
          { attr: 'takenAtMs' as const, eq: before.takenAtMs },
        ]
      : [{ attr: 'serial' as const, exists: false as const }],
  });

  /** One that came back and is sold again is found by the orders that it went with before, too. */
  function takeWrite(skuId: string, serial: string, holder: Holder, before: HeldPiece | null): Write {
    const { earlier = [], ...last } = before ?? {};
    const isOther = before !== null && before.fulfilmentId !== holder.fulfilmentId;
    const all = isOther ? [...earlier, last as Holder] : earlier;
    return putWrite(skuId, serial, { ...holder, earlier: all.slice(-maxEarlier) }, before);
  }

  function putWrite(
    skuId: string,
    serial: string,
    { earlier, ...holder }: HeldPiece,
    before: HeldPiece | null,
  ): Write {
    return write(
      'serial',
      entity
        .build(PutTransaction)
        .item({ skuId, serial, ...holder, ...(earlier.length > 0 ? { earlier: [...earlier] } : {}) })
        .options({ condition: seenAs(before) }),
    );
  }

  /** It is again whose it was before. */
  function releaseWrite(skuId: string, serial: string, before: HeldPiece): Write {
    const last = before.earlier.at(-1);
    if (last) return putWrite(skuId, serial, { ...last, earlier: before.earlier.slice(0, -1) }, before);
    return write(
      'serial',
      entity
        .build(DeleteTransaction)
        .key({ skuId, serial })
        .options({ condition: seenAs(before) }),
    );
  }

  /** The orders that a number of a piece leads to, whatever article it is of. */
  async function ordersOf(serial: string): Promise<string[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: `SERIAL#${serial}` })
      .entities(entity)
      .options({ limit: 20 })
      .send();
    return [
      ...new Set(
        Items.flatMap(({ orderId, earlier = [] }) => [
          orderId,
          ...earlier.map((one) => one.orderId).reverse(),
        ]),
      ),
    ];
  }

  return { holdersOf, takeWrite, releaseWrite, ordersOf };
}
export type GivenSerials = ReturnType<typeof createGivenSerials>;
