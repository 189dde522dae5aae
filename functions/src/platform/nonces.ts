import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from './clock.ts';
import { Entity } from './entity.ts';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';

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

  /** The nonce as it is kept until `lifeS` from now, on condition that nobody has it. */
  const claimOf = (nonce: string, lifeS: number) => ({
    item: { nonce, expiresAtS: Math.ceil(deps.clock.nowMs() / 1000) + lifeS },
    options: { condition: { attr: 'nonce', exists: false } } as const,
  });

  return {
    /** The same as a write, for what is to be done once and in one transaction; refused as `nonce` the second time. */
    claimWrite(nonce: string, lifeS = keptS): Write {
      const { item: claimed, options } = claimOf(nonce, lifeS);
      return write('nonce', entity.build(PutTransaction).item(claimed).options(options));
    },
    /** True the first time, false ever after (for `lifeS`, ten minutes unless told). */
    async claim(nonce: string, lifeS = keptS): Promise<boolean> {
      try {
        const { item: claimed, options } = claimOf(nonce, lifeS);
        await entity.build(PutItemCommand).item(claimed).options(options).send();
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    /** What it was claimed for was not done, and nothing of it happened: it may be claimed again. */
    async release(nonce: string): Promise<void> {
      await entity.build(DeleteItemCommand).key({ nonce }).send();
    },
  };
}
export type Nonces = ReturnType<typeof createNonces>;
