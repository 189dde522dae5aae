import type { AttributeMap } from '@jindian/embedded-dynamodb';
import type { LocalSystem } from '../../../local/start.ts';
import { batchOf } from '../../../platform/event-batch.ts';

/** Every event that was ever announced here, delivered once more, as queues and streams may. */
export async function deliverAgain(
  local: Pick<LocalSystem, 'engine' | 'system'> & { processes: { settle(): Promise<unknown> } },
): Promise<void> {
  const { engine, system, processes } = local;
  const records: { eventName: string; dynamodb: { NewImage: AttributeMap } }[] = [];
  let start: AttributeMap | undefined;
  do {
    const page = (await engine.call('Scan', {
      TableName: system.config.tableName,
      ...(start ? { ExclusiveStartKey: start } : {}),
    })) as { Items: AttributeMap[]; LastEvaluatedKey?: AttributeMap };
    for (const item of page.Items)
      if (batchOf({ eventName: 'INSERT', dynamodb: { NewImage: item } }))
        records.push({ eventName: 'INSERT', dynamodb: { NewImage: item } });
    start = page.LastEvaluatedKey;
  } while (start);
  if (records.length === 0) throw new Error('nothing was announced');
  await system.work.handleStream(records);
  await processes.settle();
}
