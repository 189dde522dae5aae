import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from './entity.ts';
import type { JindianTable } from './table.ts';

/** Up to when a recurring job has done its work; after a silence, long or short, it goes on from there. */
export function createCheckpoints(deps: { table: JindianTable }) {
  const entity = new Entity({
    name: 'Checkpoint',
    table: deps.table,
    timestamps: false,
    schema: item({ job: string().key(), doneUntilMs: number() }),
    computeKey: ({ job }: { job: string }) => ({ pk: 'CHECKPOINT', sk: job }),
  });

  return {
    async read(job: string): Promise<number | null> {
      const { Item } = await entity.build(GetItemCommand).key({ job }).options({ consistent: true }).send();
      return Item?.doneUntilMs ?? null;
    },
    async write(job: string, doneUntilMs: number): Promise<void> {
      await entity.build(PutItemCommand).item({ job, doneUntilMs }).send();
    },
  };
}
export type Checkpoints = ReturnType<typeof createCheckpoints>;
