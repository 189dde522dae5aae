import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApiApp } from './http/app.ts';
import { createIds } from './ids.ts';
import { createLogger } from './logger.ts';
import { createOutbox } from './outbox.ts';
import { createConsumer } from './queues/consumer.ts';
import { handlersByName } from './queues/messages.ts';
import { createRelay } from './queues/relay.ts';
import { happened, testCatalogue } from './testing/events.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { transact } from './transact.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

test('what a request says in the log, and what follows from it in other functions, is found by one id', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger('info', { write: (line: string) => lines.push(JSON.parse(line)) });
  const { table, clock } = bench;
  const outbox = createOutbox({ table, clock, ids: createIds(clock), catalogue: testCatalogue });
  const app = createApiApp({ logger });
  app.post('/do', async (c) => {
    logger.info('done');
    await transact(table, [outbox.announce(happened({ n: 1 }))]);
    return c.text('done');
  });

  // Another function hears of it, and what it does has a consequence of its own; the last of them fails.
  const handlers = handlersByName(
    [
      {
        name: 'first',
        queue: 'books',
        types: ['it.happened'],
        async handle({ data }) {
          logger.info({ n: data.n }, 'heard');
          if (data.n === 2) throw new Error('not today');
          await transact(table, [outbox.announce(happened({ n: 2 }))]);
        },
      },
    ],
    [],
  );
  const knows = () => true;
  const queues = { send: async () => {}, handOver: async () => {} };
  const deadLetters = { keep: async () => 'id' };
  const relay = createRelay({ handlers, knows, queues, clock });
  const consumer = createConsumer({
    handlers,
    knows,
    queues,
    deadLetters,
    clock,
    logger,
    catalogue: testCatalogue,
    runShard: async () => {},
  });

  const answer = await app.request('/do', { method: 'POST' });
  const id = answer.headers.get('x-request-id');
  let seen = 0;
  for (let round = 0; round < 2; round += 1) {
    const records = await bench.engine.streams.read(bench.name, null, 100);
    const messages = records.slice(seen).flatMap(relay.messagesOf);
    seen = records.length;
    for (const message of messages) await consumer.deliver(message, 1);
  }
  expect(lines.map(({ msg }) => msg)).toEqual(['done', 'heard', 'heard', 'delivery failed']);
  expect(lines.map(({ correlationId }) => correlationId)).toEqual(lines.map(() => id));
  // Outside of all that a line is about nothing in particular.
  logger.info('alone');
  expect(lines.at(-1)).not.toHaveProperty('correlationId');
});
