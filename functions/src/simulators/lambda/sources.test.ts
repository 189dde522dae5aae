import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type SqsSimulator, startSqsSimulator } from '../sqs/server.ts';
import { createFilter } from './filters.ts';
import type { LambdaFunction, Outcome, Refused } from './function.ts';
import { startSqsSource } from './sqs-source.ts';
import { type StreamMapping, startStreamSource } from './stream-source.ts';

type Invoked = { Records: { body?: string; messageId?: string; dynamodb?: { SequenceNumber: string } }[] };

/** A function that is this: what it is given and what it answers is the test's. */
function functionOf(answer: (event: Invoked) => Outcome | Refused): LambdaFunction {
  return {
    name: 'fn',
    invoke: async (event: unknown) => answer(event as Invoked),
  } as unknown as LambdaFunction;
}
const answered = (failed: (string | undefined)[] = []): Outcome => ({
  kind: 'answered',
  payload: JSON.stringify({ batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }),
});
const broken: Outcome = { kind: 'failed', errorType: 'Error', errorMessage: 'broken' };

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 500; n += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it never came about');
}

describe('a queue as an event source', () => {
  let sqs: SqsSimulator;
  let nowMs = Date.UTC(2026, 4, 20);
  const mapping = { queue: 'books', batchSize: 5, maxConcurrency: 2, reportsFailures: true };
  const start = async (file?: string) => {
    sqs = await startSqsSimulator({
      queues: {
        books: { visibilityTimeoutS: 60, maxReceiveCount: 3, deadLetterQueue: 'dead' },
        dead: { visibilityTimeoutS: 60 },
      },
      now: () => nowMs,
      ...(file ? { file } : {}),
    });
  };
  const send = async (...bodies: string[]) => {
    await fetch(sqs.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
      body: JSON.stringify({
        QueueUrl: `${sqs.urlPrefix}books`,
        Entries: bodies.map((MessageBody, n) => ({ Id: String(n), MessageBody })),
      }),
    });
  };
  const source = (answer: (event: Invoked) => Outcome | Refused) =>
    startSqsSource(mapping, { sqs, fn: functionOf(answer), region: 'r', account: 'a' });
  afterEach(() => sqs.close());

  test('what was done is gone, what failed comes again when it is visible again', async () => {
    await start();
    let attempts = 0;
    const running = source(({ Records }) => {
      attempts += 1;
      const bad = Records.filter(({ body }) => body === 'bad' && attempts < 3);
      return answered(bad.map(({ messageId }) => messageId));
    });
    await send('good', 'bad');
    await until(() => running.isAtRest() && attempts > 0);
    expect(sqs.waiting('books').map(({ body }) => body)).toEqual(['bad']);
    running.wake();
    expect(running.isAtRest()).toBe(true);
    for (let n = 0; n < 3; n += 1) {
      nowMs += 61_000;
      running.wake();
      await until(() => running.isAtRest());
    }
    expect(sqs.waiting('books')).toEqual([]);
    await running.stop();
  });

  test('a batch that came to no end comes again whole, and in the end lies behind', async () => {
    await start();
    const running = source(() => broken);
    await send('one', 'two');
    for (let n = 0; n < 4; n += 1) {
      await until(() => running.isAtRest());
      nowMs += 61_000;
      running.wake();
    }
    expect([sqs.waiting('books').length, sqs.waiting('dead').length]).toEqual([0, 2]);
    await running.stop();
  });

  test('what waits in a queue outlives the process, what was done does not come back', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'jindian-sqs-'));
    try {
      const file = path.join(folder, 'messages.jsonl');
      await start(file);
      await send('waits', 'done');
      const taken = sqs.receive('books', 2);
      const done = taken.find(({ body }) => body === 'done');
      sqs.remove('books', done?.receiptHandle ?? '');
      for (let restart = 0; restart < 2; restart += 1) {
        await sqs.close();
        await start(file);
        const [message, ...others] = sqs.waiting('books');
        expect([message?.body, message?.receiveCount, others]).toEqual(['waits', 1, []]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a stream as an event source', () => {
  const sequence = (n: number) => String(n).padStart(5, '0');
  const records = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      eventName: n % 2 === 0 ? 'INSERT' : 'MODIFY',
      dynamodb: { SequenceNumber: sequence(n + 1), ApproximateCreationDateTime: 1_000 },
    }));
  const numbers = ({ Records }: Invoked) => Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));

  function start(
    count: number,
    answer: (event: Invoked) => Outcome | Refused,
    mapping: Partial<StreamMapping> = {},
  ) {
    const all = records(count);
    const position = { at: null as string | null };
    const reported: unknown[] = [];
    const source = startStreamSource(
      {
        batchSize: 10,
        windowMs: 0,
        filters: [],
        bisects: true,
        reportsFailures: true,
        maxRetries: -1,
        maxRecordAgeMs: 60_000,
        ...mapping,
      },
      {
        fn: functionOf(answer),
        now: () => 1_000_000,
        report: (error) => reported.push(error),
        stream: {
          read: async (after, limit) =>
            all.filter(({ dynamodb }) => after === null || dynamodb.SequenceNumber > after).slice(0, limit),
          position: async () => position.at,
          async setPosition(at) {
            position.at = at;
          },
        },
      },
    );
    return { source, position, reported };
  }

  test('hands on in order what passes the filter, in batches, and remembers how far it is', async () => {
    const seen: number[][] = [];
    const { source, position } = start(
      25,
      (event) => {
        seen.push(numbers(event));
        return answered();
      },
      { batchSize: 5, filters: ['{"eventName":["INSERT"]}'] },
    );
    await source.wake();
    expect(seen).toEqual([
      [1, 3, 5, 7, 9],
      [11, 13, 15, 17, 19],
      [21, 23, 25],
    ]);
    expect([position.at, await source.isAtRest()]).toEqual([sequence(25), true]);
  });

  test('goes on at the first that failed', async () => {
    const seen: number[][] = [];
    const { source } = start(4, (event) => {
      seen.push(numbers(event));
      return answered(seen.length === 1 ? [sequence(3)] : []);
    });
    await source.wake();
    expect(seen).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
  });

  test('halves a batch that breaks it, gives up the one that does so at last, and goes on', async () => {
    const done: number[] = [];
    const { source, reported, position } = start(
      4,
      (event) => {
        if (numbers(event).includes(3)) return broken;
        done.push(...numbers(event));
        return answered();
      },
      { maxRetries: 2 },
    );
    await source.wake();
    expect([done, reported.length, position.at]).toEqual([[1, 2, 4], 1, sequence(4)]);
  });
});

test('a filter knows what it knows, and refuses what it does not', () => {
  const isWanted = createFilter([
    '{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"LOC#"}]},"sk":{"S":[{"prefix":"LEVEL#"},"X"]}}}}',
  ]);
  const keyed = (pk: string, sk: string) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } } });
  expect(isWanted(keyed('LOC#1', 'LEVEL#2'))).toBe(true);
  expect(isWanted(keyed('LOC#1', 'X'))).toBe(true);
  expect(isWanted(keyed('LOC#1', 'Y'))).toBe(false);
  expect(isWanted({})).toBe(false);
  expect(createFilter(['{"a":[{"exists":false}]}', '{"b":[{"anything-but":["c"]}]}'])({ a: 1, b: 'd' })).toBe(
    true,
  );
  expect(() => createFilter(['{"a":[{"numeric":[">",1]}]}'])({ a: 2 })).toThrow('not known here');
});
