import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { ReplayResult } from './replay.ts';

/** A replay between two steps. `revision`: of the draft. */
export type ReplayRecord = {
  revision: number;
  step: number;
  state: 'running' | 'done' | 'outdated';
  fromDay: string;
  toDay: string;
  startedAtMs: number;
  day: string;
  afterOrderId: string | null;
  cut: boolean;
  result: ReplayResult;
};

const keptMs = 30 * dayMs;

export function createReplayStore(table: JindianTable) {
  const replays = new Entity({
    name: 'GridReplay',
    table,
    timestamps: false,
    schema: item({ revision: number().key(), step: number(), record: any(), expiresAtS: number() }),
    computeKey: ({ revision }: { revision: number }) => ({ pk: `GRIDREPLAY#${revision}`, sk: 'STATE' }),
  });

  return {
    /** Refused with label `replay` when it is not as it was read: `null`, or at the step before. */
    save(record: ReplayRecord, before: ReplayRecord | null): Write {
      const { revision, step, startedAtMs } = record;
      const expiresAtS = Math.ceil((startedAtMs + keptMs) / 1000);
      return write(
        'replay',
        replays
          .build(PutTransaction)
          .item({ revision, step, record, expiresAtS })
          .options({
            condition: before ? { attr: 'step', eq: before.step } : { attr: 'revision', exists: false },
          }),
      );
    },
    async read(revision: number): Promise<ReplayRecord | null> {
      const { Item } = await replays
        .build(GetItemCommand)
        .key({ revision })
        .options({ consistent: true })
        .send();
      return Item ? (Item.record as ReplayRecord) : null;
    },
  };
}
