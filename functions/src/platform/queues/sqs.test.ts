import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SqsSimulator, startSqsSimulator } from '../../simulators/sqs/server.ts';
import { createLogger } from '../logger.ts';
import type { Delivery } from './consumer.ts';
import { holdAnewMs, queueNames } from './lanes.ts';
import { messageSchema, type QueueMessage } from './messages.ts';
import { createSqsConsumer, createSqsQueues, type QueueUrls } from './sqs.ts';

const clock = { ms: Date.UTC(2026, 4, 20), nowMs: () => clock.ms };
let sqs: SqsSimulator;
let client: SQSClient;
let urls: QueueUrls;

beforeEach(async () => {
  const rules = queueNames.map((name) => [
    name,
    { visibilityTimeoutS: 180, maxReceiveCount: 3, deadLetterQueue: `${name}-given-up` },
  ]);
  const behind = queueNames.map((name) => [`${name}-given-up`, { visibilityTimeoutS: 60 }]);
  sqs = await startSqsSimulator({ queues: Object.fromEntries([...rules, ...behind]), now: clock.nowMs });
  urls = Object.fromEntries(queueNames.map((name) => [name, `${sqs.urlPrefix}${name}`])) as QueueUrls;
  client = new SQSClient({
    region: 'cn-northwest-1',
    endpoint: sqs.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterEach(async () => {
  client.destroy();
  await sqs.close();
});

let made = 0;
function message(queue: QueueMessage['queue'], data: Record<string, unknown> = {}): QueueMessage {
  made += 1;
  const event = { id: `E${made}`, type: 'it.happened', version: 1, atMs: clock.ms, hops: 0, data };
  return { id: `E${made}>h`, queue, handler: 'h', firstAtMs: clock.ms, body: { about: 'event', event } };
}

describe('sending', () => {
  test('goes to the queue of each, ten in a call, and is safe when all are', async () => {
    const messages = [
      ...Array.from({ length: 23 }, () => message('books')),
      ...Array.from({ length: 3 }, () => message('messages')),
    ];
    const safe: string[] = [];
    await createSqsQueues({ client, urls }).send(messages, (taken) => {
      safe.push(...taken.map(({ id }) => id));
    });
    expect(safe.sort()).toEqual(messages.map(({ id }) => id).sort());
    expect([sqs.waiting('books').length, sqs.waiting('messages').length]).toEqual([23, 3]);
  });

  test('has fewer calls under way than the client has sockets, however much is sent at once', async () => {
    const messages = Array.from({ length: 800 }, () => message('books'));
    let [now, most] = [0, 0];
    const counting = {
      async send(command: never) {
        now += 1;
        most = Math.max(most, now);
        return client.send(command).finally(() => {
          now -= 1;
        });
      },
    };
    const queues = createSqsQueues({ client: counting as never, urls });
    await Promise.all([queues.handOver(messages.slice(0, 400)), queues.send(messages.slice(400), () => {})]);
    expect(most).toBe(32);
    expect(sqs.waiting('books')).toHaveLength(800);
  });

  test('stays below what one call takes', async () => {
    const messages = Array.from({ length: 9 }, () => message('books', { note: 'x'.repeat(50_000) }));
    await createSqsQueues({ client, urls }).send(messages, () => {});
    expect(sqs.waiting('books')).toHaveLength(9);
  });

  test('sends again what SQS did not take of a call, and only that', async () => {
    const messages = Array.from({ length: 5 }, () => message('books'));
    sqs.refuse((body) => body.includes(messages[2]?.id ?? ''));
    await createSqsQueues({ client, urls }).send(messages, () => {});
    expect(
      sqs
        .waiting('books')
        .map(({ body }) => JSON.parse(body).id)
        .sort(),
    ).toEqual(messages.map(({ id }) => id).sort());
  });

  test('to a queue that is not there throws, and nothing is called safe', async () => {
    const elsewhere = { ...urls, books: `${sqs.urlPrefix}nowhere` };
    let safe = 0;
    const sent = createSqsQueues({ client, urls: elsewhere }).send([message('books')], () => {
      safe += 1;
    });
    await expect(sent).rejects.toThrow();
    expect(safe).toBe(0);
  });
});

describe('a consumer', () => {
  const kept: { id: string; tries: number }[] = [];
  function open(deliver: (message: QueueMessage, tries: number) => Promise<Delivery>) {
    kept.length = 0;
    return createSqsConsumer({
      client,
      urls,
      consumer: { deliver },
      deadLetters: {
        keep: async ({ id }, tries) => {
          kept.push({ id, tries });
          return id;
        },
        keepUnreadable: async (id, _, tries) => void kept.push({ id: `unreadable ${id}`, tries }),
      },
      clock,
      logger: createLogger('silent'),
    });
  }
  /** As Lambda's poller does: what is not named as failed is deleted. */
  async function poll(
    consume: (records: SQSRecord[]) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>,
    name = 'books',
  ) {
    const received = sqs.receive(name, 10);
    const records = received.map(({ messageId, receiptHandle, body, receiveCount }) => ({
      messageId,
      receiptHandle,
      body,
      attributes: { ApproximateReceiveCount: String(receiveCount) },
    })) as SQSRecord[];
    const failed = new Set((await consume(records)).batchItemFailures.map((one) => one.itemIdentifier));
    for (const { messageId, receiptHandle } of received)
      if (!failed.has(messageId)) sqs.remove(name, receiptHandle as string);
    return records.length;
  }

  test('names what failed, each of which comes again after its own pause', async () => {
    await createSqsQueues({ client, urls }).send(
      [message('books', { n: 1 }), message('books', { n: 2 }), message('books', { n: 3 })],
      () => {},
    );
    const done: unknown[] = [];
    const { consume } = open(async ({ body }, tries) => {
      const n = body.about === 'event' ? Number(body.event.data.n) : 0;
      if (n > 1 && tries === 1) return { kind: 'again', pauseMs: n * 10_000 };
      done.push(n);
      return { kind: 'over' };
    });
    const all = (records: SQSRecord[]) => consume(records, () => 60_000);
    expect(await poll(all)).toBe(3);
    expect(done).toEqual([1]);
    clock.ms += 20_000;
    expect(await poll(all)).toBe(1);
    clock.ms += 10_000;
    expect(await poll(all)).toBe(1);
    expect(done).toEqual([1, 2, 3]);
    expect(sqs.waiting('books')).toEqual([]);
  });

  test('begins nothing with ten seconds left', async () => {
    await createSqsQueues({ client, urls }).send([message('books'), message('books')], () => {});
    let left = 60_000;
    const { consume } = open(async () => {
      left = 9_000;
      return { kind: 'over' };
    });
    await poll((records) => consume(records, () => left));
    expect(sqs.waiting('books')).toHaveLength(1);
  });

  test('sends anew what is on hold, before SQS forgets it or has counted too many tries', async () => {
    const [sent] = [message('books')];
    await createSqsQueues({ client, urls }).send([sent], () => {});
    let onHold = true;
    const { consume } = open(async () =>
      onHold ? { kind: 'again', pauseMs: holdAnewMs / 2, onHold: true } : { kind: 'over' },
    );
    const all = (records: SQSRecord[]) => consume(records, () => 60_000);
    // Thrice as long as this queue bears by its count of tries.
    for (let half = 0; half < 9; half += 1) {
      expect(await poll(all)).toBe(1);
      expect(sqs.waiting('books').map(({ body }) => JSON.parse(body).id)).toEqual([sent.id]);
      clock.ms += holdAnewMs / 2;
    }
    const [now] = sqs.waiting('books').map(({ body }) => messageSchema.parse(JSON.parse(body)));
    expect(now?.firstAtMs).toBeGreaterThan(sent.firstAtMs + 2 * holdAnewMs);
    expect(now?.holds).toBeGreaterThan(3);
    onHold = false;
    expect(await poll(all)).toBe(1);
    expect(sqs.waiting('books')).toEqual([]);
    expect(sqs.waiting('books-given-up')).toEqual([]);
  });

  test('that dies over a message leaves it, in the end, to a person', async () => {
    await createSqsQueues({ client, urls }).send([message('books')], () => {});
    const { keepGivenUp } = open(async () => ({ kind: 'over' }));
    for (let time = 0; time < 3; time += 1) {
      expect(sqs.receive('books', 1)).toHaveLength(1);
      clock.ms += 200_000;
    }
    expect(sqs.receive('books', 1)).toEqual([]);
    expect(await poll(keepGivenUp, 'books-given-up')).toBe(1);
    expect(kept).toHaveLength(1);
  });

  test('does not take for its own what it cannot read', async () => {
    const { consume } = open(async () => ({ kind: 'over' }));
    const strange = ['not json', '{}', '{"id":"x","queue":"__proto__"}'].map((body, i) => ({
      messageId: `m${i}`,
      receiptHandle: 'r',
      body,
      attributes: { ApproximateReceiveCount: '1' },
    })) as SQSRecord[];
    const answer = await consume(strange, () => 60_000);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm2']);
  });
});
