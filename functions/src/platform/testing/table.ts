import { createEngine } from '@jindian/embedded-dynamodb';
import { createDynamoClient, createTable, tableDefinition } from '../table.ts';

export const startMs = Date.UTC(2026, 4, 20, 2);

/** An empty table in memory, with a clock that moves only when told, and a client that hides no failure. */
export async function openTable(name = 'jindian-test') {
  const clock = {
    ms: startMs,
    nowMs: () => clock.ms,
    advance(byMs: number) {
      clock.ms += byMs;
    },
  };
  const engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition(name));
  const client = createDynamoClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler,
    maxAttempts: 1,
  });
  return {
    engine,
    clock,
    name,
    table: createTable(name, client),
    async close() {
      client.destroy();
      await engine.close();
    },
  };
}
export type TestTable = Awaited<ReturnType<typeof openTable>>;
