import { gunzipSync, gzipSync } from 'node:zlib';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import { dayMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { SimulationState } from './simulation.ts';

/** A simulation between two steps. */
export type SimulationRecord = {
  id: string;
  step: number;
  state: 'running' | 'done' | 'failed';
  fromDay: string;
  toDay: string;
  draftRevision: number;
  startedAtMs: number;
  startedBy: string;
  /** The day that is being decided, and the last of its orders that was. */
  day: string;
  afterOrderId: string | null;
  cut: boolean;
  versions: { inForce: string; draft: string };
  books: { inForce: PolicyBook; draft: PolicyBook };
  result: SimulationState;
};

const keptMs = 7 * dayMs;

/** All in one item: five thousand orders make some 150 KB of it, packed. */
export function createSimulationStore(table: JindianTable) {
  const simulations = new Entity({
    name: 'PolicySimulation',
    table,
    timestamps: false,
    schema: item({ id: string().key(), step: number(), packed: binary(), expiresAtS: number() }),
    computeKey: ({ id }: { id: string }) => ({ pk: `SIMULATION#${id}`, sk: 'STATE' }),
  });

  return {
    /** Refused with label `simulation` when that step was done already. */
    save(record: SimulationRecord): Write {
      const { id, step, startedAtMs } = record;
      return write(
        'simulation',
        simulations
          .build(PutTransaction)
          .item({
            id,
            step,
            packed: gzipSync(JSON.stringify(record)),
            expiresAtS: Math.ceil((startedAtMs + keptMs) / 1000),
          })
          .options({
            condition: step === 0 ? { attr: 'id', exists: false } : { attr: 'step', eq: step - 1 },
          }),
      );
    },

    async read(id: string): Promise<SimulationRecord | null> {
      const { Item } = await simulations
        .build(GetItemCommand)
        .key({ id })
        .options({ consistent: true })
        .send();
      return Item ? (JSON.parse(gunzipSync(Item.packed).toString('utf8')) as SimulationRecord) : null;
    },
  };
}
