import { payeeKindSchema } from '@jindian/shared/contract/money/withholding';
import { payAuthorizationStates, payeeRoutes } from '@jindian/shared/contract/selling/settlement';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../../platform/entity.ts';
import { shardOf } from '../../../platform/ids.ts';
import type { JindianTable } from '../../../platform/table.ts';

/** A run goes through them one after the other, and each is read page by page. */
export const payeeShards = 16;
export const payeeShard = (payeeId: string) => shardOf(payeeId, payeeShards);
export const payeePartition = (shard: number) => `PAYEES#${shard}`;
export const payeeSortKey = (payeeId: string) => `PAYEE#${payeeId}`;

/**
 * Somebody whom the books owe something, or did, a dealer among them: written before the first earning, so that whoever settles finds them without a
 * scan. What headquarters and the payee say of how they are paid, how far their account is settled, and what was
 * withheld this year and the one before.
 */
export function createPayeeItems(table: JindianTable) {
  return new Entity({
    name: 'Payee',
    table,
    timestamps: false,
    schema: item({
      payeeId: string().key(),
      sinceMs: number(),
      /** Counts every change but the first write. */
      revision: number().optional(),
      /** How often headquarters set how they are paid, and who did last. */
      edited: map({ revision: number(), by: string(), atMs: number() }).optional(),
      kind: string().enum('employee', 'individual', 'business').optional(),
      route: string()
        .enum(...payeeRoutes)
        .optional(),
      onHold: boolean().optional(),
      realName: string().optional(),
      /** As the payee says it since headquarters last did. */
      ownName: string().optional(),
      bank: map({
        accountNo: string(),
        bankName: string(),
        province: string().optional(),
        city: string().optional(),
      }).optional(),
      /** The account's lines up to this number are in statements. */
      settledLine: number().optional(),
      /** What those statements left. */
      closingFen: number().optional(),
      /** Who delivers: their fees are settled up to this line. */
      isCourier: boolean().optional(),
      courierLine: number().optional(),
      lastRunId: string().optional(),
      paid: list(
        map({
          month: string(),
          kind: string()
            .enum(...payeeKindSchema.options)
            .optional(),
          count: number().optional(),
          grossFen: number(),
          withheldFen: number(),
          tax: map({ incomeFen: number(), taxableFen: number(), basisPoints: number() }).optional(),
        }),
      ).optional(),
      authorization: map({
        number: string(),
        state: string().enum(...payAuthorizationStates),
        authorizationId: string().optional(),
      }).optional(),
    }),
    computeKey: ({ payeeId }: { payeeId: string }) => ({
      pk: payeePartition(payeeShard(payeeId)),
      sk: payeeSortKey(payeeId),
    }),
  });
}
export type PayeeItems = ReturnType<typeof createPayeeItems>;
