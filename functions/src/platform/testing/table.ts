import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { documentOptions, tableDefinition, tableOn } from '../table.ts';

export const startMs = Date.UTC(2026, 4, 20, 2);

/** The engine's table; nothing below our own code tries again, so what goes wrong reaches it. */
export function embeddedTable(engine: Engine, name: string, beforeEachCall: () => void = () => {}) {
  const client = engine.documentClient(documentOptions);
  const send = async (command: Parameters<typeof client.send>[0]) => {
    beforeEachCall();
    return client.send(command);
  };
  return tableOn(name, { ...client, send } as unknown as typeof client);
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
