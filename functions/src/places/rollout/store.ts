import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Edited } from '../../platform/edited.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { Ticks } from './checklist.ts';

export type WaveRecord = Edited & {
  waveId: string;
  name: string;
  plannedDay: string;
  locationIds: string[];
};
export type TicksRecord = { locationId: string; ticks: Ticks; revision: number };

const partition = 'ROLLOUT';
export const waveLabel = (waveId: string) => `wave ${waveId}`;

/** Waves with their branches (2,000 ids are 20 KB), and what people ticked at each place. */
export function createRolloutStore(table: JindianTable) {
  const waves = new Entity({
    name: 'RolloutWave',
    table,
    timestamps: false,
    schema: item({
      waveId: string().key(),
      name: string(),
      plannedDay: string(),
      locationIds: list(string()),
      revision: number(),
      changedBy: string(),
      changedAtMs: number(),
    }),
    computeKey: ({ waveId }: { waveId: string }) => ({ pk: partition, sk: `WAVE#${waveId}` }),
  });
  const ticked = new Entity({
    name: 'RolloutTicks',
    table,
    timestamps: false,
    schema: item({ locationId: string().key(), ticks: any(), revision: number() }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: `LOC#${locationId}`, sk: 'ROLLOUT' }),
  });

  const asRead = (revision: number) =>
    revision === 0
      ? ({ attr: 'revision', exists: false } as const)
      : ({ attr: 'revision', eq: revision } as const);

  return {
    async waves(): Promise<WaveRecord[]> {
      const { Items } = await table
        .build(QueryCommand)
        .query({ partition, range: { beginsWith: 'WAVE#' } })
        .entities(waves)
        .options({ consistent: true, ...everyPage })
        .send();
      return (Items ?? []).map(({ changedBy, changedAtMs, ...wave }) => ({
        waveId: wave.waveId,
        name: wave.name,
        plannedDay: wave.plannedDay,
        locationIds: wave.locationIds,
        revision: wave.revision,
        by: changedBy,
        atMs: changedAtMs,
      }));
    },

    /** On condition that nobody changed it since it was read; revision 0: it is new. */
    saveWave({ by, atMs, revision, ...wave }: WaveRecord): Write {
      return write(
        waveLabel(wave.waveId),
        waves
          .build(PutTransaction)
          .item({ ...wave, revision: revision + 1, changedBy: by, changedAtMs: atMs })
          .options({ condition: asRead(revision) }),
      );
    },

    /** On condition that nobody changed it since it was read. */
    removeWave({ waveId, revision }: WaveRecord): Write {
      return write(
        waveLabel(waveId),
        waves
          .build(DeleteTransaction)
          .key({ waveId })
          .options({ condition: asRead(revision) }),
      );
    },

    async ticksOf(locationId: string): Promise<TicksRecord> {
      const { Item } = await ticked
        .build(GetItemCommand)
        .key({ locationId })
        .options({ consistent: true })
        .send();
      return Item
        ? { locationId, ticks: Item.ticks as Ticks, revision: Item.revision }
        : { locationId, ticks: {}, revision: 0 };
    },

    saveTicks({ locationId, ticks, revision }: TicksRecord): Write {
      return write(
        'ticks',
        ticked
          .build(PutTransaction)
          .item({ locationId, ticks, revision: revision + 1 })
          .options({ condition: asRead(revision) }),
      );
    },
  };
}
export type RolloutStore = ReturnType<typeof createRolloutStore>;
