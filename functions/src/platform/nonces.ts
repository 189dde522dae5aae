import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { Entity } from 'dynamodb-toolbox/entity';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from './clock.ts';
import type { JindianTable } from './table.ts';

const keptS = 600;

/** Things that may be used once: an assertion's nonce is claimed by a conditional write, so no race lets two through. */
export function createNonces(deps: { table: JindianTable; clock: Clock }) {
  const entity = new Entity({
    name: 'Nonce',
    table: deps.table,
    timestamps: false,
    schema: item({ nonce: string().key(), expiresAtS: number() }),
    computeKey: ({ nonce }: { nonce: string }) => ({ pk: `NONCE#${nonce}`, sk: 'NONCE' }),
  });

  return {
    /** True the first time, false ever after (for `lifeS`, ten minutes unless told). */
    async claim(nonce: string, lifeS = keptS): Promise<boolean> {
      try {
        await entity
          .build(PutItemCommand)
          .item({ nonce, expiresAtS: Math.ceil(deps.clock.nowMs() / 1000) + lifeS })
          .options({ condition: { attr: 'nonce', exists: false } })
          .send();
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
export type Nonces = ReturnType<typeof createNonces>;
