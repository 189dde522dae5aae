import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { embeddedClient } from '../embedded-client.ts';
import type { Migration } from '../migrations/define.ts';
import { createTable, tableDefinition } from '../table.ts';

export const startMs = Date.UTC(2026, 4, 20, 2);

type RequestHandler = { handle(...call: unknown[]): Promise<unknown> };

/** The engine's table through the SDK, which tries nothing again: what goes wrong reaches our own code. */
export function embeddedTable(
  engine: Engine,
  name: string,
  beforeEachCall: () => void = () => {},
  migrations?: readonly Migration[],
) {
  const requestHandler = engine.requestHandler as unknown as RequestHandler;
  const client = embeddedClient(engine, {
    maxAttempts: 1,
    requestHandler: {
      ...requestHandler,
      async handle(...call: unknown[]) {
        beforeEachCall();
        return requestHandler.handle(...call);
      },
    } as unknown as Engine['requestHandler'],
  });
  return createTable(name, client, migrations);
}

/** An empty table in memory, with a clock that moves only when told. */
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
  return {
    engine,
    clock,
    name,
    table: embeddedTable(engine, name),
    close: () => engine.close(),
  };
}
export type TestTable = Awaited<ReturnType<typeof openTable>>;
