import { gunzipSync, gzipSync } from 'node:zlib';
import type { PolicyBook } from '@jindian/shared/contract/serving/sourcing-policy';
import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { digestOf } from '../../platform/canonical.ts';
import { Entity } from '../../platform/entity.ts';
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

/** What was asked for, whoever asked: the same orders tried by the same two policies. */
export function questionOf({ fromDay, toDay, books, versions }: Omit<SimulationRecord, 'result'>): string {
  return digestOf([fromDay, toDay, books, versions]);
}

/** All in one item: five thousand orders make some 150 KB of it, packed. */
export function createSimulationStore(table: JindianTable) {
  const simulations = new Entity({
    name: 'PolicySimulation',
    table,
    timestamps: false,
    schema: item({ id: string().key(), step: number(), packed: binary(), expiresAtS: number() }),
    computeKey: ({ id }: { id: string }) => ({ pk: `SIMULATION#${id}`, sk: 'STATE' }),
  });

  const asked = new Entity({
    name: 'SimulationAsked',
    table,
    timestamps: false,
    schema: item({ question: string().key(), simulationId: string(), expiresAtS: number() }),
    computeKey: ({ question }: { question: string }) => ({ pk: `SIMULATION#OF#${question}`, sk: 'LAST' }),
  });
  const expiresAtS = ({ startedAtMs }: SimulationRecord) => Math.ceil((startedAtMs + keptMs) / 1000);

  return {
    /** The id of the last simulation that was started for this. */
    async lastOf(question: string): Promise<string | null> {
      const { Item } = await asked
        .build(GetItemCommand)
        .key({ question })
        .options({ consistent: true })
        .send();
      return Item?.simulationId ?? null;
    },

    /** Makes it the last one of its question. Refused with label `asked` when somebody else started one meanwhile. */
    saveAsked(question: string, record: SimulationRecord, before: string | null): Write {
      return write(
        'asked',
        asked
          .build(PutTransaction)
          .item({ question, simulationId: record.id, expiresAtS: expiresAtS(record) })
          .options({
            condition: before
              ? { attr: 'simulationId', eq: before }
              : { attr: 'simulationId', exists: false },
          }),
      );
    },

    /** Refused with label `simulation` when that step was done already. */
    save(record: SimulationRecord): Write {
      const { id, step } = record;
      return write(
        'simulation',
        simulations
          .build(PutTransaction)
          .item({
            id,
            step,
            packed: gzipSync(JSON.stringify(record)),
            expiresAtS: expiresAtS(record),
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
