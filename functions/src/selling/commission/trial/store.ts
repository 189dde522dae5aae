import { gunzipSync, gzipSync } from 'node:zlib';
import { type CommissionRates, commissionRatesSchema } from '@jindian/shared/contract/selling/rates';
import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { digestOf } from '../../../platform/canonical.ts';
import { indexNames } from '../../../platform/deployed-names.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import type { TrialResult } from './trial.ts';

/** A trial between two steps. */
export type TrialRecord = {
  /** Made of what is asked: whoever asks for the same has the same one. */
  id: string;
  /** Counts on where it is begun anew, so that no step of the one before is taken for one of its own. */
  step: number;
  state: 'running' | 'done';
  fromDay: string;
  toDay: string;
  draftRevision: number;
  startedAtMs: number;
  startedBy: string;
  /** The day that is being looked at, and the last of its orders that was. */
  day: string;
  afterOrderId: string | null;
  cut: boolean;
  draft: CommissionRates;
  result: TrialResult;
};

const keptMs = 7 * dayMs;
const trialList = 'COMMISSION_TRIALS';

export function trialIdOf(asked: Pick<TrialRecord, 'fromDay' | 'toDay' | 'draft'>): string {
  return digestOf([asked.fromDay, asked.toDay, asked.draft]).slice(0, 32);
}

/** All in one item: ten thousand sellers make some 200 KB of it, packed. */
export function createTrialStore(table: JindianTable) {
  const trials = new Entity({
    name: 'CommissionTrial',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      step: number(),
      packed: binary(),
      expiresAtS: number(),
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `COMMISSION_TRIAL#${id}`, sk: 'STATE' }),
  });

  return {
    /** Refused with label `trial` where it is at another step than it was read at; `before`: null where there was none. */
    save(record: TrialRecord, before: Pick<TrialRecord, 'step'> | null): Write {
      const { id, step, startedAtMs } = record;
      const { payees, rules, counted, ...result } = record.result;
      const packed = {
        ...record,
        result: { ...result, payees: [...payees], rules: [...rules], counted: [...counted] },
      };
      return write(
        'trial',
        trials
          .build(PutTransaction)
          .item({
            id,
            step,
            packed: gzipSync(JSON.stringify(packed)),
            expiresAtS: Math.ceil((startedAtMs + keptMs) / 1000),
            gsi1pk: trialList,
            // All that a list of them says, so that none is unpacked for it.
            gsi1sk: [String(startedAtMs).padStart(15, '0'), record.fromDay, record.toDay, id].join('#'),
          })
          .options({
            condition: before === null ? { attr: 'id', exists: false } : { attr: 'step', eq: before.step },
          }),
      );
    },

    /** The latest, newest first. */
    async recent(limit: number): Promise<Pick<TrialRecord, 'id' | 'fromDay' | 'toDay' | 'startedAtMs'>[]> {
      const { Items = [] } = await table
        .build(QueryCommand)
        .query({ index: indexNames.byOwner, partition: trialList })
        .options({ limit, reverse: true })
        .send();
      return Items.map(({ gsi1sk }) => {
        const [startedAtMs, fromDay = '', toDay = '', id = ''] = String(gsi1sk).split('#');
        return { id, fromDay, toDay, startedAtMs: Number(startedAtMs) };
      });
    },

    async read(id: string): Promise<TrialRecord | null> {
      const { Item } = await trials.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
      if (!Item) return null;
      const { result, ...record } = JSON.parse(gunzipSync(Item.packed).toString('utf8'));
      return {
        ...record,
        draft: commissionRatesSchema.parse(record.draft),
        result: {
          ...result,
          payees: new Map(result.payees),
          rules: new Map(result.rules),
          // One that was begun before there were caps counts none.
          counted: new Map(result.counted ?? []),
        },
      };
    },
  };
}
