import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { LocalSystem } from '../../../local/start.ts';
import { outboxPrefix } from '../../../platform/outbox.ts';

/** Every event that was ever announced here, delivered once more, as queues and streams may. */
export async function deliverAgain(
  local: Pick<LocalSystem, 'engine' | 'system' | 'processes'>,
): Promise<void> {
  const { engine, system, processes } = local;
  const { Items = [] } = (await engine.call('Scan', { TableName: system.config.tableName })) as {
    Items?: Record<string, AttributeValue>[];
  };
  const records = Items.filter(({ pk }) => pk?.S?.startsWith(outboxPrefix)).map((item) => ({
    eventName: 'INSERT',
    dynamodb: { NewImage: item },
  }));
  if (records.length === 0) throw new Error('nothing was announced');
  await system.work.handleStream(records);
  await processes.settle();
}
