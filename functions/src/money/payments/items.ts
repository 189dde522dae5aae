import { refundGrounds } from '@jindian/shared/contract/money/payments';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { indexNames } from '../../platform/deployed-names.ts';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { type RefundRecord, refundState } from './documents.ts';

/** Failed refunds come together when a gateway is in trouble: several keys, so that none is hot. */
const deskShards = 4;
const deskKey = (shard: number) => `REFUNDS#failed#${shard}`;

/** The labels under which a change fails that met another one. */
export const moneyLabel = 'money';
export const refundLabel = 'refund';

/** The refunds of an order; they lie with it, so that one query reads all of it. */
export function createPaymentItems(table: JindianTable) {
  const refunds = new Entity({
    name: 'Refund',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      refundId: string().key(),
      revision: number(),
      atMs: number(),
      cause: string(),
      reason: any(),
      ground: string()
        .enum(...refundGrounds)
        .optional(),
      byMemberId: string().optional(),
      amountFen: number(),
      pieces: any(),
      backs: any(),
      byHand: any().optional(),
      lookAtMs: number(),
      history: any(),
      finishedAtMs: number().optional(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: (key: { orderId: string; refundId: string }) => ({
      pk: `ORDER#${key.orderId}`,
      sk: `REFUND#${key.refundId}`,
    }),
  });

  function onDesk(record: RefundRecord) {
    return refundState(record) === 'failed'
      ? {
          gsi2pk: deskKey(shardOf(record.refundId, deskShards)),
          gsi2sk: `${record.refundId}#${record.orderId}`,
        }
      : {};
  }

  function putRefund(record: RefundRecord): Write {
    return write(
      refundLabel,
      refunds
        .build(PutTransaction)
        .item({ ...stored(record), ...onDesk(record) })
        .options({ condition: { attr: 'refundId', exists: false } }),
    );
  }

  function changeRefund(
    record: RefundRecord,
    change: Partial<Pick<RefundRecord, 'backs' | 'history' | 'byHand' | 'lookAtMs' | 'finishedAtMs'>>,
  ): Write {
    const { revision } = record;
    const next = { ...change, revision: revision + 1 };
    const after = { ...record, ...next };
    const built = refunds
      .build(PutTransaction)
      .item({ ...stored(after), ...onDesk(after) })
      .options({ condition: { attr: 'revision', eq: revision } });
    return { ...write(refundLabel, built), done: () => Object.assign(record, next) };
  }

  /** Refunds that failed and wait for HQ, oldest first over all shards. */
  async function failedRefunds(limit: number, after: string | undefined) {
    const pages = await Promise.all(
      Array.from({ length: deskShards }, (_, shard) =>
        table
          .build(QueryCommand)
          .query({
            index: indexNames.byQueue,
            partition: deskKey(shard),
            ...(after ? { range: { gt: after } } : {}),
          })
          .options({ limit })
          .send(),
      ),
    );
    return pages
      .flatMap(({ Items }) => (Items ?? []).map((found) => String((found as { gsi2sk: string }).gsi2sk)))
      .sort()
      .slice(0, limit)
      .map((cursor) => ({ cursor, refundId: cursor.slice(0, 26), orderId: cursor.slice(27) }));
  }

  return { refunds, putRefund, changeRefund, failedRefunds };
}
export type PaymentItems = ReturnType<typeof createPaymentItems>;

/** Without members that are undefined: they cannot be stored inside of a map. */
function stored<T>(record: T): T {
  return JSON.parse(JSON.stringify(record)) as T;
}
