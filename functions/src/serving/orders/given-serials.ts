import type { PieceSerial } from '@jindian/shared/contract/serving/serials';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';

export type Holder = { orderId: string; fulfilmentId: string; takenAtMs: number };

/** Which part of which order a piece went with, or is to go with: a piece is in one at a time. */
export function createGivenSerials(table: JindianTable) {
  const entity = new Entity({
    name: 'GivenSerial',
    table,
    timestamps: false,
    schema: item({
      serial: string().key(),
      skuId: string().key(),
      orderId: string(),
      fulfilmentId: string(),
      takenAtMs: number(),
    }),
    computeKey: ({ serial, skuId }: { serial: string; skuId: string }) => ({
      pk: `SERIAL#${serial}`,
      sk: skuId,
    }),
  });

  /** In their order; null: nobody has it. */
  async function holdersOf(pieces: readonly PieceSerial[]): Promise<(Holder | null)[]> {
    const keys = pieces.map(({ skuId, serial }) => entity.build(BatchGetRequest).key({ serial, skuId }));
    const found = await readBatch(table, keys, { consistent: true });
    return found.map((one) =>
      one ? { orderId: one.orderId, fulfilmentId: one.fulfilmentId, takenAtMs: one.takenAtMs } : null,
    );
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

  function takeWrite(skuId: string, serial: string, holder: Holder, before: Holder | null): Write {
    return write(
      'serial',
      entity
        .build(PutTransaction)
        .item({ skuId, serial, ...holder })
        .options({ condition: seenAs(before) }),
    );
  }

  function releaseWrite(skuId: string, serial: string, before: Holder): Write {
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
    return [...new Set(Items.map(({ orderId }) => orderId))];
  }

  return { holdersOf, takeWrite, releaseWrite, ordersOf };
}
export type GivenSerials = ReturnType<typeof createGivenSerials>;
